import { describe, expect, test } from 'vitest';
import type { DailyVerses } from '../../src/daily/index.ts';
import { postKey } from '../../src/daily/posts.ts';
import { type DailyPost, requestOn } from '../../src/daily/schedule.ts';
import { InklingError, RequestError } from '../../src/errors.ts';
import { localPlatform } from '../battles/local-platform.ts';
import { poemFor, recordedEngine } from '../battles/recorded-engine.ts';
import { storeForTest } from '../settings/memory.ts';
import { day, graceMs, hour, leaseMs, minute, replica, schedule } from './world.ts';

const never = new AbortController().signal;
/** Monday, 1 June 2026, six in the morning in Berlin. */
const start = Date.parse('2026-06-01T04:00Z');

async function dailyRoom(postsOnce = true, visibleEdits?: number) {
  const { store, clock } = await storeForTest(start);
  const platform = localPlatform('discord', postsOnce, visibleEdits);
  const engine = recordedEngine();
  const verses = replica({ store, clock, engine, platform });
  return {
    ...{ store, clock, platform, engine, verses },
    /** Another replica, as after a restart. */
    another: () => replica({ store, clock, engine, platform }),
    async lookIn(one = verses) {
      const begun = await one.begin(never);
      await one.idle();
      return begun;
    },
    stateOn: async (date: string) => (await verses.posts.get('a', date))?.state,
  };
}

/** What a replica does just before it is killed. */
const claim = (verses: DailyVerses, post: DailyPost) => verses.posts.work.claim(postKey(post), post);

/** An engine step that never ends before the process is killed; `killed` lets go of it. */
function hang() {
  let killed = () => {};
  const until = new Promise<void>((resolve) => {
    killed = resolve;
  });
  return { until, killed };
}

describe('a daily verse', () => {
  test('comes at its time, not before, with its date, sharpening, and only once', async () => {
    const { verses, clock, platform, lookIn, another } = await dailyRoom();
    await verses.book.set(schedule('a', start));
    clock.advance(2 * hour - 1);
    expect(await lookIn()).toBe(0);
    clock.advance(1);
    expect([await lookIn(), await lookIn(another()), await lookIn()]).toEqual([1, 0, 0]);
    const [verse, ...others] = platform.in('daily');
    expect(others).toEqual([]);
    expect(verse?.finished).toBe(true);
    expect(verse?.history.map(({ text }) => text?.slice(0, 10))).toEqual(Array(5).fill('2026-06-01'));
  });

  test('takes turns with styles and topics, and is the same poem whoever draws it', async () => {
    const { verses, clock, platform, lookIn } = await dailyRoom();
    const terms = schedule('a', start);
    await verses.book.set(terms);
    for (let n = 0; n < 6; n += 1) {
      clock.advance(n === 0 ? 2 * hour : day);
      await lookIn();
    }
    const dates = platform.in('daily').map(({ content }) => content.text!.slice(0, 10));
    expect(dates).toEqual(['01', '02', '03', '04', '05', '06'].map((date) => `2026-06-${date}`));
    const requests = dates.map((date) => requestOn(terms, date));
    expect(new Set(requests.map(({ style, topic }) => `${style} ${topic}`)).size).toBe(6);
    expect(platform.in('daily').map(({ content }) => content.text!.slice(12))).toEqual(
      requests.map((request) => poemFor({ style: 'x', ...request }).text),
    );
  });

  test('is drawn for the edits that its channel sees, and so is its preview', async () => {
    for (const visibleEdits of [12, undefined]) {
      const { verses, clock, engine, lookIn } = await dailyRoom(true, visibleEdits);
      const terms = schedule('a', start);
      await verses.book.set(terms);
      const preview = await verses.requestFor((await verses.upcoming(terms))!);
      clock.advance(2 * hour);
      await lookIn();
      expect(engine.requests).toEqual([preview]);
      expect(preview.visibleEdits).toBe(visibleEdits);
    }
  });

  test('of any number of replicas that look at once is posted by one', async () => {
    const { verses, clock, platform, another, lookIn } = await dailyRoom();
    for (let n = 0; n < 5; n += 1) await verses.book.set(schedule(`s${n}`, start));
    const replicas = [verses, ...Array.from({ length: 4 }, another)];
    for (let days = 1; days <= 3; days += 1) {
      clock.advance(days === 1 ? 2 * hour : day);
      await Promise.all(replicas.map((one) => lookIn(one)));
      expect(platform.in('daily')).toHaveLength(5 * days);
    }
  });

  test('missed in an outage is caught up within the grace time, once, and shown as missed beyond it', async () => {
    const { verses, clock, platform, lookIn, stateOn } = await dailyRoom();
    await verses.book.set(schedule('a', start));
    clock.advance(2 * hour + 3 * day + graceMs);
    await lookIn();
    expect(platform.in('daily').map(({ content }) => content.text?.slice(0, 10))).toEqual(['2026-06-04']);
    expect(await Promise.all(['2026-06-01', '2026-06-02', '2026-06-03', '2026-06-04'].map(stateOn))).toEqual([
      ...['missed', 'missed', 'missed', 'done'],
    ]);
    clock.advance(day + 1);
    await lookIn();
    expect(await stateOn('2026-06-05')).toBe('missed');
  });

  test('is left out where it was skipped, paused or removed, and goes on after', async () => {
    const { verses, clock, platform, lookIn, stateOn } = await dailyRoom();
    const terms = schedule('a', start);
    await verses.book.set(terms);
    expect(await verses.skip(terms)).toBe('2026-06-01');
    clock.advance(3 * hour);
    await lookIn();
    expect([platform.messages.length, await stateOn('2026-06-01')]).toEqual([0, 'skipped']);
    await verses.book.change(terms.place, 'a', (one) => ({ ...one, paused: true }));
    clock.advance(2 * day);
    await lookIn();
    await verses.book.change(terms.place, 'a', (one) => ({ ...one, paused: false, handledUntil: clock.now() }));
    clock.advance(day);
    await lookIn();
    expect(platform.in('daily').map(({ content }) => content.text?.slice(0, 10))).toEqual(['2026-06-04']);
    await verses.book.remove(terms.place, 'a');
    clock.advance(day);
    await lookIn();
    expect(platform.messages).toHaveLength(1);
  });

  test('beyond what one replica draws at once is left for others, and comes all the same', async () => {
    const { store, clock, platform, engine, verses } = await dailyRoom();
    for (let n = 0; n < 9; n += 1) await verses.book.set(schedule(`s${n}`, start));
    clock.advance(2 * hour);
    const small = replica({ store, clock, engine, platform, atOnce: 2 });
    const waiting = hang();
    engine.before = () => waiting.until;
    expect(await small.begin(never)).toBe(2);
    expect(await small.begin(never)).toBe(0);
    expect(await verses.begin(never)).toBe(7);
    waiting.killed();
    await Promise.all([small.idle(), verses.idle()]);
    expect(platform.in('daily').filter(({ finished }) => finished)).toHaveLength(9);
  });
});

