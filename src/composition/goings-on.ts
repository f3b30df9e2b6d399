import type { Clock } from '../clock.ts';
import { finishUnfinished } from '../live/index.ts';
import type { MessageRef, Platform } from '../platforms/contract.ts';
import type { Store } from '../store/index.ts';
import { openMessagesIn } from '../store/kept/index.ts';
import type { Foundation, Logger } from './foundation.ts';
import type { Work } from './work.ts';

const sweepEveryMs = 3_600_000;

/**
 * Finishes what the last run left open, and runs the clockworks until the signal aborts.
 *
 * @param platforms the ones that are connected here
 * @param mine which open messages are this process's to finish; all of its platforms' when absent
 */
export async function finishAndWatch(
  { store, clock, logger }: Foundation,
  { poem, clockworks }: Work,
  platforms: readonly Platform[],
  signal: AbortSignal,
  mine?: (ref: MessageRef) => boolean,
): Promise<void> {
  const open = openMessagesIn(store, clock);
  await Promise.all([
    finishUnfinished({ ...{ open, platforms, logger, signal }, redraw: { poem: poem.redraw }, ...(mine && { mine }) }),
    ...clockworks.map((clockwork) => clockwork.run(signal)),
    sweep(store, clock, logger, signal),
  ]);
}

/** Deletes what has expired, every hour. */
async function sweep(store: Store, clock: Clock, logger: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(sweepEveryMs, signal).catch(() => undefined);
    if (!signal.aborted)
      await store.sweep().catch((error) => logger.warn({ err: error }, 'the store could not be swept'));
  }
}
