import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { Pronouncer } from '../../src/poetics/index.ts';
import { smallLexicon } from './worlds.ts';

const pronouncer = new Pronouncer(smallLexicon());
const sounds = (word: string) => pronouncer.pronounce(word).map(({ phones }) => phones.join(' '));

test('all listed variants, the commonest first', () => {
  expect(sounds('fire')).toEqual(['F AY1 ER0', 'F AY1 R']);
});

test('the lexicon goes before CMUdict', () => {
  const lexicon = smallLexicon([{ word: 'cat' }]);
  lexicon.pronunciations(lexicon.id('cat')!);
  expect(new Pronouncer(lexicon).pronounce('cat')[0]).toBe(lexicon.pronunciations(lexicon.id('cat')!)[0]);
});

test('articles are never stressed', () => {
  expect(pronouncer.pronounce('the').every(({ stress }) => stress === '0')).toBe(true);
  expect(sounds('a')).toEqual(['AH0']);
});

describe('inflections of known words', () => {
  test.each([
    ["pizza's", 'P IY1 T S AH0 Z'],
    ["cats'", 'K AE1 T S'],
    ['selfies', /IY\d Z$/],
    ['wifis', /Z$/],
    ['emailing', /IH0 NG$/],
    ["hummin'", 'HH AH1 M IH0 N'],
    ["the's", 'DH AH0 Z'],
    ['googled', /D$/],
    ["kubernetes's", /Z IH0 Z$/],
  ])('%s', (word, expected) => {
    expect(sounds(word)[0]).toMatch(expected);
  });
});

describe('words in no dictionary are sounded out', () => {
  test.each([
    ['kubernetes', 4],
    ['skibidi', 3],
    ['gpt', 3],
    ['mtr', 3],
    ['hmm', 3],
    ['sooooooo', 1],
    ['3am', 3],
    ['bcdfg', 5],
  ])('%s has %i syllables', (word, syllables) => {
    expect(pronouncer.pronounce(word)[0]!.syllables).toBe(syllables);
  });

  test.each(['constructor', '__proto__', 'hasownproperty', 'tostring'])('%s is no property of a dictionary', (word) => {
    expect(sounds(word)[0]).toMatch(/\d/);
  });

  property.prop([fc.stringMatching(/^[a-z0-9']{0,30}$/)])('whatever the letters', (word) => {
    const [first] = pronouncer.pronounce(word);
    expect(first!.syllables).toBeGreaterThan(0);
    expect(first!.phones.every((phone) => /^[A-Z]{1,2}[012]?$/.test(phone))).toBe(true);
  });
});
