/** Whose poem is taken next from the line: whoever has the fewest in flight; among those, whoever came first. */

interface Turn {
  /** Poems of one key take turns with those of others. */
  readonly key: string;
}

/**
 * @param waiting in the order in which they came
 * @returns an index of `waiting`; −1 when nobody waits
 */
export function nextTurn(waiting: readonly Turn[], inFlight: Iterable<Turn>): number {
  const busy = new Map<string, number>();
  for (const { key } of inFlight) busy.set(key, (busy.get(key) ?? 0) + 1);
  const load = ({ key }: Turn) => busy.get(key) ?? 0;
  let next = waiting.length > 0 ? 0 : -1;
  for (const [at, turn] of waiting.entries()) if (load(turn) < load(waiting[next]!)) next = at;
  return next;
}
