import { fc, test as property } from '@fast-check/vitest';
import { dictionary } from 'cmu-pronouncing-dictionary';
import { expect, test } from 'vitest';
import { parsePronunciation, rhymeKey, rhymes } from '../../src/poetics/index.ts';

const say = (word: string) => parsePronunciation(dictionary[word]!);

test('a pronunciation tells its syllables, stress, rhyme and onset', () => {
  expect(parsePronunciation('AH0 B AH1 V')).toEqual({
    phones: ['AH0', 'B', 'AH1', 'V'],
    syllables: 2,
    stress: '01',
    rhyme: 'AH V',
    onset: 'B',
  });
});

test('a feminine rhyme runs over two syllables', () => {
  expect(rhymeKey(say('ocean'))).toBe('OW SH AH N');
  expect(rhymes(say('ocean'), say('motion'))).toBe(true);
});

test('a word whose last stress is secondary, or that has none, rhymes with nothing', () => {
  expect(rhymeKey(say('paradise'))).toBe('');
  expect(rhymeKey(parsePronunciation('AH0'))).toBe('');
  expect(rhymes(say('paradise'), say('paradise'))).toBe(false);
});

test.each([
  ['love', 'above'],
  ['light', 'flight'],
  ['gold', 'behold'],
  ['air', 'hair'],
])('%s rhymes with %s', (a, b) => {
  expect(rhymes(say(a), say(b))).toBe(true);
});

test.each([
  ['sight', 'site', 'homophones'],
  ['leave', 'believe', 'the stressed syllables are one sound'],
  ['clined', 'inclined', 'the longest onset counts, not every consonant before the vowel'],
  ['love', 'move', 'an eye rhyme'],
  ['rain', 'name', 'an assonance'],
  ['sing', 'morning', 'the rhyme would fall on an unstressed syllable'],
])('%s does not rhyme with %s: %s', (a, b) => {
  const sound = (word: string) => (word === 'clined' ? parsePronunciation('K L AY1 N D') : say(word));
  expect(rhymes(sound(a), sound(b))).toBe(false);
});

const listed = Object.values(dictionary);
const anyWord = fc.nat(listed.length - 1).map((place) => parsePronunciation(listed[place]!));

property.prop([anyWord, anyWord])('rhyme is symmetric, and no word rhymes with itself', (a, b) => {
  expect(rhymes(a, b)).toBe(rhymes(b, a));
  expect(rhymes(a, a)).toBe(false);
});

property.prop([anyWord])('a stress digit stands for each syllable', ({ stress, syllables, phones }) => {
  expect(stress).toMatch(/^[012]*$/);
  expect(stress).toHaveLength(syllables);
  expect(phones.filter((phone) => /\d$/.test(phone))).toHaveLength(syllables);
});
