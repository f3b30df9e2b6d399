import { describe, expect, test } from 'vitest';
import { type Guest, Pronouncer, typesetLine } from '../../src/poetics/index.ts';
import { smallLexicon } from './worlds.ts';

const lexicon = smallLexicon();
const pronouncer = new Pronouncer(lexicon);
const guest = (spelling: string): Guest => ({
  spelling,
  word: spelling.toLowerCase(),
  pronunciations: pronouncer.pronounce(spelling.toLowerCase()),
});
const guests = [guest('Kubernetes'), guest('iPhone'), guest('unicorn'), guest('oboe')];

/** Tokens of a line in words: `_` is PAD, `@1` the first guest, the last item the end mark ('' for none). */
function tokens(...items: string[]): number[] {
  return items.map((item) => {
    if (item === '_') return lexicon.pad;
    if (item.startsWith('@')) return lexicon.guest(Number(item.slice(1)) - 1);
    const mark = lexicon.punctuation.indexOf(item === '' ? '<none>' : item);
    return mark >= 0 ? lexicon.punctuationToken(mark) : lexicon.id(item)!;
  });
}
const set = (endsPoem: boolean, ...items: string[]) => typesetLine(tokens(...items), { lexicon, guests, endsPoem });
const print = (endsPoem: boolean, ...items: string[]) =>
  set(endsPoem, ...items)
    .map(({ text }) => text)
    .join(' ');

describe('a line is set', () => {
  test.each([
    [['_', '_', 'autumn', 'rain', ','], 'Autumn rain,'],
    [['the', 'cat', 'of', 'london', ''], 'The cat of London'],
    [['of', "i'll", 'i', '—'], "Of I'll I—"],
    [['my', '@1', '...'], 'My Kubernetes...'],
    [['@2', 'night', ''], 'iPhone night'],
    [['@3', 'night', ''], 'Unicorn night'],
    [['a', 'apple', '!'], 'An apple!'],
    [['of', 'an', 'cat', '?'], 'Of a cat?'],
    [['of', 'an', '@3', ';'], 'Of a unicorn;'],
    [['of', 'a', '@4', ':'], 'Of an oboe:'],
  ])('%j → %s', (items, printed) => {
    expect(print(false, ...items)).toBe(printed);
  });

  test.each([
    ['', 'The rain.'],
    [',', 'The rain.'],
    ['.', 'The rain.'],
    ['?', 'The rain?'],
    ['...', 'The rain...'],
  ])('the poem\'s last mark "%s" ends it: %s', (mark, printed) => {
    expect(print(true, 'the', 'rain', mark)).toBe(printed);
  });

  test('every word knows its slot, the last one also that of its mark', () => {
    expect(set(false, '_', '_', 'autumn', 'rain', '').map(({ slot }) => slot)).toEqual([[2], [3, 4]]);
  });

  test('a line of PAD alone is empty', () => {
    expect(set(true, '_', '_', '.')).toEqual([]);
  });
});
