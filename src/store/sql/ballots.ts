import type { Tally } from '../contract.ts';
import type { BallotTable } from '../tables.ts';
import { rowsOf, type SqlDatabase, type SqlRow, statement } from './database.ts';

// The sums of an open ballot are counted from its votes, those of a closed one were written down when it closed.
const tallyOf = (ballot: string) =>
  statement(
    `SELECT choice, votes FROM tallies WHERE ballot = $1
     UNION ALL SELECT choice, count(*) AS votes FROM votes WHERE ballot = $1 GROUP BY choice`,
    ballot,
  );

/** The ballots of an SQL database. */
export function sqlBallots(database: SqlDatabase): BallotTable {
  // A vote holds the ballot's row shared and a closing holds it alone, so that in PostgreSQL too, where each
  // statement sees what was committed before it, no vote slips in between the count and the closing.
  const hold = (ballot: string) =>
    statement(`SELECT ballot FROM ballots WHERE ballot = $1 ${database.holdRow}`, ballot);

  return {
    async open(ballot, closesAt, expiresAt) {
      const rows = await rowsOf(
        database,
        `INSERT INTO ballots (ballot, closes_at, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (ballot) DO NOTHING RETURNING ballot`,
        ballot,
        closesAt,
        expiresAt,
      );
      return rows.length === 1;
    },

    async vote(ballot, voter, choice, now) {
      const [, written, tally] = await database.batch([
        hold(ballot),
        statement(
          `INSERT INTO votes (ballot, voter, choice)
           SELECT $1, $2, $3 FROM ballots WHERE ballot = $1 AND closed_at IS NULL AND closes_at > $4
           ON CONFLICT (ballot, voter) DO UPDATE SET choice = excluded.choice RETURNING choice`,
          ballot,
          voter,
          choice,
          now,
        ),
        tallyOf(ballot),
      ]);
      return { counted: written?.length === 1, tally: tallyFrom(tally) };
    },

    async tally(ballot) {
      const [rows] = await database.batch([tallyOf(ballot)]);
      return tallyFrom(rows);
    },

    async close(ballot, now) {
      const [closed, , , tally] = await database.batch([
        statement(
          'UPDATE ballots SET closed_at = $2 WHERE ballot = $1 AND closed_at IS NULL RETURNING ballot',
          ballot,
          now,
        ),
        statement(
          `INSERT INTO tallies (ballot, choice, votes)
           SELECT ballot, choice, count(*) FROM votes WHERE ballot = $1 GROUP BY ballot, choice
           ON CONFLICT (ballot, choice) DO NOTHING`,
          ballot,
        ),
        statement('DELETE FROM votes WHERE ballot = $1', ballot),
        tallyOf(ballot),
      ]);
      return { first: closed?.length === 1, tally: tallyFrom(tally) };
    },

    async votesOf(voter) {
      const rows = await rowsOf(database, 'SELECT ballot, choice FROM votes WHERE voter = $1 ORDER BY ballot', voter);
      return rows.map((row) => ({ ballot: String(row.ballot), choice: String(row.choice) }));
    },

    async withdraw(voter) {
      return (await rowsOf(database, 'DELETE FROM votes WHERE voter = $1 RETURNING ballot', voter)).length;
    },
  };
}

function tallyFrom(rows: readonly SqlRow[] | undefined): Tally {
  return Object.fromEntries((rows ?? []).map((row) => [String(row.choice), Number(row.votes)]));
}
