import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { LineJudge } from '../../src/diffusion/line-judge.ts';
import { samplingSettings } from '../../src/diffusion/settings.ts';
import { TripleTable } from '../../src/diffusion/triple-table.ts';
import { type PoemVocabulary, Vocabulary } from '../../src/diffusion/vocabulary.ts';
import { type Lexicon, parseLexicon, readModelFiles } from '../../src/poetics/index.ts';

let lexicon: Lexicon;
let words: PoemVocabulary;
let judge: LineJudge;
beforeAll(async () => {
  const files = await readModelFiles('models/verse');
  lexicon = parseLexicon(files.lexicon, files.config);
  words = new Vocabulary(lexicon).withGuests([]);
  judge = new LineJudge(new TripleTable(files.triples, lexicon.size), words, samplingSettings);
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

  test('says nothing of words that the corpus never saw together', () => {
    const table = new TripleTable(tiny(), 12);
    expect(table.gain(9, 10, 11)).toBe(0);
    expect(table.gain(1, 2, 3)).toBeCloseTo(1.5);
    expect(table.gain(1, 2, 4)).toBeCloseTo(-0.5);
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
