import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { foldedWords } from '../../src/guard/fold.ts';
import { wordFilter } from '../../src/guard/index.ts';

// A small vocabulary of innocent and other words, as a lexicon has them.
const vocabulary = [
  ...['autumn', 'rain', 'peacock', 'titan', 'pass', 'class', 'grape', 'hello', 'scrap', 'shell', 'glass', 'therapist'],
  ...[
    'cock',
    'tit',
    'whore',
    'bastard',
    'bitch',
    'damn',
    'killing',
    'murderous',
    'gin',
    'begin',
    'homework',
    'homeworks',
  ],
  ...['blow', 'job', 'gym', 'shoe', 'dodge', 'dodgeball'],
];
const filter = wordFilter(vocabulary);
const standard = { filter: 'standard', words: [] } as const;
const strict = { filter: 'strict', words: [] } as const;
const off = { filter: 'off', words: [] } as const;

describe('topics that a class may have', () => {
  test.each([
    ...['autumn rain', 'our class assignment', 'a peacock and a cockatoo', 'Scunthorpe in Essex', 'Uranus at night'],
    ...['shiitake mushrooms', 'pussycat', 'the therapist', 'hello shell', 'titan and titmouse', 'grape harvest 2026!!'],
    ...[
      'Moby Dick',
      'Emily Dickinson’s dash',
      'the annals of Assyria',
      'a cockpit',
      'who’re they',
      'he rapped',
      'die Straße im Herbst',
      'l’été à Niger',
      'la señora canta',
      'mass and class',
      'Kubernetes',
    ],
  ])('%s', (topic) => {
    expect(filter.refuses(topic, standard)).toBe(false);
  });
});

describe('topics that no class should have', () => {
  test.each([
    ...['what a bitch', 'sh1t happens', '$h!t', 'fuuuuck', 'f u c k this', 'F.U.C.K', 'b​itch', 'so ein Arschloch'],
    ...[
      'SCHEISSE',
      'scheiße',
      'Scheißtag',
      'quel connard',
      'ENCULÉ',
      'eres un cabrón',
      'coño',
      'a blow job',
      'kill yourself',
    ],
  ])('%s', (topic) => {
    expect(filter.refuses(topic, standard)).toBe(true);
    expect(filter.refuses(topic, off)).toBe(false);
  });

  test('milder words and grown-up themes only where the filter is strict', () => {
    for (const topic of ['damn', 'an idiot', '1d10t', 'killing time', 'gin'])
      expect([filter.refuses(topic, standard), filter.refuses(topic, strict)], topic).toEqual([false, true]);
    expect(filter.refuses('the beginning of the shell', strict)).toBe(false);
  });
});

describe('a server’s own list', () => {
  const own = { filter: 'off', words: ['Homework', 'dodge*', 'gym shoe', 'Übung', 'C++'] } as const;

  test('counts at every level, whole words only, in any dress', () => {
    for (const topic of ['HOMEWORK', 'h0mew0rk', 'homeworks', 'dodgeball', 'my gym shoe', 'die Ubung', 'ÜBUNG'])
      expect(filter.refuses(topic, own), topic).toBe(true);
    for (const topic of ['home work at', 'gym and shoe', 'a shoe', 'c'])
      expect(filter.refuses(topic, { ...own, words: own.words.slice(0, 4) }), topic).toBe(false);
  });

  test('has no probability in the sampler, and of a phrase one word has none', () => {
    expect([...filter.blockedWords(own)].sort()).toEqual(['dodge', 'dodgeball', 'homework', 'homeworks', 'shoe']);
  });
});

describe('what the sampler may draw', () => {
  test('is never what the filter would refuse', () => {
    for (const settings of [standard, strict, { filter: 'strict', words: ['pass'] } as const]) {
      const blocked = new Set(filter.blockedWords(settings));
      for (const word of vocabulary) if (!blocked.has(word)) expect(filter.refuses(word, settings), word).toBe(false);
    }
    expect(filter.blockedWords(standard)).toEqual(expect.arrayContaining(['cock', 'tit', 'whore', 'job']));
    expect(filter.blockedWords(standard)).not.toContain('blow');
    expect(filter.blockedWords(off)).toEqual([]);
  });

  property.prop([fc.shuffledSubarray(vocabulary, { minLength: 1 })])(
    'is clean in any order of the words that are left',
    (words) => {
      for (const settings of [standard, strict]) {
        const blocked = new Set(filter.blockedWords(settings));
        const line = words.filter((word) => !blocked.has(word)).join(' ');
        expect(filter.refuses(line, settings), line).toBe(false);
      }
    },
  );
});

describe('folding', () => {
  test('undoes what hides a word, and leaves numbers alone', () => {
    expect(foldedWords('Ça: l’ÉTÉ 2026, sóóóó h0t! s.p.e.l.l e d, he’ll')).toEqual([
      ...['ca', 'l', 'ete', '2026', 'so', 'hot', 'spelled', 'he', 'll'],
    ]);
  });

  property.prop([fc.string({ unit: 'grapheme', maxLength: 60 })])(
    'takes any text, and folding twice is folding once',
    (text) => {
      const once = foldedWords(text).join(' ');
      expect(foldedWords(once).join(' ').length).toBeLessThanOrEqual(once.length);
    },
  );
});
