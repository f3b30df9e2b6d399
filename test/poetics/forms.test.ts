import { readFile } from 'node:fs/promises';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { RequestError } from '../../src/errors.ts';
import {
  acrosticWord,
  findStyle,
  findVoice,
  forms,
  type LineShape,
  layCanvas,
  parseConfig,
  styles,
  voices,
} from '../../src/poetics/index.ts';

const shape = (style: string, options: { lines?: number; word?: string } = {}) =>
  findStyle(style).form.shape({ ...options, random: () => 0 });
const scheme = (shapes: readonly LineShape[]) =>
  shapes.map(({ refrain, rhyme, opensStanza }) => (opensStanza ? '/' : '') + (refrain ?? rhyme ?? '-')).join('');

describe('the shapes of forms', () => {
  test.each([
    ['shakespearean-sonnet', '/ABAB/CDCD/EFEF/GG'],
    ['petrarchan-sonnet', '/ABBAABBA/CDECDE'],
    ['haiku', '/---'],
    ['limerick', '/AABBA'],
    ['ballad', '/-A-A/-B-B/-C-C/-D-D'],
    ['villanelle', '/A1BA2/ABA1/ABA2/ABA1/ABA2/ABA1A2'],
    ['triolet', '/A1B1AA1ABA1B1'],
    ['rap-battle', '/AABB/CCDD'],
    ['romantic-ode', '/ABABCDECDE'],
  ])('%s rhymes %s', (style, expected) => {
    expect(scheme(shape(style))).toBe(expected);
  });

  test.each([
    ['haiku', ['5', '7', '5']],
    ['tanka', ['5', '7', '5', '7', '7']],
    ['hymn', ['8', '6', '8', '6']],
    ['limerick', ['8/9/10', '8/9/10', '5/6/7', '5/6/7', '8/9/10']],
    ['heroic-couplets', ['10/11', '10/11']],
  ])('%s counts %j', (style, expected) => {
    const counts = shape(style).map(({ syllables }) => [...syllables].sort((a, b) => a - b).join('/'));
    expect(counts.slice(0, expected.length)).toEqual(expected);
  });

  test('an acrostic spells its word in couplets, the last of an odd number joining the pair before', () => {
    const lines = shape('acrostic', { word: 'New-York' });
    expect(lines.map(({ initial }) => initial).join('')).toBe('newyork');
    expect(scheme(lines)).toBe('/AABBCCC');
  });

  test("a topic's word serves for an acrostic when nobody gave one", () => {
    expect(acrosticWord('my cat at 3am')).toBe('cat');
    expect(acrosticWord('Zoë & Žižek')).toBe('zoe');
    expect(acrosticWord('a b')).toBe('ab');
    expect(acrosticWord('exam week')).toBe('week');
    expect(acrosticWord('Xerxes')).toBe('eres');
  });

  test('an acrostic spells every letter that the shipped lexicon has words for, and no other', async () => {
    const { tokens } = JSON.parse(await readFile('models/verse/lexicon.json', 'utf8')) as { tokens: [string][] };
    const initials = new Set(tokens.map(([spelling]) => /^'?([a-z])/.exec(spelling)?.[1]));
    for (const letter of 'abcdefghijklmnopqrstuvwxyz') {
      const spell = () => shape('acrostic', { word: `${letter}a` });
      if (initials.has(letter)) expect(spell()).toHaveLength(2);
      else expect(spell).toThrow(`I know no word that begins with ${letter}`);
    }
  });

  test.each([
    ['haiku', { lines: 4 }, 'A haiku has 3 lines.'],
    ['ballad', { lines: 10 }, 'A ballad has 4, 8, 12, 16 or 20 lines.'],
    ['free-verse', { lines: 1 }, 'A poem in free verse has 3 to 20 lines.'],
    ['heroic-couplets', { lines: 2.5 }, 'A poem in heroic couplets has 2, 4, 6, 8, 10, 12, 14, 16, 18 or 20 lines.'],
    ['acrostic', {}, 'An acrostic needs a word of 2 to 20 letters to spell.'],
    ['acrostic', { word: '雨'.repeat(30) }, 'An acrostic needs a word of 2 to 20 letters to spell.'],
    ['acrostic', { word: 'rain', lines: 5 }, 'An acrostic of "rain" has 4 lines.'],
  ])('%s with %j is refused in one sentence', (style, options, sentence) => {
    expect(() => shape(style, options)).toThrow(RequestError);
    expect(() => shape(style, options)).toThrow(sentence);
  });
});

const anyForm = fc.constantFrom(...forms);
const anyChance = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 60, maxLength: 60 });

