import type { Tally } from '../contract.ts';
import type { BallotTable } from '../tables.ts';
import type { RedisDatabase } from './connect.ts';
import * as scripts from './scripts.ts';

/** The ballots of a Redis store. */
export function redisBallots(database: RedisDatabase): BallotTable {
  return {
    open: async (ballot, closesAt, expiresAt) =>
      (await database.script(scripts.openBallot, ballot, closesAt, expiresAt)) === 1,

    async vote(ballot, voter, choice, now) {
      const [counted, ...sums] = (await database.script(scripts.vote, ballot, voter, choice, now)) as [
        number,
        ...string[],
      ];
      return { counted: counted === 1, tally: tallyFrom(sums) };
    },

    async tally(ballot) {
      const sums = await database.ask((client) => client.hgetall(`${database.prefix}:tally:${ballot}`));
      return tallyFrom(Object.entries(sums).flat());
    },

    async close(ballot, now) {
      const [first, ...sums] = (await database.script(scripts.closeBallot, ballot, now)) as [number, ...string[]];
      return { first: first === 1, tally: tallyFrom(sums) };
    },

    async votesOf(voter) {
      const flat = (await database.script(scripts.votesOf, voter)) as string[];
      return pairs(flat).map(([ballot, choice]) => ({ ballot, choice }));
    },

    withdraw: async (voter) => Number(await database.script(scripts.withdraw, voter)),
  };
}

function tallyFrom(flat: readonly string[]): Tally {
  return Object.fromEntries(pairs(flat).map(([choice, votes]) => [choice, Number(votes)]));
}

function pairs(flat: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) found.push([flat[at] as string, flat[at + 1] as string]);
  return found;
}
