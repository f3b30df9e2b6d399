import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { de } from '../../commands/languages/de.ts';
import { en, type PhraseKey } from '../../commands/languages/en.ts';
import { es } from '../../commands/languages/es.ts';
import { fr } from '../../commands/languages/fr.ts';
import { say, sayError } from '../../commands/languages/index.ts';
import { RequestError } from '../../src/errors.ts';

const places = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
const words = (sentence: string) => sentence.replaceAll(/\{\w+\}/g, '').match(/\p{L}{2,}/gu) ?? [];
const translations = Object.entries({ de, es, fr });

describe('the languages', () => {
  test.each(translations)('%s has every sentence, and fills in what English fills in', (_name, phrases) => {
    expect(Object.keys(phrases).sort()).toEqual(Object.keys(en).sort());
    for (const [key, sentence] of Object.entries(en)) {
      expect([key, places(phrases[key as PhraseKey])]).toEqual([key, places(sentence)]);
    }
  });

  test.each(translations)('%s leaves no sentence in English', (_name, phrases) => {
    const left = Object.entries(en).filter(
      // One word may be the same in two languages, several may not.
      ([key, sentence]) => words(sentence).length > 1 && phrases[key as PhraseKey] === sentence,
    );
    expect(left.map(([key]) => key)).toEqual([]);
  });

  test.each(Object.entries({ en, de, es, fr }))('%s keeps descriptions within what Discord takes', (_name, phrases) => {
    for (const [key, sentence] of Object.entries(phrases)) {
      if (/description|option/.test(key) && !key.startsWith('error.'))
        expect([key, sentence.length <= 100]).toEqual([key, true]);
    }
  });

  test('a locale that is not spoken is answered in English, a regional one in its language', () => {
    expect(say('ja', 'poem.button.stop')).toBe('Stop');
    expect(say('fr-CA', 'poem.button.stop')).toBe('Arrêter');
  });

  test('an error that has a translation is translated, with what it says of the case; another says its own sentence', () => {
    expect(sayError('de', new RequestError('shutting-down', 'x'))).toContain('starte gerade neu');
    const badTime = new RequestError('bad-time', 'I cannot read “noon”.', { values: { typed: 'noon {typed}' } });
    expect(sayError('de', badTime)).toContain('„noon {typed}“');
    expect(sayError('fr', new RequestError('bad-time', 'I cannot read “noon”.'))).toBe('I cannot read “noon”.');
    expect(sayError('de', new RequestError('word-filter', 'Please choose another topic.'))).toBe(
      'Please choose another topic.',
    );
  });

  // What people of a class are told: a sentence that is written only where it is thrown would be English for everybody.
  test.each(['commands', 'src/battles', 'src/daily', 'src/guard', 'src/settings'])(
    'every refusal of %s is said in every language',
    (folder) => {
      const refusals = readdirSync(folder)
        .filter((name) => name.endsWith('.ts'))
        .flatMap((name) => [...readFileSync(`${folder}/${name}`, 'utf8').matchAll(thrown)]);
      expect(refusals.length).toBeGreaterThan(0);
      const english = refusals
        // The sentence comes from the languages already.
        .filter(([, , sentence]) => !/^(?:say|quotaSentence)\(/.test(sentence ?? ''))
        .map(([, code]) => code ?? '')
        .filter((code) => !silent.has(code) && !Object.hasOwn(en, `error.${code}`));
      expect(english).toEqual([]);
    },
  );
});

/** Errors with the code that they are thrown with, and the beginning of their sentence. */
const thrown = /(?:new RequestError|unread)\(\s*'([a-z-]+)',\s*(\w+\(|.)/g;
/** Errors that end a battle's drawing, and that nobody is told. */
const silent = new Set(['battle-incomplete']);