describe('a crash', () => {
  test('between claim and post is mended by the next replica when the lease ends', async () => {
    const { verses, clock, platform, another, lookIn, stateOn } = await dailyRoom();
    const terms = schedule('a', start);
    await verses.book.set(terms);
    clock.advance(2 * hour);
    await claim(verses, {
      ...(await verses.upcoming({ ...terms, handledUntil: start - 1 }))!,
      at: clock.now(),
      date: '2026-06-01',
    });
    expect([await lookIn(another()), platform.messages.length, await stateOn('2026-06-01')]).toEqual([0, 0, 'claimed']);
    clock.advance(leaseMs);
    expect(await lookIn(another())).toBe(1);
    expect([platform.in('daily').length, await stateOn('2026-06-01')]).toEqual([1, 'done']);
  });

  test('between claim and post that nobody mends within the grace time counts as missed', async () => {
    const { verses, clock, platform, lookIn, stateOn } = await dailyRoom();
    await claim(verses, { ...(await verses.upcoming(schedule('a', start)))!, at: start });
    clock.advance(graceMs + minute);
    await lookIn();
    expect([platform.messages.length, await stateOn('2026-06-01')]).toEqual([0, 'missed']);
  });

  test('in the middle of the poem leaves a stored message, in which the same poem is finished', async () => {
    const { verses, clock, platform, engine, another, lookIn, stateOn } = await dailyRoom();
    await verses.book.set(schedule('a', start));
    clock.advance(2 * hour);
    const cut = hang();
    const ended = new AbortController();
    engine.before = (_, step) => (step === 2 ? cut.until.then(() => ended.abort()) : undefined);
    await verses.begin(ended.signal);
    await expect.poll(() => platform.in('daily')[0]?.history.length).toBe(2);
    expect((await verses.posts.get('a', '2026-06-01'))?.message).toEqual(platform.in('daily')[0]?.ref);
    // Nobody takes it while the lease runs; then somebody does, while the first one hangs.
    expect(await lookIn(another())).toBe(0);
    delete engine.before;
    clock.set(clock.now() + leaseMs);
    // The first replica renewed its lease when the clock moved; it is dead only when it no longer does.
    await expect.poll(() => verses.posts.work.due().then((lapsed) => lapsed.length)).toBe(0);
    cut.killed();
    await verses.idle();
    expect(await lookIn(another())).toBe(1);
    expect(platform.in('daily')).toHaveLength(1);
    expect(platform.in('daily')[0]).toMatchObject({ finished: true });
    expect(await stateOn('2026-06-01')).toBe('done');
    expect(engine.requests[0]).toEqual(engine.requests[1]);
  });

  test('while posting, where the platform knows a post by name, is tried again and stands once', async () => {
    const { verses, clock, platform, lookIn, stateOn } = await dailyRoom(true);
    await verses.book.set(schedule('a', start));
    platform.failPosts(1, new Error('socket hang up'), true);
    clock.advance(2 * hour);
    await lookIn();
    expect(await stateOn('2026-06-01')).toBe('posting');
    clock.advance(leaseMs);
    await lookIn();
    expect([platform.messages.length, await stateOn('2026-06-01')]).toEqual([1, 'done']);
  });

  test('while posting, where it does not, is shown as unclear and never posted twice; a person decides', async () => {
    const { verses, clock, platform, lookIn, stateOn } = await dailyRoom(false);
    await verses.book.set(schedule('a', start));
    platform.failPosts(1, new Error('socket hang up'), true);
    clock.advance(2 * hour);
    await lookIn();
    clock.advance(leaseMs);
    expect([await lookIn(), platform.messages.length, await stateOn('2026-06-01')]).toEqual([0, 1, 'unclear']);
    expect(await verses.posts.settle('a', '2026-06-01', 'post')).toBe(true);
    expect(await verses.posts.settle('a', '2026-06-01', 'leave')).toBe(false);
    await lookIn();
    expect([platform.messages.length, await stateOn('2026-06-01')]).toEqual([2, 'done']);
  });
});

