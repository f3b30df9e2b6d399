import type { SharedLimit } from './shared-budget.ts';

/** Nobody watches a poem for longer: it is drawn in a few seconds, and its final text waits for some frames at most. */
const watchedMs = 15_000;

/**
 * The most edits that readers see of a poem while it comes into focus in a message of its own.
 *
 * @param limit what the platform lets through
 * @returns a whole number; steps beyond it are drawn for nobody to see
 */
export function editsWhileWatched({ edits, perMs }: SharedLimit): number {
  return Math.floor((edits * watchedMs) / perMs);
}
