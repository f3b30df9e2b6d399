import { describe, expect, test } from 'vitest';
import type { Battle } from '../../src/battles/index.ts';
import { InklingError, RequestError } from '../../src/errors.ts';
import { storeForTest } from '../settings/memory.ts';
import { classroom } from '../settings/people.ts';
import { localPlatform } from './local-platform.ts';
import { recordedEngine } from './recorded-engine.ts';
import { battleProcess, call, caller, leaseMs, minute } from './world.ts';

const never = new AbortController().signal;
const voter = (n: number) => ({ id: `v${n}`, name: `Voter ${n}` });

async function arena(postsOnce = true, visibleEdits?: number) {
  const { store, clock } = await storeForTest();
  const platform = localPlatform('discord', postsOnce, visibleEdits);
  const engine = recordedEngine();
  const parts = { store, clock, platform, engine };
  const battles = battleProcess(parts);
  return {
    ...{ ...parts, battles },
    /** Another process, as after a restart. */
    another: () => battleProcess(parts),
    async lookIn(one = battles) {
      const begun = await one.begin(never);
      await one.idle();
      return begun;
    },
    /** A battle with its vote open. */
    async fight(id = 'duel', changes: Parameters<typeof call>[1] = {}) {
      await battles.call(call(id, changes), never);
      await battles.idle();
    },
    battle: async (id = 'duel'): Promise<Battle> => (await battles.find(classroom, id)).value,
    /** The battle's own message. */
    message: () => platform.in('verse')[0]!,
    vote: (n: number, side: 'a' | 'b', id = 'duel') => battles.vote(classroom, id, { voter: voter(n), side }, never),
  };
}

