import { StoreError } from '../errors.ts';
import type { BallotRow, Row, Transfer } from '../tables.ts';
import type { RedisDatabase } from './connect.ts';
import { redisRecords } from './records.ts';
import * as scripts from './scripts.ts';

/**
 * Copies a Redis store. Reading is not of one moment: what is written meanwhile may be in the copy or not, but
 * each record and each ballot is whole.
 */
export function redisTransfer(database: RedisDatabase): Transfer {
  const { prefix, client } = database;
  const records = redisRecords(database);

  const namesUnder = async (kind: string): Promise<string[]> => {
    const names = new Set<string>();
    const start = `${prefix}:${kind}:`;
    for await (const keys of client.scanStream({ match: `${start.replace(/[\\?*[\]]/g, '\\$&')}*`, count: 500 }))
      for (const key of keys as string[]) names.add(key.slice(start.length));
    return [...names].sort();
  };

  const allRows = async (collection: string): Promise<Row[]> => {
    const found: Row[] = [];
    for (;;) {
      const after = found.at(-1)?.key;
      const page = { prefix: '', descending: false, limit: 500, ...(after === undefined ? {} : { after }) };
      const rows = await records.list(collection, page, 0);
      found.push(...rows);
      if (rows.length < page.limit) return found;
    }
  };

  const ballot = async (name: string): Promise<BallotRow> => {
    const answers = await client
      .multi()
      .hgetall(`${prefix}:ballot:${name}`)
      .hgetall(`${prefix}:votes:${name}`)
      .hgetall(`${prefix}:tally:${name}`)
      .exec();
    const [times, votes, sums] = (answers ?? []).map(([, answer]) => answer as Record<string, string>);
    const closed = times?.closed !== undefined;
    return {
      ballot: name,
      closesAt: Number(times?.closes),
      closedAt: closed ? Number(times.closed) : undefined,
      expiresAt: Number(times?.expires),
      votes: Object.entries(votes ?? {}).map(([voter, choice]) => ({ voter, choice })),
      // As in the SQL stores: the sums of an open ballot are its votes, only a closed one has sums of its own.
      sums: closed ? Object.fromEntries(Object.entries(sums ?? {}).map(([choice, n]) => [choice, Number(n)])) : {},
    };
  };

  return {
    read: () =>
      database.ask(async () => {
        const rows: Row[] = [];
        for (const collection of await namesUnder('keys')) rows.push(...(await allRows(collection)));
        const ballots: BallotRow[] = [];
        for (const name of await namesUnder('ballot')) ballots.push(await ballot(name));
        return { records: rows, ballots };
      }),

    async write({ records: rows, ballots }) {
      if (!(await this.isEmpty()))
        throw new StoreError('store-failed', 'The store to copy into is not empty. Nothing was written.');
      await database.ask(async () => {
        const batch = client.multi();
        for (const row of rows)
          batch.eval(
            scripts.write,
            1,
            prefix,
            ...['put', row.collection, row.key, row.version, row.value],
            ...[row.owner ?? '', row.due ?? '', row.expiresAt ?? '', '', 0],
          );
        for (const row of ballots) {
          batch.eval(scripts.openBallot, 1, prefix, row.ballot, row.closesAt, row.expiresAt);
          for (const { voter, choice } of row.votes)
            batch.eval(scripts.vote, 1, prefix, row.ballot, voter, choice, row.closesAt - 1);
          if (row.closedAt !== undefined) batch.hset(`${prefix}:ballot:${row.ballot}`, 'closed', row.closedAt);
          for (const [choice, votes] of Object.entries(row.sums))
            batch.hset(`${prefix}:tally:${row.ballot}`, choice, votes);
        }
        await batch.exec();
      });
    },

    isEmpty: () =>
      database.ask(async () => {
        const [records, ballots] = [await namesUnder('keys'), await namesUnder('ballot')];
        return records.length + ballots.length === 0;
      }),
  };
}
