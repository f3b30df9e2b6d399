/**
 * The command-line program: one poem, animated where somebody watches, or many for scripts.
 * main.ts in this folder runs it as a process. It must not know of platforms, commands and stores.
 */
export type { Terminal } from './animation.ts';
export { runProgram, type Surroundings } from './program.ts';
