import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until it is set; sleepers wake in order when it passes them. */
export interface SetClock extends Clock {
  set(now: number): void;
  advance(ms: number): void;
  /** How many sleep now. */
  readonly sleeping: number;
}

/** @param now milliseconds since the epoch to start at */
export function setClock(now = Date.UTC(2026, 0, 1)): SetClock {
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  const clock: SetClock = {
    now: () => now,
    get sleeping() {
      return sleepers.size;
    },
    set(then) {
      now = then;
      for (const sleeper of [...sleepers].sort((a, b) => a.at - b.at))
        if (sleeper.at <= now) {
          sleepers.delete(sleeper);
          sleeper.wake();
        }
    },
    advance: (ms) => clock.set(now + ms),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const wake = () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        };
        const sleeper = { at: now + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', stop, { once: true });
      }),
  };
  return clock;
}
