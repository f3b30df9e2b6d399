/**
 * What the bot says, in the languages it speaks. Commands and the router ask it for a sentence by key and locale.
 * It knows nothing of platforms; a locale that has no translation is answered in English.
 */
import { InklingError } from '../../src/errors.ts';
import { de } from './de.ts';
import { en, type PhraseKey, type Phrases } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';

export type { PhraseKey } from './en.ts';

const languages: Readonly<Record<string, Phrases>> = { en, de, fr, es };

/** Sentence `key` in the language of `locale` (BCP 47; its first part decides), with `{name}`s filled in. */
export function say(locale: string, key: PhraseKey, values: Readonly<Record<string, string | number>> = {}): string {
  const language = languages[locale.toLowerCase().split(/[-_]/)[0] ?? 'en'] ?? en;
  return language[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Every translation of one sentence except the English one, by language: what command definitions carry. */
export function translationsOf(key: PhraseKey): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(languages)
      .filter(([language]) => language !== 'en')
      .map(([language, phrases]) => [language, phrases[key]]),
  );
}

/** What a person may read of any error, in their language where the sentence has been translated. */
export function sayError(locale: string, error: unknown): string {
  if (!(error instanceof InklingError)) return say(locale, 'error.unexpected');
  const key = `error.${error.code}`;
  const phrase = key in en ? say(locale, key as PhraseKey) : undefined;
  // A sentence with open places needs values that only the thrower had; its own sentence has them filled in.
  return phrase === undefined || phrase.includes('{') ? error.person : phrase;
}
