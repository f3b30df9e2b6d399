import { fc, test } from '@fast-check/vitest';
import { beforeAll, describe, expect } from 'vitest';
import { CommaTable, type Lexicon, parseLexicon, readModelFiles, typesetLine } from '../../src/poetics/index.ts';

let lexicon: Lexicon;
let commas: CommaTable;
let bytes: Uint8Array;
beforeAll(async () => {
  const files = await readModelFiles('models/verse');
  lexicon = parseLexicon(files.lexicon, files.config);
  bytes = files.commas;
  commas = new CommaTable(bytes, lexicon.size);
});

const set = (text: string) => {
  const tokens = text.split(' ').map((word) => lexicon.id(word)!);
  const context = { lexicon, guests: [], endsPoem: true, commas };
  return typesetLine([...tokens, lexicon.none], context)
    .map((word) => word.text)
    .join(' ');
};

describe('commas within a line', () => {
  test.each([
    ['we shared a flask she ate her soup', 'We shared a flask, she ate her soup.'],
    ['she missed the bus she took her bag', 'She missed the bus, she took her bag.'],
    ['my father took the road into the town', 'My father took the road into the town.'],
    ['the song she sang was sweet and low', 'The song she sang was sweet and low.'],
  ])('%s', (words, printed) => {
    expect(set(words)).toBe(printed);
  });

  test('come oftener before a second subject', () => {
    const [bus, she] = [lexicon.id('bus')!, lexicon.id('she')!];
    expect(commas.logOdds(bus, she, true)).toBeGreaterThan(commas.logOdds(bus, she, false));
  });

  test.prop([fc.array(fc.nat(17_000), { minLength: 1, maxLength: 12 })])('never follow the last word', (numbers) => {
    const words = numbers.map((number) => {
      const token = lexicon.firstWord + (number % (lexicon.size - lexicon.firstWord));
      return { token, spelling: lexicon.spelling(token) };
    });
    const after = commas.after(words);
    expect(after).toHaveLength(words.length);
    expect(after.at(-1)).toBe(false);
  });

  test('are refused from a file of another lexicon', () => {
    expect(() => new CommaTable(bytes, lexicon.size + 1)).toThrow(/commas\.bin/);
    expect(() => new CommaTable(new Uint8Array(8), lexicon.size)).toThrow(/commas\.bin/);
  });
});