property.prop([anyForm, fc.nat(19), anyChance])('every form keeps its own rules', (form, extra, chances) => {
  const { least, most, multipleOf } = form.lines;
  const lines = Math.min(most, least + extra * multipleOf);
  let drawn = 0;
  const shapes = form.shape({
    ...(form.takesWord ? { word: 'a'.repeat(lines) } : { lines }),
    random: () => chances[drawn++ % chances.length]!,
  });

  expect(shapes).toHaveLength(lines);
  expect(shapes[0]!.opensStanza).toBe(true);
  for (const line of shapes) {
    expect(new Set(line.syllables).size).toBe(line.syllables.length);
    const group = shapes.filter(({ rhyme }) => rhyme !== undefined && rhyme === line.rhyme);
    expect(group).not.toHaveLength(1);
    const refrain = shapes.filter((other) => line.refrain !== undefined && other.refrain === line.refrain);
    expect(refrain).not.toHaveLength(1);
    // A refrain is drawn once and stands in several lines, so these must agree in all else.
    for (const other of refrain) expect({ ...other, opensStanza: true }).toEqual({ ...line, opensStanza: true });
  }
  const groups = [...new Set(shapes.map(({ rhyme }) => rhyme).filter((rhyme) => rhyme !== undefined))];
  expect(groups).toEqual(groups.map((_, place) => String.fromCharCode(65 + place)));
});

property.prop([anyForm, anyChance])('the canvas numbers every slot once, line after line', (form, chances) => {
  const shapes = form.shape({ word: 'maple', random: () => chances[0]! });
  const { lines, size } = layCanvas(shapes);

  const slots = lines.flatMap(({ firstSlot, punctuationSlot }) =>
    Array.from({ length: punctuationSlot - firstSlot + 1 }, (_, i) => firstSlot + i),
  );
  expect(slots).toEqual(Array.from({ length: size }, (_, slot) => slot));
  for (const [number, line] of lines.entries()) {
    expect(line.slots).toBe(Math.min(line.shape.syllables[0]!, 12));
    expect(line.target).toBe(line.shape.syllables[0]);
    expect(line.lineFromTop + line.lineFromEnd).toBe(lines.length + 1);
    expect(line.rhymeGroup).toBe(shapes[number]!.rhyme === undefined ? 0 : shapes[number]!.rhyme!.charCodeAt(0) - 64);
  }
});

describe('styles', () => {
  test('names are unique, and every style has a voice and a form of the tables', () => {
    expect(new Set(styles.map(({ id }) => id)).size).toBe(styles.length);
    for (const { voice, form } of styles) {
      expect(voices.map(({ id }) => id)).toContain(voice);
      expect(forms).toContain(form);
    }
  });

  test('the shipped model was trained with every form and voice', async () => {
    const config = parseConfig(JSON.parse(await readFile('models/verse/config.json', 'utf8')));
    for (const { modelForm } of forms) expect(config.forms).toContain(modelForm);
    expect(voices.map(({ id }) => id).toSorted()).toEqual(config.voices.toSorted());
  });

  test('all styles fit into one list of choices', () => {
    expect(styles.length).toBeLessThanOrEqual(25);
  });

  test.each([
    ['sonet', 'Did you mean'],
    ['Haiku', 'Did you mean haiku?'],
    ['lim rick', 'Did you mean limerick?'],
    ['xyzzy', 'I know haiku, '],
    ['', 'I know haiku, '],
  ])('the unknown style "%s" gets advice', (typed, advice) => {
    expect(() => findStyle(typed)).toThrow(expect.objectContaining({ code: 'unknown-style' }));
    expect(() => findStyle(typed)).toThrow(advice);
  });

  test('an unknown voice gets advice, too', () => {
    expect(findVoice('whitman').name).toBe('Whitman');
    expect(() => findVoice('witman')).toThrow('Did you mean whitman?');
  });
});