describe('a battle', () => {
  test('draws both poems side by side in one message, then opens the vote', async () => {
    const { fight, platform, message, battle } = await arena();
    await fight();
    expect(platform.messages).toHaveLength(1);
    const { history, content } = message();
    expect(history.length).toBeGreaterThan(6);
    for (const one of history) expect(one.panels?.map(({ heading }) => heading)).toEqual(['A · Haiku', 'B · Limerick']);
    const steps = history.map(({ panels }) => panels!.map(({ footnote }) => footnote));
    expect(steps).toContainEqual(['step 2 of 3', 'step 2 of 3']);
    expect(content.buttons?.map(({ id }) => id)).toEqual([
      'battle:vote:duel:a',
      'battle:vote:duel:b',
      'battle:close:duel',
    ]);
    expect(await battle()).toMatchObject({ state: 'voting', closesAt: expect.any(Number) });
  });

  test('tells the engine of both sides how often its message is edited, where readers do not see every step', async () => {
    for (const visibleEdits of [12, undefined]) {
      const { fight, engine } = await arena(true, visibleEdits);
      await fight();
      expect(engine.requests.map((request) => request.visibleEdits)).toEqual([visibleEdits, visibleEdits]);
    }
  });

  test('counts one vote a person, the last one, and closes on time with the winner announced once', async () => {
    const { fight, vote, clock, lookIn, platform, battle, message } = await arena();
    await fight();
    for (let n = 0; n < 7; n += 1) await vote(n, 'a');
    for (let n = 4; n < 7; n += 1) await vote(n, 'b');
    clock.advance(5 * minute - 1);
    expect(await lookIn()).toBe(0);
    clock.advance(1);
    expect([await lookIn(), await lookIn()]).toEqual([1, 0]);
    expect(await battle()).toMatchObject({ state: 'closed', winner: 'a', tally: { a: 4, b: 3 } });
    expect(message().content.buttons).toBeUndefined();
    expect(message().content.text).toContain('A wins: Haiku');
    const [, announcement, ...more] = platform.in('verse');
    expect(more).toEqual([]);
    expect(announcement?.content.text).toContain('A █████████░░░░░░░ 4 (57 %) Haiku');
    expect(announcement?.content.panels?.map(({ heading }) => heading)).toEqual(['A · Haiku']);
    await expect(vote(9, 'a')).rejects.toMatchObject({ code: 'vote-closed' });
  });

  test('gives everyone the whole time, from when the buttons stand, and takes no vote after it', async () => {
    const { fight, vote, clock, platform, battle } = await arena();
    platform.finishing = () => {
      platform.finishing = () => {};
      clock.advance(2 * minute);
    };
    await fight();
    expect((await battle()).closesAt).toBe(clock.now() + 5 * minute);
    clock.advance(5 * minute - 1);
    await vote(1, 'a');
    clock.advance(1);
    // Nobody has come to count yet.
    expect((await battle()).state).toBe('voting');
    await expect(vote(1, 'b')).rejects.toMatchObject({ code: 'vote-closed' });
  });

  test('shows at once after a restart what the last process counted and did not live to show', async () => {
    const { fight, store, another, message } = await arena();
    await fight();
    await store.ballots.vote('discord/school/duel', 'discord:v1', 'b');
    const ending = new AbortController();
    const running = another().run(ending.signal);
    await expect.poll(() => message().content.text).toContain('1 (100 %) Limerick');
    ending.abort();
    await running;
  });

  test('without a majority is a draw, and both poems are shown', async () => {
    const { fight, vote, clock, lookIn, platform, battle } = await arena();
    await fight();
    await vote(1, 'a');
    await vote(2, 'b');
    clock.advance(5 * minute);
    await lookIn();
    expect((await battle()).winner).toBe('draw');
    expect(platform.in('verse')[1]?.content).toMatchObject({ text: expect.stringContaining('A draw.') });
    expect(platform.in('verse')[1]?.content.panels).toHaveLength(2);
    await fight('quiet');
    clock.advance(5 * minute);
    await lookIn();
    expect(platform.in('verse').at(-1)?.content.text).toContain('Nobody voted: a draw.');
  });

  test('shows its tally live, or only at the end where it is hidden', async () => {
    const { fight, vote, message, battles, clock } = await arena();
    const soon = () => {
      clock.advance(1_000);
      return message().content.text;
    };
    await fight();
    await vote(1, 'b');
    await expect.poll(() => message().content.text).toContain('1 (100 %) Limerick');
    await battles.hide(classroom, 'duel', true, never);
    await expect.poll(soon).toContain('The tally shows at the end.');
    await vote(2, 'b');
    await battles.hide(classroom, 'duel', false, never);
    await expect.poll(soon).toContain('2 (100 %) Limerick');
    await battles.close(classroom, 'duel', caller, never);
    await expect.poll(soon).toContain('closed by Ann');
  });

  describe('whose tally is hidden while it is being drawn', () => {
    /** A battle whose drawing waits until it is let go. */
    async function drawing() {
      const room = await arena();
      let release = () => {};
      const waiting = new Promise<void>((resolve) => {
        release = resolve;
      });
      room.engine.before = (_, step) => (step === 2 ? waiting : undefined);
      await room.battles.call(call('duel'), never);
      await expect.poll(() => room.message().history.length).toBeGreaterThan(2);
      return { ...room, release };
    }

    test('is drawn on by the same hands, and opens without a count, whichever process was asked', async () => {
      const { battles, another, battle, message, engine, release, vote, clock } = await drawing();

      await another().hide(classroom, 'duel', true, never);
      release();
      await battles.idle();

      expect(engine.requests).toHaveLength(2);
      expect((await battle()).state).toBe('voting');
      expect(message().content.text).toContain('The tally shows at the end.');
      await vote(1, 'b');
      clock.advance(1_000);
      await battles.close(classroom, 'duel', caller, never);
      await battles.idle();
      for (const { text, buttons } of message().history) if (buttons) expect(text).not.toMatch(/[█░%]/);
      expect(message().content.text).toContain('1 (100 %) Limerick');
    });

    test('shows it again when that is said before the vote opens', async () => {
      const { battles, message, release } = await drawing();
      await battles.hide(classroom, 'duel', true, never);
      await battles.hide(classroom, 'duel', false, never);
      release();
      await battles.idle();
      expect(message().content.text).toContain('A ░░░░░░░░░░░░░░░░ 0 Haiku');
    });

    test('hides it also when that is said while the buttons are on their way', async () => {
      const { battles, another, platform, message, release } = await drawing();
      let said: Promise<void> | undefined;
      platform.finishing = () => {
        said ??= another().hide(classroom, 'duel', true, never);
      };
      release();
      await battles.idle();
      await said;
      await expect.poll(() => message().content.text).toContain('The tally shows at the end.');
    });

    test('cannot be hidden any more when it is over', async () => {
      const { battles, release } = await drawing();
      release();
      await battles.cancel(classroom, 'duel', caller);
      await expect(battles.hide(classroom, 'duel', true, never)).rejects.toMatchObject({ code: 'vote-not-open' });
    });
  });

  test('can be closed early or called off, in any of its states', async () => {
    const { fight, vote, battles, battle, message, platform, engine, lookIn } = await arena();
    await fight();
    await vote(1, 'b');
    await battles.close(classroom, 'duel', caller, never);
    await battles.idle();
    expect(await battle()).toMatchObject({ state: 'closed', winner: 'b', endedBy: 'Ann' });
    await expect(battles.cancel(classroom, 'duel', caller)).rejects.toMatchObject({ code: 'battle-over' });

    let release = () => {};
    const waiting = new Promise<void>((resolve) => {
      release = resolve;
    });
    engine.before = (_, step) => (step === 2 ? waiting : undefined);
    await battles.call(call('cut'), never);
    await expect.poll(() => platform.in('verse').at(-1)?.history.length).toBeGreaterThan(2);
    const cancelling = battles.cancel(classroom, 'cut', caller);
    release();
    await cancelling;
    await lookIn();
    expect(platform.in('verse').at(-1)?.content.text).toContain('Called off by Ann.');
    expect(message().content.text).toContain('B wins');
  });
});

