import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { anapaestic, fourBeat, iambic, type Meter, Pronouncer, tokenise, trochaic } from '../../src/poetics/index.ts';

const dictionary = new Pronouncer();

/** Does some reading of the line, with one of these numbers of syllables, fit word by word? */
function scans(line: string, meter: Meter, totals: readonly number[]): boolean {
  const words = tokenise(line).map((word) => dictionary.pronounce(word));
  const from = (word: number, at: number, total: number): boolean =>
    word === words.length
      ? at === total
      : words[word]!.some(
          ({ stress, syllables }) =>
            at + syllables <= total && meter.fits(stress, at, total) && from(word + 1, at + syllables, total),
        );
  return totals.some((total) => from(0, 0, total));
}

const pentameter = [10, 11];

describe('iambic', () => {
  test.each([
    "Shall I compare thee to a summer's day?",
    'Rough winds do shake the darling buds of May,',
    'When I do count the clock that tells the time,',
    'Let me not to the marriage of true minds',
    'That time of year thou mayst in me behold',
    'Bare ruined choirs, where late the sweet birds sang.',
    'To be, or not to be, that is the question:',
    'The curfew tolls the knell of parting day,',
    'When forty winters shall besiege thy brow,',
    'A thing of beauty is a joy for ever:',
    'But soft, what light through yonder window breaks?',
  ])('%s', (line) => {
    expect(scans(line, iambic, pentameter)).toBe(true);
  });

  test.each([
    ['The assembly was carried along the river.', 'stresses on weak places'],
    ['The silver river flows toward the ocean blue again', 'fourteen syllables'],
    ['I wandered lonely as a vale and a', 'an article on the last beat'],
    ['The water of the window in the garden of', 'eleven syllables without a soft ending'],
    ['Tomorrow never comes until yesterday', 'the last word begins on its stress'],
  ])('not: %s (%s)', (line) => {
    expect(scans(line, iambic, pentameter)).toBe(false);
  });

  test('the first foot alone may be inverted', () => {
    expect(iambic.fits('10', 0, 10)).toBe(true);
    expect(iambic.fits('10', 2, 10)).toBe(false);
    expect(iambic.fits('10', 3, 10)).toBe(true);
  });

  test('a feminine ending is unstressed', () => {
    expect(iambic.fits('10', 9, 11)).toBe(true);
    expect(iambic.fits('1', 10, 11)).toBe(false);
    expect(iambic.fits('12', 9, 11)).toBe(false);
  });
});

describe('trochaic', () => {
  test.each([
    ['By the shores of Gitche Gumee', 8],
    ['Should you ask me, whence these stories?', 8],
    ['Twinkle, twinkle, little star', 7],
    ['Tiger, tiger, burning bright', 7],
  ])('%s', (line, total) => {
    expect(scans(line, trochaic, [total])).toBe(true);
  });

  test('an iambic line is not trochaic', () => {
    expect(scans('The curfew tolls the parting day', trochaic, [8])).toBe(false);
  });
});

describe('anapaestic', () => {
  test.each([
    ['There was an Old Man with a beard', [8]],
    ['Who said, "It is just as I feared!', [8]],
    ['There was a young lady of Niger', [9]],
    ['Who smiled as she rode on a tiger;', [9]],
    ['They returned from the ride', [6]],
    ['With the lady inside,', [6]],
    ['And the smile on the face of the tiger.', [10]],
    ['Who taught little ducklings to dance', [8]],
  ])('%s', (line, totals) => {
    expect(scans(line, anapaestic, totals)).toBe(true);
  });

  test.each(['The winter is over again today', 'Tomorrow forever the water is cold'])('not: %s', (line) => {
    expect(scans(line, anapaestic, [8, 9, 10])).toBe(false);
  });

  test('only the lengths of a limerick have beats', () => {
    expect(anapaestic.fits('1', 0, 4)).toBe(false);
    expect(anapaestic.fits('1', 0, 11)).toBe(false);
  });
});

describe('four beats', () => {
  test.each([
    ["I'm built out of metal, I'm quick and I'm clean", [11]],
    ['The tidiest pizza hand ever you have seen', [12]],
    ['Humpty Dumpty sat on a wall', [8]],
  ])('%s', (line, totals) => {
    expect(scans(line, fourBeat, totals)).toBe(true);
  });

  test('a stress may not stand beside the last beat', () => {
    expect(scans('I never saw the window rain today alone', fourBeat, [12])).toBe(true);
    expect(scans('I never said it was about tomorrow night', fourBeat, [12])).toBe(true);
    expect(scans('I never saw a thing that was above rain', fourBeat, [11])).toBe(false);
  });

  test('no line ends on an article', () => {
    expect(scans('I came and saw and took the', fourBeat, [7])).toBe(false);
  });
});

const anyMeter = fc.constantFrom(iambic, trochaic, anapaestic, fourBeat);
property.prop([anyMeter, fc.integer({ min: 4, max: 12 }), fc.nat(11)])(
  'a stressed monosyllable may stand anywhere but on a soft ending',
  (meter, total, at) => {
    fc.pre(at < total - 1 && (meter !== anapaestic || (total >= 5 && total <= 10)));
    expect(meter.fits('1', at, total)).toBe(true);
  },
);
