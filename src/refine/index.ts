/**
 * Mends a pasted poem: recognises its form, marks what breaks it, and plans the fewest words that must be drawn again.
 * `/refine` calls it and hands the plan to the engine, which knows only a poem laid out to be mended.
 * It must not know of platforms, messages and of how the engine draws.
 */
export { changesOf, type LineChange, wordsKept } from './changes.ts';
export type { Fault } from './faults.ts';
export { checksAfter, type Judgement, judge, longestPoem, mendingRequest } from './judge.ts';
export { mendingEngine } from './mending-engine.ts';
export { Wordbook } from './wordbook.ts';
