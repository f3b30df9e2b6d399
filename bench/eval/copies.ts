/** Does a poem copy? The longest run of words that it shares with the training verse, across line breaks. */
import type { Lexicon } from '../../src/poetics/index.ts';
import type { WordShelf } from '../verse/index.ts';
import type { Lines } from './repetition.ts';

/** A run that is this long counts as a copy. */
export const copiedRun = 8;

/** Runs shorter than this are not looked for: everybody shares them. */
const shortest = 4;

/** @returns for each poem the words of its longest shared run; below {@link shortest} it says 0 */
export function longestSharedRuns(poems: readonly Lines[], shelf: WordShelf, lexicon: Lexicon): number[] {
  const texts = poems.map((lines) => Int32Array.from(lines.flat(), (word) => lexicon.id(word) ?? lexicon.rare));
  const places = new Map<number, [poem: number, at: number][]>();
  for (const [poem, text] of texts.entries()) {
    for (let at = 0; at + shortest <= text.length; at++) {
      const key = keyAt(text, at, lexicon.size);
      const there = places.get(key);
      if (there) there.push([poem, at]);
      else places.set(key, [[poem, at]]);
    }
  }
  const longest = new Array<number>(poems.length).fill(0);
  const verse = new Int32Array(shelf.tokens.length);
  for (let poem = 0; poem + 1 < shelf.poems.length; poem++) {
    let words = 0;
    for (let at = shelf.poems[poem]!; at < shelf.poems[poem + 1]!; at++) {
      const token = shelf.tokens[at]!;
      // End marks do not break a run; words outside the lexicon do, for what they were is not known.
      if (!lexicon.isPunctuation(token)) verse[words++] = token;
    }
    for (let at = 0; at + shortest <= words; at++)
      for (const [drawn, place] of places.get(keyAt(verse, at, lexicon.size)) ?? []) {
        const run = sharedRun(texts[drawn]!, place, verse, at, words, lexicon.rare);
        if (run >= shortest && run > longest[drawn]!) longest[drawn] = run;
      }
  }
  return longest;
}

/** Three words as one number; the fourth is compared by {@link sharedRun}. */
function keyAt(text: Int32Array, at: number, size: number): number {
  return (text[at]! * size + text[at + 1]!) * size + text[at + 2]!;
}

function sharedRun(
  text: Int32Array,
  place: number,
  verse: Int32Array,
  at: number,
  words: number,
  rare: number,
): number {
  let run = 0;
  while (
    place + run < text.length &&
    at + run < words &&
    text[place + run] === verse[at + run] &&
    verse[at + run] !== rare
  )
    run++;
  return run;
}
