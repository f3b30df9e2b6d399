/**
 * What Inkling keeps, and the few operations on it that must be atomic. Three databases implement this file:
 * an embedded SQLite file, Redis and PostgreSQL. Every time is milliseconds since the epoch.
 */
import type { Keyv } from 'keyv';

export type StoreKind = 'sqlite' | 'redis' | 'postgres';

/** What the database must know about a record besides its value. */
export interface RecordFacts {
  /** Whose personal data the record is, as {@link personKey} writes it; found again by `/privacy`. */
  readonly owner?: string;
  /** When somebody should look at the record again; orders {@link Collection.due}. */
  readonly due?: number;
  /** From then on the record does not exist. */
  readonly expiresAt?: number;
}

/** A record as it was read. */
export interface Stored<T> extends RecordFacts {
  readonly key: string;
  readonly value: T;
  /** Changes with every write; the proof that {@link Collection.replace} asks for. */
  readonly version: string;
}

/** A page of a collection, in the order of the keys' bytes. */
export interface Page {
  /** Only keys that begin so. */
  readonly prefix?: string;
  /** Only keys after this one (before it, when descending). */
  readonly after?: string;
  readonly descending?: boolean;
  /** 100 when absent. */
  readonly limit?: number;
}

/**
 * Records of one kind, by key. Values are JSON. Keys are 1–500 characters without control characters.
 * Every method is one atomic operation of the database, also between processes.
 */
export interface Collection<T> {
  get(key: string): Promise<Stored<T> | undefined>;
  /**
   * Writes the record unless the key is taken. A claim: of any number of callers exactly one gets the new record's
   * version, the others undefined.
   */
  create(key: string, value: T, facts?: RecordFacts): Promise<string | undefined>;
  /** Writes the record, whatever stood there. */
  put(key: string, value: T, facts?: RecordFacts): Promise<void>;
  /**
   * Writes the record if nobody has written it since `version` was read. Facts that are left out are cleared.
   *
   * @returns the new version, or undefined when somebody was faster
   */
  replace(key: string, version: string, value: T, facts?: RecordFacts): Promise<string | undefined>;
  /**
   * Reads, changes, replaces, and begins again when somebody was faster; `change` must be pure.
   * A change that returns `undefined` leaves the record alone. Facts stay unless `facts` gives new ones.
   *
   * @returns the record as it now stands, or undefined when there is none
   */
  update(
    key: string,
    change: (value: T) => T | undefined,
    facts?: (value: T) => RecordFacts,
  ): Promise<Stored<T> | undefined>;
  delete(key: string): Promise<boolean>;
  list(page?: Page): Promise<readonly Stored<T>[]>;
  /** Records whose `due` is at or before `by`, the longest due first. */
  due(by: number, limit?: number): Promise<readonly Stored<T>[]>;
  ownedBy(owner: string): Promise<readonly Stored<T>[]>;
}

/** Votes by choice. A choice that nobody took is absent. */
export type Tally = Readonly<Record<string, number>>;

/** What became of a vote. */
export interface VoteOutcome {
  /** False when the ballot is closed, past its time, or unknown. */
  readonly counted: boolean;
  readonly tally: Tally;
}

/**
 * Ballots: one vote a person, changeable while the ballot is open. A vote and a closing never overlap:
 * each vote that was answered `counted` is in the final tally, and no other is.
 */
export interface Ballots {
  /** Opens a ballot unless one of that name exists. It is swept away at `expiresAt`. */
  open(ballot: string, times: { readonly closesAt: number; readonly expiresAt: number }): Promise<boolean>;
  vote(ballot: string, voter: string, choice: string): Promise<VoteOutcome>;
  tally(ballot: string): Promise<Tally>;
  /**
   * Closes the ballot for good and forgets who voted for what; the sums stay.
   *
   * @returns `first` for exactly one caller, and the final tally for all
   */
  close(ballot: string): Promise<{ readonly first: boolean; readonly tally: Tally }>;
  /** The votes of one person in ballots that are still open. */
  votesOf(voter: string): Promise<readonly { readonly ballot: string; readonly choice: string }[]>;
  /** Takes back all of a person's votes in ballots that are still open; returns how many. */
  withdraw(voter: string): Promise<number>;
}

/** How often one thing may happen within a span of time. */
export interface LimitRule {
  /** Names the rule in the database: [a-z0-9-]. */
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

export interface LimitOutcome {
  readonly allowed: boolean;
  /** Points left in this span. */
  readonly remaining: number;
  /** Milliseconds until the span ends and all points are back. */
  readonly resetAfterMs: number;
}

/** A rate limiter in the same database. Its spans run by the machine's clock. */
export interface Limiter {
  /** Takes points, or none when there are too few. */
  take(key: string, points?: number): Promise<LimitOutcome>;
  /** Gives points back, for what was paid and then not served. */
  giveBack(key: string, points?: number): Promise<void>;
  look(key: string): Promise<LimitOutcome>;
}

/** One database, opened. */
export interface Store {
  readonly kind: StoreKind;
  /** Where it is, without passwords; for the log. */
  readonly place: string;
  /** Records of one kind. `name` is [a-z-]+ and belongs to one module. */
  collection<T>(name: string): Collection<T>;
  /** Plain key-values with a time to live. */
  keyv<T>(namespace: string): Keyv<T>;
  readonly ballots: Ballots;
  limiter(rule: LimitRule): Limiter;
  /** One small question to the database; rejects with a {@link StoreError} when it cannot answer. */
  ping(): Promise<void>;
  /** Deletes what has expired; returns how many records and ballots went. */
  sweep(): Promise<number>;
  close(): Promise<void>;
}

/** How a person is named as an owner or voter: unique over all platforms. */
export function personKey(platform: string, person: string): string {
  return `${platform}:${person}`;
}