describe('a battle of teams', () => {
  const entry = (id: string, style: string, draft: string) => ({
    request: { topic: 'rain', style, seed: 3, draft },
    student: { id, name: id },
  });

  test('waits for both drafts, shows who writes, and then draws from them', async () => {
    const { battles, message, engine, battle } = await arena();
    const { sides: _, ...gathering } = call('teams');
    await battles.call(gathering, never);
    expect(message().content.buttons?.map(({ id }) => id)).toEqual(['battle:join:teams:a', 'battle:join:teams:b']);
    await battles.join(classroom, 'teams', 'a', entry('ann', 'haiku', 'wet shoes'), never);
    expect(message().content.text).toContain('A: ann');
    await battles.join(classroom, 'teams', 'b', entry('ben', 'limerick', 'a duck'), never);
    await battles.idle();
    expect(engine.requests.map(({ draft }) => draft).sort()).toEqual(['a duck', 'wet shoes']);
    expect(message().content.panels?.map(({ heading }) => heading)).toEqual([
      ...['A · Haiku · draft by ann', 'B · Limerick · draft by ben'],
    ]);
    expect((await battle('teams')).state).toBe('voting');
  });

  test('gives each side to one student, whoever is first, and nobody both', async () => {
    const { battles, battle } = await arena();
    const { sides: _, ...gathering } = call('teams');
    await battles.call(gathering, never);
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => battles.join(classroom, 'teams', 'a', entry(`s${n}`, 'haiku', 'x'), never)),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const first = (await battle('teams')).a!.student!.id;
    await expect(battles.join(classroom, 'teams', 'b', entry(first, 'haiku', 'x'), never)).rejects.toMatchObject({
      code: 'own-opponent',
    });
  });

  test('is called off when the drafts do not come', async () => {
    const { battles, clock, lookIn, message, battle } = await arena();
    const { sides: _, ...gathering } = call('teams');
    await battles.call(gathering, never);
    clock.advance(60 * minute);
    await lookIn();
    expect([(await battle('teams')).state, message().content.text]).toEqual([
      ...['cancelled', expect.stringContaining('drafts did not come')],
    ]);
  });
});

