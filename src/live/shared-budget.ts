/** A limit that many messages share, such as Slack's `chat.update` for a whole workspace. */
import type { Clock } from '../clock.ts';

/** What an edit is for: finals go first, then the frames that every poem should show, then the rest. */
export type Rank = 'final' | 'needed' | 'extra';

interface Claim {
  readonly rank: Rank;
  readonly lastEditAt: number;
  readonly grant: (granted: boolean) => void;
}

/** What one open message still wants of the budget. */
export interface Need {
  /** Frames that it should still show, and its final text. */
  readonly edits: number;
  /** Its final text is known: it will come when its turn is, and not as a surprise. */
  readonly finalKnown: boolean;
}

export interface SharedLimit {
  readonly edits: number;
  readonly perMs: number;
}

/** A window by our clock and one by the platform's differ by the way there. */
const margin = 300;

/**
 * A sliding window with a queue. Finals go first, then needed frames, then the rest; within a rank the message that
 * waited longest. Part of the window is reserved for finals that may come any moment. While everything that the open
 * messages need fits into the window they may have it at once; beyond that one half of the window is spread evenly, so
 * that thirty poems sharpen slowly instead of standing still for a minute.
 */
export class SharedBudget {
  readonly #clock: Clock;
  readonly #limit: SharedLimit;
  /** Below the platform's own limit for a while after a 429 that came unexpectedly. */
  #allowed: number;
  #sent: number[] = [];
  #blockedUntil = 0;
  #claims: Claim[] = [];
  readonly #needs = new Set<() => Need>();
  #timer: AbortController | undefined;

  constructor(clock: Clock, limit: SharedLimit) {
    this.#clock = clock;
    this.#limit = limit;
    this.#allowed = limit.edits;
  }

  /** A message begins to need edits; call what is returned when it needs none any more. */
  enter(need: () => Need): () => void {
    this.#needs.add(need);
    return () => {
      this.#needs.delete(need);
      this.#dispatch();
    };
  }

  get windowMs(): number {
    return this.#limit.perMs;
  }

  /** Frames that each open message can show within `ms` if all share alike, its final edit not counted. */
  framesEach(ms: number): number {
    const edits = (this.#limit.edits * ms) / this.#limit.perMs;
    return Math.max(0, Math.floor(edits / Math.max(1, this.#needs.size)) - 1);
  }

  /** Resolves true when one edit may go out now, false when the signal aborts first. */
  take(rank: Rank, lastEditAt: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const claim: Claim = {
        rank,
        lastEditAt,
        grant: (granted) => {
          signal.removeEventListener('abort', withdraw);
          this.#claims = this.#claims.filter((other) => other !== claim);
          resolve(granted);
        },
      };
      const withdraw = () => claim.grant(false);
      signal.addEventListener('abort', withdraw, { once: true });
      this.#claims.push(claim);
      this.#dispatch();
    });
  }

  /** A 429: nobody edits until its wait is over, and the limit turns out lower than thought. */
  refused(retryAfterMs: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, this.#clock.now() + retryAfterMs + margin);
    // Not below half: a platform in trouble also refuses those who have hardly asked.
    const least = Math.ceil(this.#limit.edits / 2);
    this.#allowed = Math.max(least, Math.min(this.#allowed, this.#used() - 1));
  }

  #used(): number {
    const since = this.#clock.now() - this.#limit.perMs - margin;
    while (this.#sent[0] !== undefined && this.#sent[0] <= since) {
      this.#sent.shift();
      // Back to the platform's own limit, one edit at a time.
      this.#allowed = Math.min(this.#limit.edits, this.#allowed + 1);
    }
    return this.#sent.length;
  }

  #dispatch(): void {
    this.#timer?.abort();
    this.#timer = undefined;
    const order: Record<Rank, number> = { final: 0, needed: 1, extra: 2 };
    this.#claims.sort((a, b) => order[a.rank] - order[b.rank] || a.lastEditAt - b.lastEditAt);
    for (const claim of [...this.#claims]) {
      const at = this.#grantableAt(claim.rank);
      if (at > this.#clock.now()) break;
      this.#sent.push(this.#clock.now());
      claim.grant(true);
    }
    const first = this.#claims[0];
    if (first !== undefined) this.#wakeAt(this.#grantableAt(first.rank));
  }

  #grantableAt(rank: Rank): number {
    const now = this.#clock.now();
    if (this.#blockedUntil > now) return this.#blockedUntil;
    const used = this.#used();
    const needs = [...this.#needs].map((need) => need());
    const surprises = needs.filter(({ finalKnown }) => !finalKnown).length;
    const reserved = Math.min(surprises, Math.ceil(this.#allowed / 4));
    const usable = rank === 'final' ? this.#allowed : Math.max(1, this.#allowed - reserved);
    if (used >= usable) return this.#sent[used - usable]! + this.#limit.perMs + margin;
    if (rank === 'final') return now;
    const wanted = needs.reduce((sum, { edits }) => sum + edits, 0);
    if (rank === 'needed' && (used < this.#allowed / 2 || wanted <= usable - used)) return now;
    // What is left lasts until the oldest edits leave the window.
    const oldestLeaves = (this.#sent[0] ?? now) + this.#limit.perMs + margin;
    const share = (oldestLeaves - now) / (usable - used);
    const even = rank === 'extra' ? Math.max(share, this.#limit.perMs / this.#allowed) : share;
    return Math.max(now, (this.#sent.at(-1) ?? 0) + even);
  }

  #wakeAt(at: number): void {
    const timer = new AbortController();
    this.#timer = timer;
    this.#clock.sleep(Math.max(1, at - this.#clock.now()), timer.signal).then(
      () => this.#dispatch(),
      () => {},
    );
  }
}
