import { expect, test } from 'vitest';
import { VotesInOrder } from '../../src/battles/voting.ts';
import type { Ballots } from '../../src/store/index.ts';
import { storeForTest } from '../settings/memory.ts';

/** A real ballot, whose first vote takes longer than those after it. */
async function slowBallot() {
  const { store, clock } = await storeForTest();
  await store.ballots.open('duel', { closesAt: clock.now() + 1, expiresAt: clock.now() + 2 });
  let release = () => {};
  const held = new Promise<void>((done) => {
    release = done;
  });
  let votes = 0;
  const ballots: Ballots = {
    ...store.ballots,
    async vote(...given) {
      votes += 1;
      if (votes === 1) await held;
      return store.ballots.vote(...given);
    },
  };
  return { release, store, clock, votes: new VotesInOrder(ballots) };
}

test('of two votes on their way the later one counts, however long the earlier takes', async () => {
  const { votes, release, store } = await slowBallot();
  const both = [votes.vote('duel', 'ann', 'a', 1), votes.vote('duel', 'ann', 'b', 2)];
  release();
  expect(await Promise.all(both)).toEqual([true, true]);
  expect(await store.ballots.tally('duel')).toEqual({ b: 1 });
});

test('a vote that was overtaken before it came changes nothing; other people’s count', async () => {
  const { votes, release, store } = await slowBallot();
  release();
  await votes.vote('duel', 'ann', 'b', 2);
  expect(await votes.vote('duel', 'ann', 'a', 1)).toBe(true);
  await votes.vote('duel', 'ben', 'a', 1);
  expect(await store.ballots.tally('duel')).toEqual({ a: 1, b: 1 });
  await votes.vote('duel', 'ann', 'a', 3);
  expect(await store.ballots.tally('duel')).toEqual({ a: 2 });
});

test('a closed ballot refuses', async () => {
  const { votes, release, store } = await slowBallot();
  release();
  await store.ballots.close('duel');
  expect(await votes.vote('duel', 'ann', 'a')).toBe(false);
});
