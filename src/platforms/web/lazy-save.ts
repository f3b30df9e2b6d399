/** Writes messages that change many times a second down no oftener than is useful. */
import type { Clock } from '../../clock.ts';
import type { ChannelLog, LoggedMessage } from './log.ts';

/** How stale the written words of an unfinished message may be, in milliseconds. */
const staleMs = 1000;

export class LazySave {
  readonly #log: ChannelLog;
  readonly #clock: Clock;
  readonly #failed: (error: unknown) => void;
  readonly #waiting = new Map<string, { latest: LoggedMessage; cancel: AbortController }>();

  constructor(log: ChannelLog, clock: Clock, failed: (error: unknown) => void) {
    this.#log = log;
    this.#clock = clock;
    this.#failed = failed;
  }

  /** Writes the message at once, instead of any older state of it. */
  async now(message: LoggedMessage): Promise<void> {
    this.forget(message.id);
    await this.#log.save(message);
  }

  /** Writes the message within a second, unless a newer state of it comes first. */
  soon(message: LoggedMessage): void {
    const waiting = this.#waiting.get(message.id);
    if (waiting !== undefined) {
      waiting.latest = message;
      return;
    }
    const entry = { latest: message, cancel: new AbortController() };
    this.#waiting.set(message.id, entry);
    this.#clock.sleep(staleMs, entry.cancel.signal).then(
      () => this.now(entry.latest).catch(this.#failed),
      () => undefined,
    );
  }

  /** Drops what waits for a message that was removed. */
  forget(id: string): void {
    this.#waiting.get(id)?.cancel.abort();
    this.#waiting.delete(id);
  }

  /** Writes everything that still waits. */
  async flush(): Promise<void> {
    await Promise.all([...this.#waiting.values()].map(({ latest }) => this.now(latest)));
  }
}
