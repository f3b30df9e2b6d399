/**
 * What one database must be able to do; `assemble.ts` builds the typed store on it.
 * Values are text here, and `now` is always an argument, so that a simulated year needs no waiting.
 */
import type { Ballots, Page } from './contract.ts';

/** A record as it lies in the database. */
export interface Row {
  readonly collection: string;
  readonly key: string;
  readonly version: string;
  readonly value: string;
  readonly owner: string | undefined;
  readonly due: number | undefined;
  readonly expiresAt: number | undefined;
}

/** Records of all collections. A record past its `expiresAt` counts as absent everywhere. */
export interface RecordTable {
  read(collection: string, key: string, now: number): Promise<Row | undefined>;
  /** Of all concurrent callers with one key, exactly one gets `true`. */
  create(row: Row, now: number): Promise<boolean>;
  put(row: Row): Promise<void>;
  /** Only where the record still has the version `expected`. */
  replace(row: Row, expected: string, now: number): Promise<boolean>;
  delete(collection: string, key: string, now: number): Promise<boolean>;
  list(collection: string, page: Required<Omit<Page, 'after'>> & Pick<Page, 'after'>, now: number): Promise<Row[]>;
  due(collection: string, by: number, limit: number, now: number): Promise<Row[]>;
  ownedBy(collection: string, owner: string, now: number): Promise<Row[]>;
  sweep(now: number): Promise<number>;
}

/** A ballot with its sums or its votes, for copying a store into another. */
export interface BallotRow {
  readonly ballot: string;
  readonly closesAt: number;
  readonly closedAt: number | undefined;
  readonly expiresAt: number;
  readonly votes: readonly { readonly voter: string; readonly choice: string }[];
  readonly sums: Readonly<Record<string, number>>;
}

/** Everything in a store, for the backup. */
export interface Contents {
  readonly records: readonly Row[];
  readonly ballots: readonly BallotRow[];
}

/** Copies whole stores. */
export interface Transfer {
  /** Everything, as of one moment where the database can say so. */
  read(): Promise<Contents>;
  /** Writes everything into an empty store, all or nothing. */
  write(contents: Contents): Promise<void>;
  isEmpty(): Promise<boolean>;
}

/** {@link Ballots} with the hour as an argument. */
export interface BallotTable {
  open(ballot: string, closesAt: number, expiresAt: number): Promise<boolean>;
  vote(ballot: string, voter: string, choice: string, now: number): ReturnType<Ballots['vote']>;
  tally: Ballots['tally'];
  close(ballot: string, now: number): ReturnType<Ballots['close']>;
  votesOf: Ballots['votesOf'];
  withdraw: Ballots['withdraw'];
}
