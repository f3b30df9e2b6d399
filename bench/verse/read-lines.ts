/** Verse as words: drawn poems and human poems are read by the same rules. */
import { tokeniseLine } from '../../src/poetics/index.ts';

export interface VerseText {
  /** The printed lines, empty ones left out. */
  readonly printed: readonly string[];
  /** The words of each line, lower case. */
  readonly lines: readonly (readonly string[])[];
  /** The end mark of each line, or "<none>". */
  readonly marks: readonly string[];
}

/** @param knows whether a word has a pronunciation, which decides some spellings */
export function readLines(printed: readonly string[], knows: (word: string) => boolean): VerseText {
  const read = printed.map((line) => ({ line, ...tokeniseLine(line, knows) })).filter(({ words }) => words.length > 0);
  return {
    printed: read.map(({ line }) => line),
    lines: read.map(({ words }) => words),
    marks: read.map(({ mark }) => mark),
  };
}
