import { describe, expect, test } from 'vitest';
import { de } from '../../commands/languages/de.ts';
import { en } from '../../commands/languages/en.ts';
import { es } from '../../commands/languages/es.ts';
import { fr } from '../../commands/languages/fr.ts';
import { say, sayError } from '../../commands/languages/index.ts';
import { RequestError } from '../../src/errors.ts';

const places = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

describe('the languages', () => {
  test.each(Object.entries({ de, es, fr }))('%s fills in what English fills in', (_name, phrases) => {
    for (const [key, sentence] of Object.entries(en)) {
      expect([key, places(phrases[key as keyof typeof en])]).toEqual([key, places(sentence)]);
    }
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

  test('an error that has a translation is translated, another says its own sentence', () => {
    expect(sayError('de', new RequestError('shutting-down', 'x'))).toContain('starte gerade neu');
    expect(sayError('de', new RequestError('word-filter', 'Please choose another topic.'))).toBe(
      'Please choose another topic.',
    );
  });
});
