/** When the next edit of one message may go out, learnt from what the platform answers. */
import type { Clock } from '../clock.ts';
import type { EditOutcome } from '../platforms/contract.ts';

/** A platform's limit on the edits of one message, as far as it is known before its first answer. */
export interface EditLimit {
  readonly edits: number;
  readonly perMs: number;
  /** Never faster than this, whatever the platform allows: a reader would see flicker, not sharpening. */
  readonly leastSpacingMs: number;
}

/** Answers travel: a window that ends by our clock may still be open by the platform's. */
const travel = 60;

/**
 * Spreads the edits of a window evenly and keeps its last one free for the final text.
 * Once the platform names its own window (headers, or the wait of a 429), that one counts.
 */
export class Pace {
  readonly #clock: Clock;
  readonly #limit: EditLimit;
  #sent: number[] = [];
  #notBefore = 0;
  #failures = 0;
  #window: { readonly remaining: number; readonly endsAt: number; readonly toldAt: number } | undefined;

  constructor(clock: Clock, limit: EditLimit) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Usual milliseconds between two frames. */
  get spacing(): number {
    return Math.max(this.#limit.leastSpacingMs, this.#limit.perMs / this.#limit.edits);
  }

  /** @param reserve keep one edit of the window for the final text */
  nextFrameAt(reserve: boolean): number {
    const kept = reserve ? 1 : 0;
    const last = this.#sent.at(-1);
    if (last === undefined) return this.#notBefore;
    const window = this.#openWindow();
    if (window !== undefined) {
      const spacing = (window.endsAt - window.toldAt) / Math.max(1, window.remaining + 1 - kept);
      return Math.max(this.#notBefore, last + Math.max(this.#limit.leastSpacingMs, spacing));
    }
    const share = this.#limit.perMs / Math.max(1, this.#limit.edits - kept);
    return Math.max(
      this.#notBefore,
      last + Math.max(this.#limit.leastSpacingMs, share),
      this.#freeAt(this.#limit.edits - kept),
    );
  }

  nextFinalAt(): number {
    const window = this.#openWindow();
    if (window === undefined) return Math.max(this.#notBefore, this.#freeAt(this.#limit.edits));
    return window.remaining > 0 ? this.#notBefore : Math.max(this.#notBefore, window.endsAt);
  }

  sent(): void {
    const now = this.#clock.now();
    this.#sent = this.#sent.filter((at) => at > now - this.#limit.perMs);
    this.#sent.push(now);
  }

  learn(outcome: EditOutcome, random: () => number): void {
    const now = this.#clock.now();
    if (outcome.remaining !== undefined && outcome.resetAfterMs !== undefined) {
      const endsAt = now + outcome.resetAfterMs + travel;
      this.#window = { remaining: outcome.remaining, endsAt, toldAt: now };
    }
    if (outcome.ok) {
      this.#failures = 0;
      return;
    }
    this.#failures++;
    // Doubling, with jitter so that poems refused together do not come back together.
    const backoff = Math.min(8_000, 250 * 2 ** Math.min(this.#failures - 1, 10)) * (0.75 + random() / 2);
    const told = outcome.refusal?.retryAfterMs;
    this.#notBefore = now + (told === undefined ? backoff : told + travel);
  }

  #openWindow() {
    return this.#window !== undefined && this.#window.endsAt > this.#clock.now() ? this.#window : undefined;
  }

  /** When fewer than `edits` edits lie within the last window. */
  #freeAt(edits: number): number {
    const oldest = this.#sent.at(-Math.max(1, edits));
    return oldest === undefined ? 0 : oldest + this.#limit.perMs + travel;
  }
}
