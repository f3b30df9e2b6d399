import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { readHumanVerse } from '../../bench/verse/human-verse.ts';
import { LineJudge } from '../../src/diffusion/line-judge.ts';
import { SaidLines } from '../../src/diffusion/said-lines.ts';
import { samplingSettings } from '../../src/diffusion/settings.ts';
import { TripleTable } from '../../src/diffusion/triple-table.ts';
import { type PoemVocabulary, Vocabulary } from '../../src/diffusion/vocabulary.ts';
import { type Lexicon, parseLexicon, readModelFiles, tokeniseLine } from '../../src/poetics/index.ts';

let lexicon: Lexicon;
let words: PoemVocabulary;
let judge: LineJudge;
let said: SaidLines;
beforeAll(async () => {
  const files = await readModelFiles('models/verse');
  lexicon = parseLexicon(files.lexicon, files.config);
  words = new Vocabulary(lexicon).withGuests([]);
  said = new SaidLines(files.said, lexicon.size);
  judge = new LineJudge({ triples: new TripleTable(files.triples, lexicon.size), said }, words, samplingSettings);
});

/** A line of word tokens, left-padded, with a comma. */
const line = (text: string) => {
  const tokens = text.split(' ').map((word) => lexicon.id(word)!);
  return [...new Array(10 - tokens.length).fill(lexicon.pad), ...tokens, lexicon.punctuationToken(1)];
};

describe('the judge of lines', () => {
  test.each([
    ['once upon a time', 'once upon a bell'],
    ['i do not know', 'i do not was'],
    ['in the middle of the night', 'in the middle it the night'],
  ])('prefers "%s" to "%s"', (better, worse) => {
    expect(judge.weigh(line(better))).toBeGreaterThan(judge.weigh(line(worse)));
  });

  test('will hardly have a content word twice', () => {
    expect(judge.weigh(line('the moon is the moon'))).toBeLessThan(judge.weigh(line('the moon is the sea')) - 6);
  });

  test('takes another form of a word for the same word', () => {
    expect(judge.weigh(line('it rained upon the rain'))).toBeLessThan(judge.weigh(line('it rained upon the sea')) - 6);
  });

  test('says nothing of words that the corpus never saw together', () => {
    const table = new TripleTable(tiny(), 12);
    expect(table.gain(9, 10, 11)).toBe(0);
    expect(table.gain(1, 2, 3)).toBeCloseTo(1.5);
    expect(table.gain(1, 2, 4)).toBeCloseTo(-0.5);
  });

  test('will hardly say a line of the training verse again, and takes few others for one', async () => {
    const lines: number[][] = [];
    for await (const { stanzas } of readHumanVerse({ corpus: undefined, own: 'training/data' }))
      for (const printed of stanzas.flat()) {
        const tokens = tokeniseLine(printed, (word) => lexicon.id(word) !== undefined).words.map((word) =>
          lexicon.id(word),
        );
        if (tokens.length >= 6 && !tokens.includes(undefined)) lines.push(tokens as number[]);
      }
    expect(lines.length).toBeGreaterThan(50_000);
    const share = (all: number[][]) => all.filter((tokens) => said.has(tokens)).length / all.length;
    expect(share(lines)).toBeGreaterThan(0.98);
    expect(share(lines.map((tokens) => [...tokens].reverse()))).toBeLessThan(0.02);
    expect(share(lines.map((tokens) => tokens.slice(0, 5)))).toBe(0);
    const nothing = new Uint8Array(16 + 128);
    nothing.set((await readFile('models/verse/said.bin')).subarray(0, 16));
    new DataView(nothing.buffer).setUint32(8, 1024, true);
    const triples = new TripleTable(tiny(), 12);
    const weigh = (filter: SaidLines, tokens: number[]) =>
      new LineJudge({ triples, said: filter }, words, { ...samplingSettings, triples: 0 }).weigh([
        ...tokens,
        lexicon.none,
      ]);
    const free = new SaidLines(nothing, lexicon.size);
    for (const tokens of lines.slice(0, 50)) expect(weigh(said, tokens)).toBeCloseTo(weigh(free, tokens) - 12);
    expect(() => new SaidLines(nothing, lexicon.size + 1)).toThrow(/said\.bin/);
  });

  test('refuses a file of another lexicon', async () => {
    const bytes = await readFile('models/verse/triples.bin');
    expect(() => new TripleTable(bytes, lexicon.size + 1)).toThrow(/triples\.bin/);
  });
});

/** One context (1, 2) with one triple, third word 3, of value 3; back-off −1; scale one half. */
function tiny(): Uint8Array {
  const vocabulary = 12;
  const bytes = new Uint8Array(20 + 4 * (vocabulary + 1) + 8 + 2 + 2 + 2);
  const view = new DataView(bytes.buffer);
  [0x54524950, vocabulary, 1, 1].forEach((value, at) => {
    view.setUint32(4 * at, value, true);
  });
  view.setFloat32(16, 0.5, true);
  for (let word = 2; word <= vocabulary; word++) view.setUint32(20 + 4 * word, 1, true);
  const contexts = 20 + 4 * (vocabulary + 1);
  view.setUint32(contexts + 4, 1, true);
  view.setUint16(contexts + 8, 2, true);
  view.setUint16(contexts + 10, 3, true);
  view.setInt8(contexts + 12, -1);
  view.setInt8(contexts + 13, 3);
  return bytes;
}
