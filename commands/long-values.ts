import type { OptionValue } from '../src/platforms/contract.ts';
import type { ActionDefinition } from './command.ts';

/**
 * Reads typed words whose values may be long: `8:00 zone:Europe/Berlin topic:autumn rain; snow days:mon, wed`.
 * A value reaches to the next option's name; what stands before the first name is the value of `first`.
 */
export function readLongValues(
  definition: ActionDefinition,
  words: string,
  first: string,
): Readonly<Record<string, OptionValue>> {
  const names = Object.keys(definition.options);
  const named = new RegExp(`(?:^|\\s)(${names.join('|')})\\s?[:=]`, 'giu');
  const options: Record<string, OptionValue> = {};
  const set = (name: string, typed: string) => {
    const value = typed.trim().replace(/^["“](.*)["”]$/s, '$1');
    if (value !== '') options[name] = value;
  };
  let current = first;
  let from = 0;
  for (const match of words.matchAll(named)) {
    set(current, words.slice(from, match.index));
    current = (match[1] as string).toLowerCase();
    from = match.index + match[0].length;
  }
  set(current, words.slice(from));
  return options;
}
