/** What a repair changed, line by line and word by word. */
import { tokenise } from '../poetics/index.ts';
import type { Judgement } from './judge.ts';

/** One line before and after; equal where it stayed as it was. */
export interface LineChange {
  /** Undefined for a line that is new. */
  readonly before: string | undefined;
  /** Undefined for a line that was dropped. */
  readonly after: string | undefined;
}

/**
 * @param mended the lines of the finished poem, in order
 * @returns the lines of both poems in order
 */
export function changesOf({ lines, plan }: Judgement, mended: readonly string[]): LineChange[] {
  const changes: LineChange[] = [];
  let next = 0;
  const dropUntil = (end: number) => {
    for (; next < end; next++) changes.push({ before: lines[next]!.text, after: undefined });
  };
  for (const [number, after] of mended.entries()) {
    const source = plan?.from[number];
    if (source !== undefined) dropUntil(source);
    changes.push({ before: source === undefined ? undefined : lines[source]!.text, after });
    if (source !== undefined) next = source + 1;
  }
  dropUntil(lines.length);
  return changes;
}

/** How many of the pasted words still stand in their lines. */
export function wordsKept(changes: readonly LineChange[]): { readonly kept: number; readonly all: number } {
  let kept = 0;
  let all = 0;
  for (const { before, after } of changes) {
    const words = tokenise(before ?? '');
    all += words.length;
    kept += commonWords(words, tokenise(after ?? ''));
  }
  return { kept, all };
}

/** Length of the longest common subsequence. */
function commonWords(one: readonly string[], other: readonly string[]): number {
  let row = new Array<number>(other.length + 1).fill(0);
  for (const word of one) {
    const next = [0];
    for (const [at, candidate] of other.entries())
      next.push(word === candidate ? row[at]! + 1 : Math.max(row[at + 1]!, next[at]!));
    row = next;
  }
  return row.at(-1)!;
}
