import type { Clock } from '../clock.ts';
import type { Collection, RecordFacts, Stored } from './contract.ts';

/** A record that this process holds: while the lease runs, no other process works on it. */
export interface Held<T> {
  readonly key: string;
  readonly value: T;
  readonly version: string;
}

export interface LeaseTerms<T> {
  readonly clock: Clock;
  /** How long a holder may be silent before somebody else takes over. The processes' clocks must agree within it. */
  readonly leaseMs: number;
  /** When the record wants attention, if its value has work left; undefined once it has none. */
  readonly dueAt: (value: T, leaseEnd: number) => number | undefined;
  readonly facts?: (value: T) => Omit<RecordFacts, 'due'>;
}

/** Another process holds the record now. */
export class LeaseLost extends Error {}

/**
 * Records on which one process at a time works, and which the next one takes up where a crash left them.
 * A record is due when its lease ends; every write proves by the record's version that it is still held.
 */
export class LeasedRecords<T> {
  readonly #records: Collection<T>;
  readonly #terms: LeaseTerms<T>;

  constructor(records: Collection<T>, terms: LeaseTerms<T>) {
    this.#records = records;
    this.#terms = terms;
  }

  /** Makes the record and holds it; undefined when the key is taken. Of any number of callers one gets it. */
  async claim(key: string, value: T): Promise<Held<T> | undefined> {
    return held(key, value, await this.#records.create(key, value, this.#factsOf(value)));
  }

  /** Takes a due record; undefined when somebody else did. */
  async takeOver({ key, version, value }: Stored<T>): Promise<Held<T> | undefined> {
    return held(key, value, await this.#records.replace(key, version, value, this.#factsOf(value)));
  }

  /**
   * Writes the next value and renews the lease.
   *
   * @param dueAt when the record wants attention next, instead of at the lease's end
   * @throws {LeaseLost} when another process has taken over
   */
  async advance(from: Held<T>, value: T, dueAt?: number): Promise<Held<T>> {
    const next = held(
      from.key,
      value,
      await this.#records.replace(from.key, from.version, value, this.#factsOf(value, dueAt)),
    );
    if (!next) throw new LeaseLost();
    return next;
  }

  /** Records whose lease has ended, or whose time has come. */
  due(): Promise<readonly Stored<T>[]> {
    return this.#records.due(this.#terms.clock.now());
  }

  #factsOf(value: T, dueAt = this.#terms.clock.now() + this.#terms.leaseMs): RecordFacts {
    const due = this.#terms.dueAt(value, dueAt);
    return { ...this.#terms.facts?.(value), ...(due === undefined ? {} : { due }) };
  }
}

function held<T>(key: string, value: T, version: string | undefined): Held<T> | undefined {
  return version === undefined ? undefined : { key, value, version };
}

/** What work under a lease sees of its record. */
export interface Tenure<T> {
  readonly value: T;
  /** Aborts when another process has taken over. */
  readonly lost: AbortSignal;
  /** Writes changes. @throws {LeaseLost} */
  advance(changes: Partial<T>, dueAt?: number): Promise<void>;
}

/**
 * Works on a held record and renews its lease meanwhile. Losing the lease ends the work without an error:
 * whoever took over goes on.
 */
export async function underLease<T>(
  records: LeasedRecords<T>,
  start: Held<T>,
  { clock, leaseMs }: Pick<LeaseTerms<T>, 'clock' | 'leaseMs'>,
  work: (tenure: Tenure<T>) => Promise<void>,
): Promise<void> {
  let current = start;
  // Only one write is under way at a time: the renewal and the next state would each make the other's version stale.
  let writing: Promise<unknown> = Promise.resolve();
  const lost = new AbortController();
  const ended = new AbortController();

  const tenure: Tenure<T> = {
    get value() {
      return current.value;
    },
    lost: lost.signal,
    advance(changes, dueAt) {
      const written = writing.then(async () => {
        current = await records.advance(current, { ...current.value, ...changes }, dueAt);
      });
      writing = written.catch(() => {});
      return written;
    },
  };

  const renewing = (async () => {
    for (;;) {
      await clock.sleep(leaseMs / 3, ended.signal);
      await tenure.advance({});
    }
  })().catch((error) => {
    if (!ended.signal.aborted) lost.abort(error);
  });

  try {
    await work(tenure);
  } catch (error) {
    if (!(error instanceof LeaseLost) && !lost.signal.aborted) throw error;
  } finally {
    ended.abort();
    await renewing;
  }
}
