import type { Clock } from '../clock.ts';
import { keepFinishing } from '../live/index.ts';
import type { MessageRef, Platform } from '../platforms/contract.ts';
import type { Store } from '../store/index.ts';
import type { Foundation, Logger } from './foundation.ts';
import type { Work } from './work.ts';

const sweepEveryMs = 3_600_000;
/** A poem whose process died waits for its lease to end, and then so long at most. */
const lookEveryMs = 5_000;

/**
 * Finishes what the last run left open, and what other processes leave, and runs the clockworks, until the signal
 * aborts.
 *
 * @param platforms the ones that are connected here
 * @param mine which open messages this process can finish; all of its platforms' when absent
 */
export async function finishAndWatch(
  { store, clock, logger }: Foundation,
  { poem, openMessages: open, clockworks }: Work,
  platforms: readonly Platform[],
  signal: AbortSignal,
  mine?: (ref: MessageRef) => boolean,
): Promise<void> {
  await Promise.all([
    keepFinishing({
      ...{ open, platforms, clock, logger, signal, everyMs: lookEveryMs },
      ...{ redraw: { poem: poem.redraw }, ...(mine && { mine }) },
    }),
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
