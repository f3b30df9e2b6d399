import type { RecordTable, Row } from '../tables.ts';
import type { RedisDatabase } from './connect.ts';
import * as scripts from './scripts.ts';

/** The last code point there is: no key sorts after its own prefix followed by it. */
const last = '\u{10FFFF}';

/** The records of a Redis store. */
export function redisRecords(database: RedisDatabase): RecordTable {
  const write = async (mode: 'create' | 'put' | 'replace', row: Row, expected: string, now: number) =>
    (await database.script(
      scripts.write,
      mode,
      row.collection,
      row.key,
      row.version,
      row.value,
      row.owner ?? '',
      row.due ?? '',
      row.expiresAt ?? '',
      expected,
      now,
    )) === 1;

  const rows = async (collection: string, lua: string, ...values: readonly (string | number)[]) =>
    ((await database.script(lua, collection, ...values)) as string[][]).map((fields) => rowFrom(collection, fields));

  return {
    read: async (collection, key, now) => (await rows(collection, scripts.read, now, key))[0],
    create: (row, now) => write('create', row, '', now),
    put: async (row) => {
      await write('put', row, '', 0);
    },
    replace: (row, expected, now) => write('replace', row, expected, now),
    delete: async (collection, key, now) => (await database.script(scripts.remove, collection, key, now)) === 1,

    list(collection, { prefix, after, descending, limit }, now) {
      const least = !descending && after !== undefined && after > prefix ? `(${after}` : `[${prefix}`;
      const most = `(${descending && after !== undefined ? after : prefix + last}`;
      return rows(collection, scripts.list, now, least, most, descending ? 1 : 0, limit);
    },

    due: (collection, by, limit, now) => rows(collection, scripts.due, now, by, limit),
    ownedBy: (collection, owner, now) => rows(collection, scripts.owned, now, owner),
    sweep: async (now) => Number(await database.script(scripts.sweep, now)),
  };
}

function rowFrom(collection: string, [key, version, value, owner, due, expires]: string[]): Row {
  return {
    collection,
    key: key ?? '',
    version: version ?? '',
    value: value ?? '',
    owner: owner || undefined,
    due: due ? Number(due) : undefined,
    expiresAt: expires ? Number(expires) : undefined,
  };
}
