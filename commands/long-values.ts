import type { OptionValue } from '../src/platforms/contract.ts';
import type { ActionDefinition, OptionDefinition } from './command.ts';

/** Kinds whose values are one word; a text or a completed value may be many. */
const oneWord: ReadonlySet<OptionDefinition['kind']> = new Set([
  'integer',
  'number',
  'flag',
  'choice',
  'channel',
  'role',
  'person',
]);

/**
 * Reads typed words whose values may be long: `8:00 zone:Europe/Berlin topic:autumn rain; snow days:mon, wed`.
 * A value reaches to the next option's name; what stands before the first name is the value of `first`, and so is
 * what an option cannot take: `minutes:30 autumn rain`.
 *
 * @param reach how many of the words behind an option's name are its value, where its kind does not say
 */
export function readLongValues(
  definition: ActionDefinition,
  words: string,
  first: string,
  reach: (option: string, following: readonly string[]) => number = (_, following) => following.length,
): Readonly<Record<string, OptionValue>> {
  const names = Object.keys(definition.options);
  const named = new RegExp(`(?:^|\\s)(${names.join('|')})\\s?[:=]`, 'giu');
  const options: Record<string, OptionValue> = {};
  const split: { readonly name: string; readonly whole: string; readonly rest: string }[] = [];
  const set = (name: string, typed: string) => {
    const value = typed.trim().replace(/^["“](.*)["”]$/s, '$1');
    if (value !== '') options[name] = value;
  };
  const read = (name: string, typed: string) => {
    const kind = definition.options[name]?.kind;
    const following = typed.trim().split(/\s+/);
    const taken = kind !== undefined && oneWord.has(kind) ? 1 : reach(name, following);
    if (name === first || taken >= following.length) return set(name, typed);
    set(name, following.slice(0, taken).join(' '));
    split.push({ name, whole: typed, rest: following.slice(taken).join(' ') });
  };
  let current = first;
  let from = 0;
  for (const match of words.matchAll(named)) {
    read(current, words.slice(from, match.index));
    current = (match[1] as string).toLowerCase();
    from = match.index + match[0].length;
  }
  read(current, words.slice(from));
  if (options[first] === undefined) set(first, split.map(({ rest }) => rest).join(' '));
  // With nowhere to go, the words stay where they were typed, and whoever checks the option says what is wrong.
  else for (const { name, whole } of split) set(name, whole);
  return options;
}
