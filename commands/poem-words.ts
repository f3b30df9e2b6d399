/** Reads "sonnet about autumn rain": which of the words name a style or a voice, and which are the topic. */
import type { OptionValue } from '../src/platforms/contract.ts';
import { styles, voices } from '../src/poetics/styles.ts';
import type { ActionDefinition } from './command.ts';
import { readWords } from './options.ts';

/** How people say it when they do not know the table of styles. */
const sayings: Readonly<Record<string, string>> = {
  sonnet: 'shakespearean-sonnet',
  rap: 'rap-battle',
  acrostics: 'acrostic',
  couplets: 'heroic-couplets',
  quatrain: 'quatrains',
  ode: 'romantic-ode',
};

const plain = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim();

const styleNames = new Map<string, string>([
  ...Object.entries(sayings),
  ...styles.flatMap(({ id, name }): [string, string][] => [
    [plain(id), id],
    [plain(name), id],
  ]),
]);
const voiceNames = new Map(
  voices.flatMap(({ id, name }): [string, string][] => [
    [plain(id), id],
    [plain(name), id],
  ]),
);

const alternatives = (names: Iterable<string>) =>
  [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(' ', '[\\s_-]+'))
    .join('|');

const style = `(?<style>${alternatives(styleNames.keys())})`;
const article = '(?:(?:an?|the|ein|eine|une?|una?)\\s+)?';
const before = new RegExp(
  `^(?:write\\s+|draw\\s+)?${article}${style}(?:\\s*[:,–—]\\s*|\\s+(?:about|on|of|for|to|über|von|sur|sobre|de)\\s+|\\s+)(?<topic>\\S.*)$`,
  'isu',
);
const after = new RegExp(`^(?<topic>.*\\S)\\s+(?:as|in|als|en)\\s+${article}${style}$`, 'isu');
const alone = new RegExp(`^${article}${style}$`, 'iu');
const spoken = new RegExp(
  `\\s*\\b(?:in\\s+the\\s+voice\\s+of|with\\s+the\\s+voice\\s+of)\\s+(?<voice>${alternatives(voiceNames.keys())})\\b`,
  'iu',
);

/** A style's id from any of the ways to say it; undefined when it is none. */
export function styleNamed(words: string): string | undefined {
  return styleNames.get(plain(words));
}

/** A voice's id, as it is written or named. */
export function voiceNamed(words: string): string | undefined {
  return voiceNames.get(plain(words));
}

/** Options from the words after `/poem`. Explicit `name:value` pairs count first. */
export function readPoemWords(definition: ActionDefinition, words: string): Readonly<Record<string, OptionValue>> {
  // What people type to a slash command that they do not know; without options it shows all it can do.
  if (plain(words) === 'help') return {};
  const options: Record<string, OptionValue> = { ...readWords(definition, words) };
  let topic = options.topic === undefined ? '' : String(options.topic);
  if (options.voice === undefined) {
    const voice = spoken.exec(topic)?.groups?.voice;
    if (voice !== undefined) {
      options.voice = voiceNamed(voice)!;
      topic = topic.replace(spoken, '').trim();
    }
  }
  if (options.style === undefined) {
    const found = (alone.exec(topic) ?? before.exec(topic) ?? after.exec(topic))?.groups;
    if (found !== undefined) {
      options.style = styleNamed(found.style!)!;
      topic = found.topic?.trim() ?? '';
    }
  }
  if (topic === '') delete options.topic;
  else options.topic = topic;
  return options;
}
