import { describe, expect, test } from 'vitest';
import { possibleStems, wordFamilies } from '../../src/poetics/index.ts';

const familiesOf = (...words: string[]) => {
  const families = wordFamilies(words);
  return (one: string, other: string) => families[words.indexOf(one)] === families[words.indexOf(other)];
};

describe('forms of one word', () => {
  test.each([
    ['rain', 'rained'],
    ['rain', 'raining'],
    ['stop', 'stopped'],
    ['bake', 'baking'],
    ['bake', 'baked'],
    ['carry', 'carries'],
    ['carry', 'carried'],
    ['fox', 'foxes'],
    ['rose', 'roses'],
    ['agree', 'agreed'],
    ['moon', "moon's"],
    ['fall', 'falls'],
    ['call', "call'd"],
  ])('%s and %s', (stem, form) => {
    expect(familiesOf(stem, form)(stem, form)).toBe(true);
  });

  test.each([
    ['see', 'seed'],
    ['glas', 'glass'],
    ['r', 'ring'],
    ['hat', 'hate'],
    ['hop', 'hope'],
    ['water', 'wat'],
  ])('but not %s and %s', (one, other) => {
    expect(familiesOf(one, other)(one, other)).toBe(false);
  });

  test('are one family also where one form is missing between them', () => {
    const same = familiesOf('rain', 'rains', 'rained', 'sea');
    expect(same('rains', 'rained')).toBe(true);
    expect(same('rains', 'sea')).toBe(false);
  });

  test('belong together by way of a form of a form', () => {
    const same = familiesOf('build', 'building', 'buildings');
    expect(same('build', 'buildings')).toBe(true);
  });

  test('leave out tokens of no interest', () => {
    expect([...wordFamilies([undefined, 'rain', undefined, 'rains'])]).toEqual([0, 1, 2, 1]);
  });

  test('have stems with a vowel, of three letters or more', () => {
    for (const word of ['bring', 'ring', 'is', 'bed', 'string', "'d"])
      for (const stem of possibleStems(word)) expect(stem).toMatch(/^(?=.*[aeiouy]).{3,}$/);
  });
});
