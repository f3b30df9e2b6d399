/** How often a poem says the same again, and how its lines open. */
import { isFunctionWord } from '../../src/poetics/index.ts';

/** The lines of one poem, each its words. */
export type Lines = readonly (readonly string[])[];

export interface Repetition {
  /** Share of the content words that stood earlier in the same poem. */
  readonly words: number;
  /** Share of the pairs of neighbouring words that stood earlier in the same poem. */
  readonly pairs: number;
  /** Lines that hold a content word twice, as a share of all lines. */
  readonly withinLine: number;
}

/** Over all poems together. Lines that return word for word (refrains) are counted once. */
export function repetition(poems: readonly Lines[]): Repetition {
  const words = { all: 0, again: 0 };
  const pairs = { all: 0, again: 0 };
  const lines = { all: 0, again: 0 };
  for (const poem of poems) {
    const seenWords = new Set<string>();
    const seenPairs = new Set<string>();
    for (const line of withoutRefrains(poem)) {
      const content = line.filter((word) => !isFunctionWord(word));
      lines.all++;
      if (new Set(content).size < content.length) lines.again++;
      for (const word of content) count(words, seenWords, word);
      for (let at = 1; at < line.length; at++) count(pairs, seenPairs, `${line[at - 1]} ${line[at]}`);
    }
  }
  return { words: share(words), pairs: share(pairs), withinLine: share(lines) };
}

/**
 * Distinct openings: the different first two words of lines as a share of all lines, over the first `most` lines of
 * the sample. The share falls as a sample grows, so two samples are compared at the same number of lines.
 */
export function openings(poems: readonly Lines[], most: number): number {
  const seen = new Set<string>();
  let lines = 0;
  for (const line of poems.flatMap(withoutRefrains).slice(0, most)) {
    seen.add(line.slice(0, 2).join(' '));
    lines++;
  }
  return lines > 0 ? seen.size / lines : Number.NaN;
}

/** How many lines {@link openings} can count. */
export function openingLines(poems: readonly Lines[]): number {
  return poems.reduce((sum, poem) => sum + withoutRefrains(poem).length, 0);
}

function withoutRefrains(poem: Lines): Lines {
  const seen = new Set<string>();
  return poem.filter((line) => {
    const key = line.join(' ');
    return !seen.has(key) && seen.add(key);
  });
}

function count(tally: { all: number; again: number }, seen: Set<string>, item: string): void {
  tally.all++;
  if (seen.has(item)) tally.again++;
  seen.add(item);
}

function share({ all, again }: { readonly all: number; readonly again: number }): number {
  return all > 0 ? again / all : Number.NaN;
}
