/** One suite for the three databases: whatever holds of one holds of all. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { openStore } from '../../src/store/index.ts';
import { backends } from './backends.ts';
import { setClock } from './clock.ts';
import type { Service } from './services.ts';
import './patience.ts';

const hour = 3_600_000;

describe.each(backends)('a store in $name', ({ name, installed, start }) => {
  describe.skipIf(!installed)('behind the contract', () => {
    let service: Service;
    let url: string;
    let store: Store;
    /** A second connection to the same database, as another replica has. */
    let other: Store;
    const clock = setClock();

    beforeAll(async () => {
      service = await start();
    });
    beforeEach(async () => {
      await store?.close();
      await other?.close();
      url = await service.freshUrl();
      store = await openStore(url, { clock });
      other = await openStore(url, { clock });
    });
    afterAll(async () => {
      await store.close();
      await other.close();
      await service.stop();
    });

    test('what was put is there for the other replica and after reopening', async () => {
      await store.collection('poems').put('a', { text: 'ünï\u0000 "q" 🖋' }, { owner: 'web:ann' });
      const again = await openStore(url, { clock });
      for (const reader of [other, again])
        expect((await reader.collection('poems').get('a'))?.value).toEqual({ text: 'ünï\u0000 "q" 🖋' });
      await again.close();
    });

    test('of many who claim one key at once, one gets it', async () => {
      const claims = [store, other].map((one) => one.collection<number>('claims'));
      const got = await Promise.all(Array.from({ length: 40 }, (_, n) => claims[n % 2]!.create('monday', n)));
      expect(got.filter(Boolean)).toHaveLength(1);
      expect((await claims[0]!.get('monday'))?.value).toBe(got.findIndex(Boolean));
    });

    test('changes that depend on what was read are never lost', async () => {
      const counts = [store, other].map((one) => one.collection<{ n: number }>('counts'));
      await counts[0]!.put('x', { n: 0 });
      await Promise.all(Array.from({ length: 30 }, (_, at) => counts[at % 2]!.update('x', ({ n }) => ({ n: n + 1 }))));
      expect((await counts[0]!.get('x'))?.value).toEqual({ n: 30 });
    });

    test('a replacement is refused when somebody else wrote, deleted, or made the record anew', async () => {
      const things = store.collection<string>('things');
      await things.put('k', 'one');
      const read = await things.get('k');
      await other.collection<string>('things').put('k', 'two');
      expect(await things.replace('k', read!.version, 'three')).toBeUndefined();
      await things.delete('k');
      expect(await things.replace('k', read!.version, 'three')).toBeUndefined();
      await things.create('k', 'one');
      expect(await things.replace('k', read!.version, 'three')).toBeUndefined();
      expect((await things.get('k'))?.value).toBe('one');
    });

    test('a record past its time is absent everywhere, can be claimed again, and is swept away', async () => {
      const things = store.collection<string>('things');
      await things.put('k', 'old', { owner: 'o', due: 1, expiresAt: clock.now() + hour });
      const read = await things.get('k');
      clock.advance(hour);
      expect(await things.get('k')).toBeUndefined();
      expect([await things.list(), await things.due(clock.now()), await things.ownedBy('o')]).toEqual([[], [], []]);
      expect(await things.replace('k', read!.version, 'late')).toBeUndefined();
      expect(await things.delete('k')).toBe(false);
      await things.put('k2', 'old', { expiresAt: clock.now() });
      expect(await store.sweep()).toBe(1);
      expect(await things.create('k2', 'new')).toBeDefined();
    });

    test('due records come the longest due first, and forget it when the new facts say so', async () => {
      const things = store.collection<string>('things');
      await things.put('late', 'b', { due: 20 });
      await things.put('early', 'a', { due: 10 });
      await things.put('never', 'c');
      expect((await things.due(20)).map(({ key }) => key)).toEqual(['early', 'late']);
      expect((await things.due(20, 1)).map(({ key }) => key)).toEqual(['early']);
      await things.update(
        'early',
        (value) => value,
        () => ({}),
      );
      expect((await things.due(20)).map(({ key }) => key)).toEqual(['late']);
    });

    test('an owner finds what is theirs and nothing else, also after the owner changed', async () => {
      const things = store.collection<string>('things');
      await things.put('a', '1', { owner: 'web:ann' });
      await things.put('b', '2', { owner: 'web:ben' });
      await things.put('b', '2', { owner: 'web:ann' });
      await store.collection('others').put('c', '3', { owner: 'web:ann' });
      expect((await things.ownedBy('web:ann')).map(({ key }) => key)).toEqual(['a', 'b']);
      expect(await things.ownedBy('web:ben')).toEqual([]);
    });

    test('pages go through all keys under a prefix, in order, both ways', async () => {
      const things = store.collection<number>('things');
      const key = fc.string({ unit: fc.constantFrom('a', 'B', '/', 'é', '~', '🖋', ' '), minLength: 1, maxLength: 4 });
      const keys = [...new Set(fc.sample(key, { numRuns: 60, seed: 7 }))];
      for (const [at, one] of keys.entries()) await things.put(one, at);
      const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
      for (const prefix of ['', 'a', 'é']) {
        const expected = keys.filter((one) => one.startsWith(prefix)).sort(byBytes);
        expect(await pages(prefix, false)).toEqual(expected);
        expect(await pages(prefix, true)).toEqual([...expected].reverse());
      }
      async function pages(prefix: string, descending: boolean) {
        const found: string[] = [];
        for (;;) {
          const after = found.at(-1);
          const page = await things.list({ prefix, descending, limit: 7, ...(after === undefined ? {} : { after }) });
          found.push(...page.map((stored) => stored.key));
          if (page.length < 7) return found;
        }
      }
    });

    test('a key that no database could hold is refused', async () => {
      for (const key of ['', 'a\u0000b', 'x'.repeat(501)])
        await expect(async () => store.collection('things').put(key, 1)).rejects.toThrow(RangeError);
    });

    test('Keyv keeps values, forgets them in time, and clears its own namespace alone', async () => {
      const [cats, dogs] = [store.keyv<string>('cats'), store.keyv<string>('dogs')];
      await cats.set('a', 'tom');
      await dogs.set('a', 'rex');
      await cats.set('b', 'old', 1);
      clock.advance(1);
      expect([await cats.get('a'), await cats.get('b')]).toEqual(['tom', undefined]);
      await cats.clear();
      expect([await cats.get('a'), await other.keyv('dogs').get('a')]).toEqual([undefined, 'rex']);
    });

    test('the last vote of each of many voters counts, once, from two replicas at once', async () => {
      await store.ballots.open('b', { closesAt: clock.now() + hour, expiresAt: clock.now() + 2 * hour });
      const votes = Array.from({ length: 200 }, (_, n) => ({ voter: `v${n % 100}`, choice: n < 100 ? 'x' : 'y' }));
      const cast = (from: number, to: number) =>
        Promise.all(
          votes.slice(from, to).map(({ voter, choice }, n) => [store, other][n % 2]!.ballots.vote('b', voter, choice)),
        );
      const outcomes = [...(await cast(0, 100)), ...(await cast(100, 170))];
      expect(outcomes.every(({ counted }) => counted)).toBe(true);
      expect(await other.ballots.tally('b')).toEqual({ x: 30, y: 70 });
    });

    test('a vote is either refused or in the final tally, however it races the closing', async () => {
      for (let round = 0; round < 8; round += 1) {
        const ballot = `race${round}`;
        await store.ballots.open(ballot, { closesAt: clock.now() + hour, expiresAt: clock.now() + 2 * hour });
        const votes = Array.from({ length: 40 }, (_, n) => [store, other][n % 2]!.ballots.vote(ballot, `v${n}`, 'x'));
        const closings = [store, other, store].map((one) => one.ballots.close(ballot));
        const more = Array.from({ length: 20 }, (_, n) => [store, other][n % 2]!.ballots.vote(ballot, `w${n}`, 'x'));
        const counted = (await Promise.all([...votes, ...more])).filter((outcome) => outcome.counted).length;
        const closed = await Promise.all(closings);
        expect(closed.filter(({ first }) => first)).toHaveLength(1);
        for (const { tally } of closed) expect(tally.x ?? 0).toBe(counted);
        expect((await other.ballots.tally(ballot)).x ?? 0).toBe(counted);
      }
    });

    test('a ballot takes no vote after its time, nor one that nobody opened, and cannot be opened twice', async () => {
      const times = { closesAt: clock.now() + hour, expiresAt: clock.now() + 2 * hour };
      expect(await store.ballots.open('b', times)).toBe(true);
      expect(await other.ballots.open('b', times)).toBe(false);
      expect(await store.ballots.vote('never', 'v', 'x')).toEqual({ counted: false, tally: {} });
      clock.advance(hour);
      expect((await store.ballots.vote('b', 'v', 'x')).counted).toBe(false);
    });

    test('a person sees and takes back their votes while the ballot is open; closing forgets who voted', async () => {
      const times = { closesAt: clock.now() + hour, expiresAt: clock.now() + 2 * hour };
      for (const ballot of ['b1', 'b2']) {
        await store.ballots.open(ballot, times);
        await store.ballots.vote(ballot, 'web:ann', 'x');
        await store.ballots.vote(ballot, 'web:ben', 'x');
      }
      await store.ballots.close('b1');
      expect(await other.ballots.votesOf('web:ann')).toEqual([{ ballot: 'b2', choice: 'x' }]);
      expect(await store.ballots.withdraw('web:ann')).toBe(1);
      expect([await store.ballots.tally('b1'), await store.ballots.tally('b2')]).toEqual([{ x: 2 }, { x: 1 }]);
      clock.advance(2 * hour);
      expect(await store.sweep()).toBe(2);
      expect(await store.ballots.votesOf('web:ben')).toEqual([]);
    });

    test('a limit lets through as many as it says, over all replicas, and refusals cost nothing', async () => {
      const rule = { name: 'poems', points: 5, seconds: 3_600 };
      const limiters = [store.limiter(rule), other.limiter(rule)];
      const outcomes = await Promise.all(Array.from({ length: 12 }, (_, n) => limiters[n % 2]!.take('ann')));
      const allowed = outcomes.filter((outcome) => outcome.allowed).length;
      // Attempts that race a refusal may be refused with it, never let through beyond the limit.
      expect(allowed).toBeLessThanOrEqual(5);
      while ((await limiters[0]!.take('ann')).allowed);
      const refused = await limiters[1]!.take('ann');
      expect(refused.allowed).toBe(false);
      expect(refused.resetAfterMs).toBeGreaterThan(0);
      expect(refused.resetAfterMs).toBeLessThanOrEqual(3_600_000);
      await limiters[0]!.giveBack('ann', 2);
      expect((await limiters[1]!.look('ann')).remaining).toBe(2);
      await limiters[0]!.giveBack('ben');
      expect((await limiters[0]!.look('ben')).remaining).toBe(5);
    });

    test('opening at the same moment migrates once, and a store of a later version is left alone', async () => {
      const fresh = await service.freshUrl();
      const opened = await Promise.all(Array.from({ length: 4 }, () => openStore(fresh, { clock })));
      expect(await opened[0]!.collection('things').create('k', 1)).toBeDefined();
      expect(await opened[3]!.collection('things').create('k', 2)).toBeUndefined();
      await Promise.all(opened.map((one) => one.close()));
    });

    test('it names itself and answers when asked', async () => {
      expect(store.kind).toBe(name);
      await expect(store.ping()).resolves.toBeUndefined();
    });
  });
});
