import { StoreError } from '../errors.ts';
import type { BallotRow, Transfer } from '../tables.ts';
import { rowsOf, type SqlDatabase, type SqlRow, type SqlValue, statement } from './database.ts';
import { rowFrom } from './records.ts';

/** Copies an SQL store. Both directions are one transaction. */
export function sqlTransfer(database: SqlDatabase): Transfer {
  return {
    async read() {
      const [records, ballots, votes, tallies] = await database.batch(
        [
          statement('SELECT * FROM records'),
          statement('SELECT * FROM ballots'),
          statement('SELECT * FROM votes'),
          statement('SELECT * FROM tallies'),
        ],
        { oneMoment: true },
      );
      const votesOf = byBallot(votes);
      const sumsOf = byBallot(tallies);
      return {
        records: (records ?? []).map(rowFrom),
        ballots: (ballots ?? []).map(
          (row): BallotRow => ({
            ballot: String(row.ballot),
            closesAt: Number(row.closes_at),
            closedAt: row.closed_at === null ? undefined : Number(row.closed_at),
            expiresAt: Number(row.expires_at),
            votes: (votesOf.get(row.ballot) ?? []).map((vote) => ({
              voter: String(vote.voter),
              choice: String(vote.choice),
            })),
            sums: Object.fromEntries(
              (sumsOf.get(row.ballot) ?? []).map((sum) => [String(sum.choice), Number(sum.votes)]),
            ),
          }),
        ),
      };
    },

    async write({ records, ballots }) {
      if (!(await this.isEmpty()))
        throw new StoreError('store-failed', 'The store to copy into is not empty. Nothing was written.');
      await database.batch([
        ...records.map((row) =>
          statement(
            `INSERT INTO records (collection, key, version, value, owner, due, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)`,
            row.collection,
            row.key,
            row.version,
            row.value,
            row.owner,
            row.due,
            row.expiresAt,
          ),
        ),
        ...ballots.flatMap((row) => [
          statement(
            'INSERT INTO ballots (ballot, closes_at, closed_at, expires_at) VALUES ($1, $2, $3, $4)',
            row.ballot,
            row.closesAt,
            row.closedAt,
            row.expiresAt,
          ),
          ...row.votes.map(({ voter, choice }) =>
            statement('INSERT INTO votes (ballot, voter, choice) VALUES ($1, $2, $3)', row.ballot, voter, choice),
          ),
          ...Object.entries(row.sums).map(([choice, votes]) =>
            statement('INSERT INTO tallies (ballot, choice, votes) VALUES ($1, $2, $3)', row.ballot, choice, votes),
          ),
        ]),
      ]);
    },

    async isEmpty() {
      const rows = await rowsOf(
        database,
        'SELECT 1 AS present WHERE EXISTS (SELECT 1 FROM records) OR EXISTS (SELECT 1 FROM ballots)',
      );
      return rows.length === 0;
    },
  };
}

function byBallot(rows: readonly SqlRow[] | undefined): Map<SqlValue | undefined, SqlRow[]> {
  const groups = new Map<SqlValue | undefined, SqlRow[]>();
  for (const row of rows ?? []) {
    const group = groups.get(row.ballot);
    if (group) group.push(row);
    else groups.set(row.ballot, [row]);
  }
  return groups;
}
