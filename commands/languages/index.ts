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

/** A value to fill in. */
const place = /\{(\w+)\}/g;

const languages: Readonly<Record<string, Phrases>> = { en, de, fr, es };

/** Sentence `key` in the language of `locale` (BCP 47; its first part decides), with `{name}`s filled in. */
export function say(locale: string, key: PhraseKey, values: Readonly<Record<string, string | number>> = {}): string {
  const language = languages[locale.toLowerCase().split(/[-_]/)[0] ?? 'en'] ?? en;
  return language[key].replaceAll(place, (whole, name: string) => String(values[name] ?? whole));
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
  const key = phraseNamed(`error.${error.code}`);
  // A sentence with open places needs values that only the thrower had; its own sentence has them filled in.
  const sayable = key && [...en[key].matchAll(place)].every(([, name = '']) => Object.hasOwn(error.values, name));
  return sayable ? say(locale, key, error.values) : error.person;
}

/** A sentence's key, where there is a sentence of that name. */
function phraseNamed(name: string): PhraseKey | undefined {
  return Object.hasOwn(en, name) ? (name as PhraseKey) : undefined;
}
