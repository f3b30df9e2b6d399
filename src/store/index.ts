/**
 * Everything that Inkling must remember: settings, schedules, battles and votes, poems that can be drawn again,
 * messages still open, in an embedded file, Redis or PostgreSQL behind one contract.
 * Called by main.ts, which opens it, and by the modules that keep their own collections in it.
 * Must not know what the records mean, nor any platform.
 */
export { everyRecord } from './collection.ts';
export {
  type Ballots,
  type Collection,
  type Limiter,
  type LimitOutcome,
  personKey,
  type RecordFacts,
  type Store,
  type Stored,
  type Tally,
} from './contract.ts';
export { StoreError } from './errors.ts';
export { type Held, LeasedRecords, LeaseLost, type Tenure, underLease } from './lease.ts';
export { openStore } from './open.ts';
