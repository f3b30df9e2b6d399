import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Clock } from '../clock.ts';
import { collectionOver } from './collection.ts';
import type { LimitRule, Store, StoreKind } from './contract.ts';
import { keyvOver } from './keyv.ts';
import { limiterOver } from './limiter.ts';
import type { BallotTable, RecordTable, Transfer } from './tables.ts';

/** One database's parts. */
export interface Parts {
  readonly kind: StoreKind;
  readonly place: string;
  readonly records: RecordTable;
  readonly ballots: BallotTable;
  readonly transfer: Transfer;
  limits(rule: LimitRule): RateLimiterAbstract;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** A {@link Store} that can be copied; only the backup sees this side. */
export interface TransferableStore extends Store {
  readonly transfer: Transfer;
}

const collectionName = /^[a-z][a-z-]*$/;

/** Builds the typed store from what a database can do. */
export function assemble(
  { kind, place, records, ballots, transfer, limits, ping, close }: Parts,
  clock: Clock,
): TransferableStore {
  const collection = <T>(name: string) => {
    if (!collectionName.test(name)) throw new RangeError(`Not a collection's name: ${name}`);
    return collectionOver<T>(records, name, clock);
  };
  return {
    kind,
    place,
    transfer,
    collection,
    keyv: <T>(namespace: string) => keyvOver<T>(collection<string>('keyv'), namespace, clock),
    ballots: {
      open: (ballot, { closesAt, expiresAt }) => ballots.open(ballot, closesAt, expiresAt),
      vote: (ballot, voter, choice) => ballots.vote(ballot, voter, choice, clock.now()),
      tally: (ballot) => ballots.tally(ballot),
      close: (ballot) => ballots.close(ballot, clock.now()),
      votesOf: (voter) => ballots.votesOf(voter),
      withdraw: (voter) => ballots.withdraw(voter),
    },
    limiter: (rule) => limiterOver(limits(rule)),
    ping,
    sweep: () => records.sweep(clock.now()),
    close,
  };
}
