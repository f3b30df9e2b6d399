/** The proof: a finished poem's claims, each with where it comes from. */
import type { PoemFacts } from '../poem.ts';
import { tokenise, tokeniseLine } from '../poetics/index.ts';
import { claimKind, type NameBook, wordsOfInput } from './claims.ts';
import { spokenNumeral } from './numerals.ts';

/**
 * Reads a poem's text for names, numbers and dates. Beside the words that {@link claimKind} knows, a capital within a
 * line makes a name, save for "I" and "O".
 *
 * @param input the person's own words; '' when there are none
 */
export function factsOf(text: string, input: string, names: NameBook): PoemFacts {
  const own = wordsOfInput(input);
  const spoken = spokenNumbers(input);
  const kept = new Map<string, string>();
  const claims = new Map<string, string>();
  for (const line of text.split('\n')) {
    const { words, spans } = tokeniseLine(line);
    for (const [at, word] of words.entries()) {
      const printed = line.slice(...spans[at]!);
      const id = names.id(word);
      const capital = at > 0 && /^\p{Lu}/u.test(printed) && !(id !== undefined && names.alwaysCapital(id));
      if (claimKind(word, names) === undefined && !capital) continue;
      const fromInput =
        own.has(word) || own.has(word.replace(/'s?$/, '')) || spoken.some((number) => standsIn(number, words, at));
      (fromInput ? kept : claims).set(word, printed);
    }
  }
  return { kept: [...kept.values()], claims: [...claims.values()] };
}

/** The numerals of the input that are said in several words. */
function spokenNumbers(input: string): (readonly string[])[] {
  return [...tokenise(input), ...(input.match(/\d{1,3}(?:,\d{3})+/g) ?? [])].flatMap((word) => {
    const spoken = spokenNumeral(word);
    return spoken && spoken.length > 1 ? [spoken] : [];
  });
}

/** Is the word at `at` part of the whole number? */
function standsIn(number: readonly string[], words: readonly string[], at: number): boolean {
  for (let start = Math.max(0, at - number.length + 1); start <= at; start++)
    if (number.every((word, place) => words[start + place] === word)) return true;
  return false;
}