describe('a failure', () => {
  test('of the engine is tried again for as long as the grace time lasts, in the same message', async () => {
    const { verses, clock, platform, engine, lookIn, stateOn } = await dailyRoom();
    await verses.book.set(schedule('a', start));
    clock.advance(2 * hour);
    let failures = 2;
    engine.before = () => {
      if (failures-- > 0) throw new RequestError('engine-full', 'full', { retryAfterMs: 10 * minute });
    };
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await lookIn();
      clock.advance(10 * minute);
    }
    expect([platform.messages.length, await stateOn('2026-06-01')]).toEqual([1, 'done']);
  });

  test('that lasts ends in an honest message', async () => {
    const { verses, clock, platform, engine, lookIn } = await dailyRoom();
    await verses.book.set(schedule('a', start));
    clock.advance(2 * hour);
    engine.before = () => {
      throw new InklingError('engine-lost', { operator: 'lost', person: 'lost', retryAfterMs: 3 * hour });
    };
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await lookIn();
      clock.advance(3 * hour);
    }
    expect(platform.in('daily')[0]?.content.text).toBe('2026-06-01: sorry');
    expect(await verses.posts.get('a', '2026-06-01')).toMatchObject({ state: 'failed', reason: 'engine-lost' });
  });

  test('by moderation is the end: what was taken away is not posted again', async () => {
    const { verses, clock, platform, engine, lookIn, stateOn } = await dailyRoom();
    await verses.book.set(schedule('a', start));
    clock.advance(2 * hour);
    engine.before = (_, step) => {
      if (step === 2) platform.messages[0]!.removed = true;
    };
    await lookIn();
    clock.advance(2 * leaseMs);
    await lookIn();
    expect([platform.in('daily').length, platform.messages.length, await stateOn('2026-06-01')]).toEqual([
      0,
      1,
      'done',
    ]);
  });

  test('of the channel to take posts, or of the topic to pass the filter, is kept for the manager to see', async () => {
    const { store, clock, platform, engine, verses, lookIn } = await dailyRoom();
    platform.failPosts(1, new InklingError('message-forbidden', { operator: 'no', person: 'no' }));
    await verses.book.set(schedule('a', start));
    clock.advance(2 * hour);
    await lookIn();
    expect(await verses.posts.get('a', '2026-06-01')).toMatchObject({ state: 'failed', reason: 'message-forbidden' });
    const strict = replica({
      ...{ store, clock, platform, engine },
      dress: async () => {
        throw new RequestError('word-refused', 'no');
      },
    });
    clock.advance(day);
    await lookIn(strict);
    expect(await verses.posts.get('a', '2026-06-02')).toMatchObject({ state: 'failed', reason: 'word-refused' });
    expect(platform.messages).toEqual([]);
  });

  test('of the store for a while does not end the clockwork', async () => {
    const { verses, clock, platform } = await dailyRoom();
    await verses.book.set(schedule('a', start));
    const stop = new AbortController();
    const due = verses.book.due.bind(verses.book);
    let failures = 3;
    verses.book.due = async (now) => {
      if (failures-- > 0) throw new Error('away');
      return due(now);
    };
    const running = verses.run(stop.signal);
    await expect
      .poll(() => {
        clock.advance(hour);
        return platform.in('daily').filter(({ finished }) => finished).length;
      })
      .toBeGreaterThan(0);
    stop.abort();
    await running;
  });
});
