/**
 * Human verse for the evaluation: which poems there are, which are held out, their words as numbers, n-gram statistics.
 * The evaluation, the sweep and the steps plot call it; drawn poems are read by the same rules, so that both compare.
 * It must not know how poems are drawn, nor what is measured on them.
 */
export { type HumanPoem, heldOutPoems, type VerseFolders, verseFolders } from './human-verse.ts';
export { NgramModel } from './ngram.ts';
export { readLines, type VerseText } from './read-lines.ts';
export { loadShelf, type WordShelf } from './word-shelf.ts';
