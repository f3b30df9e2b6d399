import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { checkPoem, findStyle, Pronouncer, styles } from '../../src/poetics/index.ts';
import * as verse from './verse.ts';

const inForm = { lines: true, syllables: true, meter: true, rhyme: true };
const dictionary = new Pronouncer();
const check = (text: string, style: string, options = {}) => checkPoem(text, findStyle(style), options, dictionary);

describe('sound poems are in form', () => {
  test.each([
    ['shakespearean-sonnet', verse.sonnet, {}],
    ['haiku', verse.haiku, {}],
    ['tanka', verse.tanka, {}],
    ['limerick', verse.limerick, {}],
    ['ballad', verse.ballad, {}],
    ['villanelle', verse.villanelle, {}],
    ['acrostic', verse.acrostic, { word: 'Maple' }],
    ['free-verse', `${verse.haiku}\n\n${verse.ballad}`, {}],
  ])('%s', (style, text, options) => {
    const { checks, lines } = check(text, style, options);
    expect(checks, JSON.stringify(lines, null, 1)).toEqual(inForm);
  });

  test('a feminine ending makes an eleventh syllable of pentameter', () => {
    const couplet = 'The river carries every summer flower\nBeyond the garden and the crumbling tower.';
    expect(check(couplet, 'heroic-couplets').checks).toEqual(inForm);
  });
});

describe('damage is found where it was done', () => {
  test('a syllable too few', () => {
    const { checks, lines } = check(verse.sonnet.replace('silver lake', 'lake'), 'shakespearean-sonnet');
    expect(checks).toMatchObject({ syllables: false, lines: true, rhyme: true });
    expect(lines.filter(({ syllables }) => !syllables).map(({ line }) => line)).toEqual([0]);
    expect(lines[0]).toMatchObject({ found: [8], expected: [10, 11] });
  });

  test('a stress on a weak place', () => {
    const { checks, lines } = check(verse.sonnet.replace('across', 'softly'), 'shakespearean-sonnet');
    expect(checks.meter).toBe(false);
    expect(lines[0]!.offbeat.map((word) => lines[0]!.words[word])).toEqual(['softly']);
  });

  test('a wrong end word breaks the rhyme of its whole group', () => {
    const { checks, lines } = check(verse.limerick.replace('on his head', 'on his hand'), 'limerick');
    expect(checks).toEqual({ ...inForm, rhyme: false });
    expect(lines[1]).toMatchObject({ rhyme: false, rhymesWith: [0, 4] });
  });

  test('a word does not rhyme with itself, nor with its homophone', () => {
    expect(check(verse.ballad.replace('never told', 'of the gold'), 'ballad').checks.rhyme).toBe(false);
    const homophones = 'They walked together through the fallen night,\nUntil the lantern found a weary knight.';
    expect(check(homophones, 'heroic-couplets').checks.rhyme).toBe(false);
  });

  test('a refrain that changed by a word', () => {
    const last = verse.villanelle.lastIndexOf('every summer');
    const changed = `${verse.villanelle.slice(0, last)}every winter${verse.villanelle.slice(last + 12)}`;
    const { checks, lines } = check(changed, 'villanelle');
    expect(checks).toEqual({ ...inForm, rhyme: false });
    expect(lines.at(-1)!.rhyme).toBe(false);
  });

  test('a refrain may change its punctuation', () => {
    expect(check(verse.villanelle.replace('of the rain.', 'of the rain;'), 'villanelle').checks).toEqual(inForm);
  });

  test('a wrong initial', () => {
    const { checks, lines } = check(verse.acrostic.replace('Perhaps', 'Because'), 'acrostic', { word: 'maple' });
    expect(checks).toEqual({ ...inForm, lines: false });
    expect(lines.map(({ initial }) => initial)).toEqual([true, true, false, true, true]);
  });

  test('a missing line, and a line too many', () => {
    const lines = verse.haiku.split('\n');
    expect(check(lines.slice(1).join('\n'), 'haiku').checks.lines).toBe(false);
    expect(check([...lines, 'Then it is winter.'].join('\n'), 'haiku').checks.lines).toBe(false);
  });

  test('a content word twice in a line', () => {
    const { lines } = check(verse.haiku.replace('old wooden', 'wooden gate'), 'haiku');
    expect(lines[0]!.repeated).toEqual(['gate']);
  });
});

const anyStyle = fc.constantFrom(...styles);
const anyChance = fc.noBias(fc.double({ min: 0, max: 0.999, noNaN: true }));
const anyWord = fc
  .array(fc.constantFrom(...verse.possibleInitials), { minLength: 2, maxLength: 12 })
  .map((letters) => letters.join(''));

property.prop([anyStyle, anyWord, anyChance])('a poem built to any form is in form', (style, word, chance) => {
  const options = style.form.takesWord ? { word } : {};
  const lines = verse.plainPoem(style.form.shape({ ...options, random: () => chance }));
  expect(checkPoem(lines.join('\n'), style, options, dictionary).checks, lines.join('\n')).toEqual(inForm);
});

property.prop([anyStyle, anyWord, fc.nat()])('a syllable too many is never overlooked', (style, word, place) => {
  const options = style.form.takesWord ? { word } : {};
  const shapes = style.form.shape({ ...options, random: () => 0 });
  const lines = verse.plainPoem(shapes);
  const line = place % lines.length;
  lines[line] += `, my dear, ${'so '.repeat(20)}`;
  const { checks } = checkPoem(lines.join('\n'), style, options, dictionary);
  expect(checks.syllables).toBe(false);
});

property.prop([fc.string({ maxLength: 300, unit: 'grapheme' }), anyStyle])(
  'no text breaks the checker',
  (text, style) => {
    const options = style.form.takesWord ? { word: 'moon' } : {};
    const { checks } = checkPoem(text, style, options, dictionary);
    expect(Object.keys(checks)).toEqual(Object.keys(inForm));
  },
);

test('an endless line is judged, not scanned', () => {
  const { checks } = check('word '.repeat(5000), 'blank-verse');
  expect(checks).toEqual({ ...inForm, syllables: false, meter: false });
});
