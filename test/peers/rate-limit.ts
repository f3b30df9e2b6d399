/** Fixed windows of requests, by key, as platforms keep them. */
export interface Window {
  readonly requests: number;
  readonly perMs: number;
}

interface Bucket {
  used: number;
  endsAt: number;
}

export interface Spent {
  readonly ok: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly resetAfterMs: number;
}

export class RateLimits {
  readonly #window: Window;
  readonly #buckets = new Map<string, Bucket>();
  /** Requests that came although their bucket was empty. */
  refused = 0;

  constructor(window: Window) {
    this.#window = window;
  }

  spend(key: string): Spent {
    const now = Date.now();
    const bucket = this.#buckets.get(key) ?? { used: 0, endsAt: 0 };
    this.#buckets.set(key, bucket);
    if (now >= bucket.endsAt) Object.assign(bucket, { used: 0, endsAt: now + this.#window.perMs });
    const resetAfterMs = bucket.endsAt - now;
    const limit = this.#window.requests;
    if (bucket.used >= limit) {
      this.refused++;
      return { ok: false, limit, remaining: 0, resetAfterMs };
    }
    bucket.used++;
    return { ok: true, limit, remaining: limit - bucket.used, resetAfterMs };
  }
}
