import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Collection, Page, RecordFacts, Stored } from './contract.ts';
import type { RecordTable, Row } from './tables.ts';

const longestKey = 500;

/** A typed view of one collection. Values go through JSON. */
export function collectionOver<T>(table: RecordTable, name: string, clock: Clock): Collection<T> {
  const rowOf = (key: string, value: T, facts: RecordFacts): Row => ({
    collection: name,
    key: checkKey(key),
    // Random rather than counted: a record that was deleted and made again never looks like its predecessor.
    version: randomUUID(),
    value: JSON.stringify(value),
    owner: facts.owner,
    due: facts.due,
    expiresAt: facts.expiresAt,
  });

  return {
    async get(key) {
      const row = await table.read(name, checkKey(key), clock.now());
      return row && storedFrom<T>(row);
    },
    async create(key, value, facts = {}) {
      const row = rowOf(key, value, facts);
      return (await table.create(row, clock.now())) ? row.version : undefined;
    },
    put: (key, value, facts = {}) => table.put(rowOf(key, value, facts)),
    async replace(key, version, value, facts = {}) {
      const row = rowOf(key, value, facts);
      return (await table.replace(row, version, clock.now())) ? row.version : undefined;
    },

    async update(key, change, facts) {
      for (;;) {
        const row = await table.read(name, checkKey(key), clock.now());
        if (!row) return undefined;
        const stored = storedFrom<T>(row);
        const value = change(stored.value);
        if (value === undefined) return stored;
        const next = rowOf(key, value, facts ? facts(value) : stored);
        if (await table.replace(next, row.version, clock.now())) return storedFrom<T>(next);
      }
    },

    delete: (key) => table.delete(name, checkKey(key), clock.now()),

    async list({ prefix = '', after, descending = false, limit = 100 }: Page = {}) {
      const page = { prefix, descending, limit, ...(after === undefined ? {} : { after }) };
      return (await table.list(name, page, clock.now())).map((row) => storedFrom<T>(row));
    },

    async due(by, limit = 100) {
      return (await table.due(name, by, limit, clock.now())).map((row) => storedFrom<T>(row));
    },

    async ownedBy(owner) {
      return (await table.ownedBy(name, owner, clock.now())).map((row) => storedFrom<T>(row));
    },
  };
}

function checkKey(key: string): string {
  // PostgreSQL cannot hold NUL in text, and Redis's layout needs names without line ends.
  if (key === '' || key.length > longestKey || /[\u0000-\u001f\u007f]/.test(key))
    throw new RangeError(
      `A record's key has 1–${longestKey} characters and no control characters: ${JSON.stringify(key)}`,
    );
  return key;
}

function storedFrom<T>(row: Row): Stored<T> {
  return {
    key: row.key,
    value: JSON.parse(row.value) as T,
    version: row.version,
    ...(row.owner === undefined ? {} : { owner: row.owner }),
    ...(row.due === undefined ? {} : { due: row.due }),
    ...(row.expiresAt === undefined ? {} : { expiresAt: row.expiresAt }),
  };
}

/** Every record under a prefix, page by page, in the order of the keys. */
export async function* everyRecord<T>(collection: Collection<T>, prefix = ''): AsyncGenerator<Stored<T>> {
  const limit = 200;
  let after: string | undefined;
  for (;;) {
    const page = await collection.list({ prefix, limit, ...(after === undefined ? {} : { after }) });
    yield* page;
    if (page.length < limit) return;
    after = page.at(-1)?.key;
  }
}
