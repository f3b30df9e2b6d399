/** A channel in virtual time that keeps a platform's edit limit and can fail on purpose. */
import type { Clock } from '../../src/clock.ts';
import type { Content, EditableMessage, EditOutcome, MessageRef } from '../../src/platforms/contract.ts';

export type Fault = 'refused' | 'broken' | 'lost-answer' | 'never-answered' | undefined;

export interface ChannelRules {
  readonly limit: { readonly edits: number; readonly perMs: number };
  /** Whether answers carry what is left of the window, as Discord's headers do. */
  readonly headers: boolean;
  readonly latencyMs: number;
  readonly fault?: () => Fault;
}

/** One bucket of edits, fixed windows from their first edit on. */
export class EditBucket {
  readonly #clock: Clock;
  readonly #limit: { readonly edits: number; readonly perMs: number };
  #used = 0;
  #endsAt = 0;
  #blockedUntil = 0;
  /** Edits that came although the bucket was empty. */
  refused = 0;
  /** Edits that came before the wait of a refusal was over. */
  ignored = 0;

  constructor(clock: Clock, limit: { readonly edits: number; readonly perMs: number }) {
    this.#clock = clock;
    this.#limit = limit;
  }

  spend(): { ok: boolean; remaining: number; resetAfterMs: number } {
    const now = this.#clock.now();
    if (now < this.#blockedUntil) this.ignored++;
    if (now >= this.#endsAt) {
      this.#used = 0;
      this.#endsAt = now + this.#limit.perMs;
    }
    const resetAfterMs = this.#endsAt - now;
    if (this.#used >= this.#limit.edits) {
      this.refused++;
      this.#blockedUntil = this.#endsAt;
      return { ok: false, remaining: 0, resetAfterMs };
    }
    this.#used++;
    return { ok: true, remaining: this.#limit.edits - this.#used, resetAfterMs };
  }
}

export class SimulatedMessage implements EditableMessage {
  readonly ref: MessageRef;
  readonly #clock: Clock;
  readonly #rules: ChannelRules;
  readonly #bucket: EditBucket;
  /** Everything that ever stood in the message, and since when. */
  readonly shown: { readonly content: Content; readonly at: number }[] = [];
  readonly reposts: Content[] = [];
  inFlight = 0;
  mostInFlight = 0;
  state: 'open' | 'expired' | 'gone' | 'blocked' = 'open';
  #blockedUntil = 0;
  ignored = 0;

  constructor(name: string, clock: Clock, rules: ChannelRules, bucket = new EditBucket(clock, rules.limit)) {
    this.ref = { platform: 'web', space: 'house', channel: 'hall', message: name };
    this.#clock = clock;
    this.#rules = rules;
    this.#bucket = bucket;
  }

  get standing(): Content | undefined {
    return this.shown.at(-1)?.content;
  }

  get refused(): number {
    return this.#bucket.refused;
  }

  async edit(content: Content, signal?: AbortSignal): Promise<EditOutcome> {
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      return await this.#edit(content, signal);
    } finally {
      this.inFlight--;
    }
  }

  async #edit(content: Content, signal?: AbortSignal): Promise<EditOutcome> {
    const fault = this.#rules.fault?.();
    if (this.#clock.now() < this.#blockedUntil) this.ignored++;
    if (fault === 'never-answered') {
      // Applied when the sink has given up waiting: the worst that can happen to a stale frame.
      void this.#clock.sleep(6_000).then(() => this.shown.push({ content, at: this.#clock.now() }));
      await this.#clock.sleep(3_600_000, signal).catch(() => {});
      return { ok: false, refusal: { reason: 'unavailable' } };
    }
    await this.#clock.sleep(this.#rules.latencyMs);
    if (this.state === 'expired' || this.state === 'gone' || this.state === 'blocked')
      return { ok: false, refusal: { reason: this.state } };
    if (fault === 'broken') return { ok: false, refusal: { reason: 'unavailable' } };
    if (fault === 'refused') {
      this.#blockedUntil = this.#clock.now() + 1_300;
      return { ok: false, refusal: { reason: 'rate-limited', retryAfterMs: 1_300 } };
    }
    const { ok, remaining, resetAfterMs } = this.#bucket.spend();
    if (!ok) return { ok, refusal: { reason: 'rate-limited', retryAfterMs: resetAfterMs } };
    this.shown.push({ content, at: this.#clock.now() });
    if (fault === 'lost-answer') return { ok: false, refusal: { reason: 'unavailable' } };
    return this.#rules.headers ? { ok, remaining, resetAfterMs } : { ok };
  }

  async repost(content: Content): Promise<EditOutcome> {
    await this.#clock.sleep(this.#rules.latencyMs);
    this.reposts.push(content);
    return { ok: true };
  }
}
