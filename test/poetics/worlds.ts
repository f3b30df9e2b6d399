/** A small model for tests: real sounds from CMUdict, a topic encoder of a dozen pieces. */
import { dictionary } from 'cmu-pronouncing-dictionary';
import { type Lexicon, type ModelConfig, parseLexicon } from '../../src/poetics/index.ts';

const smallForms = ['sonnet', 'haiku'];
const smallVoices = ['modern', 'plain'];
const punctuation = ['<none>', ',', ';', ':', '.', '!', '?', '—', '...'];

/** Flags of lexicon.json. */
export const flags = { name: 1, capital: 2, blocked: 4 };

export interface WordRow {
  readonly word: string;
  readonly flags?: number;
}

const defaultWords: readonly WordRow[] = [
  { word: 'the' },
  { word: 'a' },
  { word: 'an' },
  { word: 'i', flags: flags.capital },
  { word: "i'll", flags: flags.capital },
  { word: 'of' },
  { word: 'rain' },
  { word: 'autumn' },
  { word: 'apple' },
  { word: 'light' },
  { word: 'night' },
  { word: 'fire' },
  { word: 'three' },
  { word: 'cat' },
  { word: 'my' },
  { word: 'pizza' },
  { word: 'london', flags: flags.name },
  { word: 'darn', flags: flags.blocked },
];

function cmu(word: string): string[] {
  return Object.keys(dictionary)
    .filter((entry) => entry === word || entry.startsWith(`${word}(`))
    .map((entry) => dictionary[entry]!);
}

/** Rows of lexicon.json for these words. */
export function smallRows(words: readonly WordRow[] = defaultWords): [string, string[], number, number][] {
  const special = [
    '<pad>',
    '<mask>',
    '<rare>',
    '<topic>',
    '<drop>',
    ...smallForms.map((form) => `<form:${form}>`),
    ...smallVoices.map((voice) => `<voice:${voice}>`),
    '<guest1>',
    '<guest2>',
    '<guest3>',
    '<guest4>',
    ...punctuation,
  ];
  return [
    ...special.map((spelling): [string, string[], number, number] => [spelling, [], 0, 0]),
    ...words.map(({ word, flags: bits }): [string, string[], number, number] => [word, cmu(word), 10, bits ?? 0]),
  ];
}

export function smallConfig(vocabulary = smallRows().length): ModelConfig {
  return {
    version: 4,
    vocabulary,
    width: 8,
    layers: 1,
    heads: 1,
    topicWidth: 4,
    limits: { lines: 20, slots: 12, topicWords: 6, positions: 320, rhymeGroups: 12, syllables: 16 },
    forms: smallForms,
    voices: smallVoices,
    guests: 4,
    punctuation,
  };
}

export function smallLexicon(words?: readonly WordRow[]): Lexicon {
  const tokens = smallRows(words);
  return parseLexicon({ version: 1, tokens }, smallConfig(tokens.length));
}

/** The bytes of a topics.bin with these pieces; piece `i` points along axis `i % width`. */
export function smallTopics(pieces: readonly string[] = ['rain', 'cat', 'piz', '##za'], width = 4): Uint8Array {
  const list = new TextEncoder().encode(pieces.join('\n'));
  const start = Math.ceil((20 + list.length) / 4) * 4;
  const bytes = new Uint8Array(start + pieces.length * width);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x544f5043, true);
  view.setUint32(4, pieces.length, true);
  view.setUint32(8, width, true);
  view.setFloat32(12, 0.5, true);
  view.setUint32(16, list.length, true);
  bytes.set(list, 20);
  for (let piece = 0; piece < pieces.length; piece++) view.setInt8(start + piece * width + (piece % width), 100);
  return bytes;
}
