import type { RecordTable, Row } from '../tables.ts';
import { rowsOf, type SqlDatabase, type SqlRow, statement } from './database.ts';

const columns = 'collection, key, version, value, owner, due, expires_at';
const alive = (place: string) => `(expires_at IS NULL OR expires_at > ${place})`;

/** The last code point there is: no key sorts after its own prefix followed by it. */
const last = '\u{10FFFF}';

/** The records of an SQL database. */
export function sqlRecords(database: SqlDatabase): RecordTable {
  const values = (row: Row) =>
    [row.collection, row.key, row.version, row.value, row.owner, row.due, row.expiresAt] as const;

  return {
    async read(collection, key, now) {
      const rows = await rowsOf(
        database,
        `SELECT ${columns} FROM records WHERE collection = $1 AND key = $2 AND ${alive('$3')}`,
        collection,
        key,
        now,
      );
      return rows[0] && rowFrom(rows[0]);
    },

    async create(row, now) {
      const written = await rowsOf(
        database,
        `INSERT INTO records (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (collection, key) DO UPDATE SET
           version = excluded.version, value = excluded.value, owner = excluded.owner,
           due = excluded.due, expires_at = excluded.expires_at
         WHERE records.expires_at <= $8
         RETURNING key`,
        ...values(row),
        now,
      );
      return written.length === 1;
    },

    async put(row) {
      await rowsOf(
        database,
        `INSERT INTO records (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (collection, key) DO UPDATE SET
           version = excluded.version, value = excluded.value, owner = excluded.owner,
           due = excluded.due, expires_at = excluded.expires_at`,
        ...values(row),
      );
    },

    async replace(row, expected, now) {
      const written = await rowsOf(
        database,
        `UPDATE records SET version = $3, value = $4, owner = $5, due = $6, expires_at = $7
         WHERE collection = $1 AND key = $2 AND version = $8 AND ${alive('$9')}
         RETURNING key`,
        ...values(row),
        expected,
        now,
      );
      return written.length === 1;
    },

    async delete(collection, key, now) {
      const gone = await rowsOf(
        database,
        'DELETE FROM records WHERE collection = $1 AND key = $2 RETURNING expires_at',
        collection,
        key,
      );
      const expiresAt = gone[0]?.expires_at ?? null;
      return gone.length === 1 && (expiresAt === null || Number(expiresAt) > now);
    },

    async list(collection, { prefix, after, descending, limit }, now) {
      const least = !descending && after !== undefined && after > prefix ? after : prefix;
      const most = descending && after !== undefined ? after : prefix + last;
      const rows = await rowsOf(
        database,
        `SELECT ${columns} FROM records
         WHERE collection = $1 AND key ${least === after ? '>' : '>='} $2 AND key < $3 AND ${alive('$4')}
         ORDER BY key ${descending ? 'DESC' : 'ASC'} LIMIT $5`,
        collection,
        least,
        most,
        now,
        limit,
      );
      return rows.map(rowFrom);
    },

    async due(collection, by, limit, now) {
      const rows = await rowsOf(
        database,
        `SELECT ${columns} FROM records WHERE collection = $1 AND due <= $2 AND ${alive('$3')}
         ORDER BY due, key LIMIT $4`,
        collection,
        by,
        now,
        limit,
      );
      return rows.map(rowFrom);
    },

    async ownedBy(collection, owner, now) {
      const rows = await rowsOf(
        database,
        `SELECT ${columns} FROM records WHERE owner = $1 AND collection = $2 AND ${alive('$3')} ORDER BY key`,
        owner,
        collection,
        now,
      );
      return rows.map(rowFrom);
    },

    async sweep(now) {
      const [records, ballots] = await database.batch([
        statement('DELETE FROM records WHERE expires_at <= $1 RETURNING key', now),
        statement('DELETE FROM ballots WHERE expires_at <= $1 RETURNING ballot', now),
        statement('DELETE FROM votes WHERE ballot NOT IN (SELECT ballot FROM ballots)'),
        statement('DELETE FROM tallies WHERE ballot NOT IN (SELECT ballot FROM ballots)'),
        // The rate limiter's spans run by the machine's clock.
        statement('DELETE FROM limits WHERE expire <= $1', Date.now()),
      ]);
      return (records?.length ?? 0) + (ballots?.length ?? 0);
    },
  };
}

/** A row of the table `records` as {@link Row}. */
export function rowFrom(row: SqlRow): Row {
  const whole = (value: string | number | null | undefined) =>
    value === null || value === undefined ? undefined : Number(value);
  return {
    collection: String(row.collection),
    key: String(row.key),
    version: String(row.version),
    value: String(row.value),
    owner: row.owner === null ? undefined : String(row.owner),
    due: whole(row.due),
    expiresAt: whole(row.expires_at),
  };
}
