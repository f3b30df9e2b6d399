/** Which words are claims: names, numbers, dates. */
import { tokenise } from '../poetics/index.ts';
import { calendarWords, numberWords, smallNames } from './claim-words.ts';
import { spokenNumeral } from './numerals.ts';

export type ClaimKind = 'name' | 'number' | 'date';

/** The part of the lexicon that knows names. */
export interface NameBook {
  readonly size: number;
  readonly firstWord: number;
  id(word: string): number | undefined;
  spelling(id: number): string;
  isName(id: number): boolean;
  alwaysCapital(id: number): boolean;
}

/** "Anna's" speaks of Anna. */
function withoutPossessive(word: string): string {
  return word.replace(/'s?$/, '');
}

/** @param word lower case, as `tokenise` gives it */
export function claimKind(word: string, names: NameBook): ClaimKind | undefined {
  const plain = withoutPossessive(word);
  if (calendarWords.has(plain)) return 'date';
  if (/\d/.test(plain) || numberWords.has(plain)) return 'number';
  const named = [word, plain].some((form) => {
    const id = names.id(form);
    return id !== undefined && names.isName(id);
  });
  return named || smallNames.has(plain) ? 'name' : undefined;
}

/** The words that a text holds: as they are typed, without possessives, and numerals that are said in one word. */
export function wordsOfInput(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const word of tokenise(text)) {
    words.add(word).add(withoutPossessive(word));
    const spoken = spokenNumeral(word);
    if (spoken?.length === 1) words.add(spoken[0]!);
  }
  return words;
}

const claimWordsOf = new WeakMap<NameBook, readonly string[]>();

/** Every word of the lexicon that is a claim, found once a lexicon. */
function claimWords(names: NameBook): readonly string[] {
  let words = claimWordsOf.get(names);
  if (!words) {
    const all = Array.from({ length: names.size - names.firstWord }, (_, at) => names.spelling(names.firstWord + at));
    words = all.filter((word) => claimKind(word, names) !== undefined);
    claimWordsOf.set(names, words);
  }
  return words;
}

/** The lexicon's names, numbers and dates that a person's text lacks: what a poem made from it must not say. */
export function foreignClaimWords(input: string, names: NameBook): string[] {
  const own = wordsOfInput(input);
  return claimWords(names).filter((word) => !own.has(word) && !own.has(withoutPossessive(word)));
}
