import type { Clock } from '../../clock.ts';
import { type HeldMessage, keyOf, type OpenMessage, type OpenMessages } from '../../live/open-messages.ts';
import { everyRecord } from '../collection.ts';
import type { Collection, Store, Stored } from '../contract.ts';
import { type Held, LeasedRecords, LeaseLost } from '../lease.ts';
import { day, keptForDays } from './retention.ts';

/**
 * A process that has been silent for so long has lost its messages to another one. Short, for a poem is half drawn
 * meanwhile; a process that was only slow loses no more than the drawing, since the other draws the same poem.
 */
const leaseOfOpenMessagesMs = 15_000;

/** The messages that no process's end must leave as noise. Any number of processes may share one store. */
export function openMessagesIn(store: Store, clock: Clock, leaseMs = leaseOfOpenMessagesMs): OpenMessages {
  const records = store.collection<OpenMessage>('open-messages');
  const leases = new LeasedRecords(records, {
    ...{ clock, leaseMs },
    dueAt: (_, leaseEnd) => leaseEnd,
    facts: () => ({ expiresAt: clock.now() + keptForDays.openMessages * day }),
  });
  // A busy process may be late with its own leases; it must not take its messages from itself.
  const here = new Set<string>();
  const hold = (held: Held<OpenMessage>): HeldMessage => {
    here.add(held.key);
    return new Hold(held, { leases, records, clock, leaseMs, ended: () => here.delete(held.key) });
  };

  /** Some of the messages that nobody holds and this process can finish, if there are any. */
  const free = async (mine: (message: OpenMessage) => boolean): Promise<readonly Stored<OpenMessage>[]> => {
    // Those that wait for another platform or shard stay due, and must not hide the rest.
    for (let limit = 100; ; limit *= 2) {
      const due = await records.due(clock.now(), limit);
      const found = due.filter(({ key, value }) => !here.has(key) && mine(value));
      if (found.length > 0 || due.length < limit) return found;
    }
  };

  return {
    async open(ref, request) {
      const held = await leases.claim(keyOf(ref), { ref, request });
      if (held === undefined) throw new Error(`A message that was just posted is noted already: ${keyOf(ref)}`);
      return hold(held);
    },
    async takeOver(mine = () => true) {
      const taken: HeldMessage[] = [];
      for (const stored of await free(mine)) {
        const held = await leases.takeOver(stored);
        if (held) taken.push(hold(held));
      }
      return taken;
    },
    async list() {
      const open: OpenMessage[] = [];
      for await (const { value } of everyRecord(records)) open.push(value);
      return open;
    },
  };
}

interface HoldTerms {
  readonly leases: LeasedRecords<OpenMessage>;
  readonly records: Collection<OpenMessage>;
  readonly clock: Clock;
  readonly leaseMs: number;
  /** Told once, when the message is this process's no more. */
  readonly ended: () => void;
}

/** One message under a lease, which is renewed until it is closed, released or lost. */
class Hold implements HeldMessage {
  readonly #terms: HoldTerms;
  readonly #lost = new AbortController();
  readonly #ended = new AbortController();
  #held: Held<OpenMessage>;
  /** Only one write is under way at a time: a renewal and the last write would make each other's version stale. */
  #writing: Promise<unknown> = Promise.resolve();
  /** What is written at the end, and again until the store takes it. */
  #last: (() => Promise<void>) | undefined;

  constructor(held: Held<OpenMessage>, terms: HoldTerms) {
    this.#held = held;
    this.#terms = terms;
    void this.#keep().catch(() => {});
  }

  get ref() {
    return this.#held.value.ref;
  }

  get request() {
    return this.#held.value.request;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  close(): Promise<void> {
    return this.#leave(async () => {
      // What somebody else has taken over is not to be deleted under their hands.
      await this.#renew();
      await this.#terms.records.delete(this.#held.key);
    });
  }

  release(forMs = 0): Promise<void> {
    return this.#leave(() => this.#renew(this.#terms.clock.now() + forMs));
  }

  async #keep(): Promise<void> {
    const { clock, leaseMs } = this.#terms;
    while (!this.#ended.signal.aborted) {
      await clock.sleep(leaseMs / 3, this.#ended.signal);
      await this.#write(this.#last ?? (() => this.#renew()));
    }
  }

  async #renew(dueAt?: number): Promise<void> {
    this.#held = await this.#terms.leases.advance(this.#held, this.#held.value, dueAt);
  }

  async #leave(write: () => Promise<void>): Promise<void> {
    if (this.#ended.signal.aborted) return;
    this.#last = write;
    await this.#write(write);
  }

  /** A store that is away takes it later: meanwhile nobody else can take the message over either. */
  async #write(write: () => Promise<void>): Promise<void> {
    const written = this.#writing.then(write);
    this.#writing = written.catch(() => {});
    try {
      await written;
      if (write === this.#last) this.#end();
    } catch (error) {
      if (!(error instanceof LeaseLost)) return;
      this.#end();
      this.#lost.abort(error);
    }
  }

  #end(): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    this.#terms.ended();
  }
}
