import { RateLimiterPostgres, RateLimiterRedis, RateLimiterSQLite } from 'rate-limiter-flexible';
import { type Clock, systemClock } from '../clock.ts';
import { assemble, type TransferableStore } from './assemble.ts';
import type { LimitRule } from './contract.ts';
import { StoreError } from './errors.ts';
import { redisBallots } from './redis/ballots.ts';
import { openRedis } from './redis/connect.ts';
import { redisRecords } from './redis/records.ts';
import { redisTransfer } from './redis/transfer.ts';
import { sqlBallots } from './sql/ballots.ts';
import { rowsOf } from './sql/database.ts';
import { openPostgres } from './sql/postgres.ts';
import { sqlRecords } from './sql/records.ts';
import { openSqlite } from './sql/sqlite.ts';
import { sqlTransfer } from './sql/transfer.ts';

/** Where a store is when nobody says otherwise. */
export const defaultStoreUrl = 'sqlite://data/inkling.db';

export interface OpenOptions {
  /** Decides what has expired and whether a vote is in time. */
  readonly clock?: Clock;
  /** Refuses to make a SQLite file that is not there yet. */
  readonly mustExist?: boolean;
}

/**
 * Opens the database that an address names, makes or updates its tables, and sweeps out what has expired.
 *
 * `sqlite://data/inkling.db` is relative to the working directory, `sqlite:///var/lib/inkling.db` absolute;
 * `redis://`, `rediss://` (TLS) and `redis+unix:///path/to.sock` are one Redis, with `?prefix=` for its keys;
 * `postgres://` is as in libpq.
 *
 * @throws {StoreError} one sentence for an unknown address, a damaged or read-only file, an unreachable service
 */
export async function openStore(url: string = defaultStoreUrl, options: OpenOptions = {}): Promise<TransferableStore> {
  const clock = options.clock ?? systemClock;
  const store = await openKind(url, clock, options);
  try {
    await store.sweep();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openKind(url: string, clock: Clock, options: OpenOptions): Promise<TransferableStore> {
  const scheme = /^([a-z+]+):\/\//.exec(url)?.[1];
  switch (scheme) {
    case 'sqlite':
      return sqliteStore(url.slice('sqlite://'.length), clock, options);
    case 'redis':
    case 'rediss':
    case 'redis+unix':
      return redisStore(addressOf(url), clock);
    case 'postgres':
    case 'postgresql':
      return postgresStore(url, clock);
    default:
      throw new StoreError(
        'store-address',
        `STORE_URL must begin with sqlite://, redis:// or postgres://, not "${withoutPassword(url)}".`,
      );
  }
}

function sqliteStore(path: string, clock: Clock, options: OpenOptions): TransferableStore {
  if (path === '') throw new StoreError('store-address', 'STORE_URL names no file: write sqlite://data/inkling.db.');
  const database = openSqlite(decodeURIComponent(path), options);
  return assemble(
    {
      kind: 'sqlite',
      place: database.file,
      records: sqlRecords(database),
      ballots: sqlBallots(database),
      transfer: sqlTransfer(database),
      limits: (rule) =>
        new RateLimiterSQLite({
          ...pace(rule),
          storeClient: database.connection,
          storeType: 'better-sqlite3',
          tableName: 'limits',
          tableCreated: true,
        }),
      ping: async () => {
        await rowsOf(database, 'SELECT 1');
      },
      close: async () => database.close(),
    },
    clock,
  );
}

async function postgresStore(url: string, clock: Clock): Promise<TransferableStore> {
  const place = withoutPassword(url);
  const database = await openPostgres(url, place);
  return assemble(
    {
      kind: 'postgres',
      place,
      records: sqlRecords(database),
      ballots: sqlBallots(database),
      transfer: sqlTransfer(database),
      limits: (rule) =>
        new RateLimiterPostgres({
          ...pace(rule),
          storeClient: database.pool,
          storeType: 'pool',
          tableName: 'limits',
          tableCreated: true,
        }),
      ping: async () => {
        await rowsOf(database, 'SELECT 1');
      },
      close: () => database.close(),
    },
    clock,
  );
}

async function redisStore(url: URL, clock: Clock): Promise<TransferableStore> {
  const place = withoutPassword(url.href);
  const database = await openRedis(url, place);
  return assemble(
    {
      kind: 'redis',
      place,
      records: redisRecords(database),
      ballots: redisBallots(database),
      transfer: redisTransfer(database),
      limits: (rule) =>
        new RateLimiterRedis({
          ...pace(rule),
          keyPrefix: `${database.prefix}:limit:${rule.name}`,
          storeClient: database.client,
        }),
      ping: async () => {
        await database.ask((client) => client.ping());
      },
      close: () => database.close(),
    },
    clock,
  );
}

function pace({ name, points, seconds }: LimitRule) {
  return { keyPrefix: name, points, duration: seconds };
}

function addressOf(url: string): URL {
  try {
    return new URL(url);
  } catch (cause) {
    throw new StoreError('store-address', `STORE_URL is no address: "${withoutPassword(url)}".`, { cause });
  }
}

function withoutPassword(url: string): string {
  return url.replace(/^([a-z+]+:\/\/[^:@/]*):[^@/]*@/i, '$1:…@');
}
