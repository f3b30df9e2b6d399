/** A clock that stands still until a test moves it: a minute passes in no time, and in the same order each run. */
import type { Clock } from '../../src/clock.ts';

export class VirtualClock implements Clock {
  #now = 0;
  #timers: { readonly at: number; readonly fire: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(signal?.reason);
      };
      const timer = {
        at: this.#now + Math.max(0, ms),
        fire: () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
      };
      signal?.addEventListener('abort', stop, { once: true });
      this.#timers.push(timer);
    });
  }

  /** Lets `ms` milliseconds pass, timer by timer. */
  async pass(ms: number): Promise<void> {
    await this.#passUntil(this.#now + ms, () => false);
  }

  /** Lets time pass until the work is done; fails when it is not done within `atMost` milliseconds. */
  async until<T>(work: Promise<T>, atMost = 3_600_000): Promise<T> {
    let done = false;
    const mark = () => {
      done = true;
    };
    work.then(mark, mark);
    const end = this.#now + atMost;
    await this.#passUntil(end, () => done);
    if (!done) throw new Error(`Not done after ${atMost} virtual milliseconds.`);
    return work;
  }

  async #passUntil(end: number, enough: () => boolean): Promise<void> {
    for (;;) {
      await settle();
      if (enough()) return;
      const [next] = this.#timers.toSorted((a, b) => a.at - b.at);
      if (next === undefined || next.at > end) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.fire();
    }
    this.#now = end;
  }
}

/** Lets everything run that needs no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}
