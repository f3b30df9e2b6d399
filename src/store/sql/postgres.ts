import pg from 'pg';
import { checkVersion, StoreError } from '../errors.ts';
import type { SqlDatabase, SqlRow } from './database.ts';
import { migrations } from './migrations.ts';

/** A pool of connections to one PostgreSQL database. */
export interface PostgresDatabase extends SqlDatabase {
  /** The pool itself, for the rate limiter. */
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

// The number of an advisory lock that all replicas of Inkling share while they migrate.
const migrationLock = 1_852_403_564;

const typeOfInt8 = 20;

/**
 * Connects and brings the tables up to date; replicas that start together migrate one after the other.
 *
 * @param place the address without its password, for errors
 * @throws {StoreError} when the database cannot be reached, or was written by a later version
 */
export async function openPostgres(url: string, place: string): Promise<PostgresDatabase> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 10_000,
    // Whole numbers here are times and counts, all below 2^53.
    types: {
      getTypeParser: ((oid: number, format: 'text') =>
        oid === typeOfInt8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  });
  // A connection that breaks is replaced at the next query, and a query under way reports it; without listeners on the
  // pool, for idle ones, and on each connection, for those in use, it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));

  const database: PostgresDatabase = {
    pool,
    holdRow: 'FOR SHARE',
    async batch(statements, { oneMoment = false } = {}) {
      try {
        const only = statements[0];
        if (only && statements.length === 1)
          return [(await pool.query<SqlRow>({ text: only.sql, values: [...only.values] })).rows];
        return await inTransaction(
          pool,
          oneMoment ? 'BEGIN ISOLATION LEVEL REPEATABLE READ' : 'BEGIN',
          async (client) => {
            const results: SqlRow[][] = [];
            for (const { sql, values } of statements)
              results.push((await client.query<SqlRow>({ text: sql, values: [...values] })).rows);
            return results;
          },
        );
      } catch (error) {
        throw postgresError(error, place);
      }
    },
    async close() {
      await pool.end();
    },
  };

  try {
    await migrate(pool, place);
    return database;
  } catch (error) {
    await pool.end().catch(() => {});
    throw postgresError(error, place);
  }
}

async function migrate(pool: pg.Pool, place: string): Promise<void> {
  const steps = migrations({ text: 'TEXT COLLATE "C"', whole: 'BIGINT' });
  await inTransaction(pool, 'BEGIN', async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
    await client.query('CREATE TABLE IF NOT EXISTS migrations (version BIGINT PRIMARY KEY)');
    const { rows } = await client.query<{ version: number | null }>('SELECT max(version) AS version FROM migrations');
    const present = rows[0]?.version ?? 0;
    checkVersion(present, steps.length, place);
    for (const step of steps.slice(present)) {
      for (const sql of step.statements) await client.query(sql);
      await client.query('INSERT INTO migrations (version) VALUES ($1)', [step.version]);
    }
  });
}

async function inTransaction<T>(pool: pg.Pool, begin: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function postgresError(cause: unknown, place: string): StoreError {
  if (cause instanceof StoreError) return cause;
  const { code = '', message = String(cause) } = cause as { code?: string; message?: string };
  if (code === '28P01' || code === '28000')
    return new StoreError('store-unreachable', `${place} refuses the name or password in STORE_URL.`, { cause });
  if (code === '3D000')
    return new StoreError('store-unreachable', `${place} has no such database. Create it with "createdb".`, { cause });
  if (code === '25006')
    return new StoreError('store-read-only', `${place} is read-only (a standby?). Nothing was changed.`, { cause });
  if (code === '53100') return new StoreError('store-full', `The disk of ${place} is full.`, { cause });
  if (code.startsWith('08') || code.startsWith('57P') || code.startsWith('E') || /terminated|timeout/i.test(message))
    return new StoreError('store-unreachable', `${place} cannot be reached (${message || code}).`, {
      cause,
      retryAfterMs: 2_000,
    });
  return new StoreError('store-failed', `${place} failed: ${message}`, { cause });
}