describe('a battle that meets trouble', () => {
  test('is not held where the bot may not post, and the caller is told', async () => {
    const { battles, platform, battle } = await arena();
    platform.failPosts(1, new InklingError('message-forbidden', { operator: 'no', person: 'no' }));
    await expect(battles.call(call('duel'), never)).rejects.toMatchObject({ code: 'battle-not-posted' });
    expect((await battle()).state).toBe('cancelled');
  });

  test('waits for an engine that is full, and is called off honestly when it never has room', async () => {
    const { fight, engine, clock, lookIn, battle, message, battles } = await arena();
    let refusals = 2;
    engine.before = () => {
      if (refusals-- > 0) throw new RequestError('engine-full', 'full', { retryAfterMs: minute });
    };
    await fight();
    clock.advance(minute);
    await lookIn();
    clock.advance(minute);
    await lookIn();
    expect((await battle()).state).toBe('voting');
    engine.before = () => {
      throw new InklingError('engine-lost', { operator: 'lost', person: 'lost', retryAfterMs: 4 * minute });
    };
    await battles.cancel(classroom, 'duel', caller);
    await fight('lost');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      clock.advance(4 * minute);
      await lookIn();
    }
    expect(await battle('lost')).toMatchObject({ state: 'cancelled', reason: 'failed' });
    expect(message().content.text).toContain('Called off by Ann');
  });

  test('whose message is moderated away is over: no winner is posted in its place', async () => {
    const { fight, vote, clock, lookIn, platform, message, battle } = await arena();
    await fight();
    await vote(1, 'a');
    message().removed = true;
    clock.advance(5 * minute);
    await lookIn();
    expect([platform.in('verse').length, (await battle()).state]).toEqual([0, 'removed']);
  });

  test('whose winner may have been announced is not announced twice', async () => {
    const { fight, clock, lookIn, platform, battle } = await arena(false);
    await fight();
    platform.failPosts(1, new Error('socket hang up'), true);
    clock.advance(5 * minute);
    await lookIn();
    clock.advance(leaseMs);
    await lookIn();
    expect([platform.messages.length, (await battle()).state]).toEqual([2, 'closed']);
  });
});

test('results rank styles by victories and callers by battles', async () => {
  const { fight, vote, clock, lookIn, battles } = await arena();
  const styles: readonly [string, string, 'a' | 'b' | undefined][] = [
    ['haiku', 'limerick', 'a'],
    ['haiku', 'ballad', 'a'],
    ['ballad', 'limerick', undefined],
    ['ballad', 'haiku', 'a'],
    ['haiku', 'haiku', 'b'],
  ];
  for (const [n, [a, b, winner]] of styles.entries()) {
    const request = (style: string) => ({ request: { topic: 'rain', style, seed: n } });
    const calledBy = n < 3 ? caller : { id: 'ben', name: 'Ben' };
    await fight(`d${n}`, { sides: { a: request(a), b: request(b) }, calledBy });
    if (winner) await vote(n, winner, `d${n}`);
  }
  clock.advance(5 * minute);
  await lookIn();
  expect(await battles.results(classroom)).toEqual({
    ...{ battles: 5, votes: 4 },
    styles: [
      { style: 'haiku', won: 2, drawn: 0, lost: 1 },
      { style: 'ballad', won: 1, drawn: 1, lost: 1 },
      { style: 'limerick', won: 0, drawn: 1, lost: 1 },
    ],
    callers: [
      { name: 'Ann', battles: 3 },
      { name: 'Ben', battles: 2 },
    ],
  });
  expect(await battles.results({ ...classroom, space: 'elsewhere' })).toMatchObject({ battles: 0, styles: [] });
});

test('a person finds their battles and open votes, and is forgotten without changing any result', async () => {
  const { fight, vote, clock, lookIn, battles, battle, store } = await arena();
  await fight('over');
  await vote(1, 'a', 'over');
  clock.advance(5 * minute);
  await lookIn();
  await fight('open');
  await vote(1, 'b', 'open');
  const [mine, votes] = battles.personalData;
  expect(await votes.list('discord:v1')).toEqual(['rain: B']);
  expect(await mine.list('discord:ann')).toEqual(['rain', 'rain']);
  expect([await votes.erase('discord:v1'), await mine.erase('discord:ann')]).toEqual([1, 2]);
  expect((await battle('over')).calledBy).toBeUndefined();
  expect(await battle('over')).toMatchObject({ winner: 'a', tally: { a: 1 } });
  expect(await store.ballots.votesOf('discord:v1')).toEqual([]);
  expect(await mine.list('discord:ann')).toEqual([]);
});
