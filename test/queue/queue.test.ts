import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RequestError } from '../../src/errors.ts';
import type { Engine, PoemEvent, PoemRequest } from '../../src/poem.ts';
import { installed, startRedis } from '../store/services.ts';
import { atOnce, forever, smallEngine } from './small-engine.ts';
import { allOf, poemsOf, stepsOf, upTo, World } from './world.ts';

const haiku = (topic: string, more: Partial<PoemRequest> = {}): PoemRequest => ({
  topic,
  style: 'haiku',
  seed: 5,
  ...more,
});

describe.skipIf(!installed.redis)('an engine behind a queue', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let world: World;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    world = new World(await redis.freshUrl());
  });
  afterEach(() => world.stop());

  /** Draws in the background; `begun` settles with the first frame. */
  function begin(engine: Engine, request: PoemRequest, signal?: AbortSignal) {
    const events: PoemEvent[] = [];
    let first = () => {};
    const begun = new Promise<void>((resolve) => {
      first = resolve;
    });
    const ended = (async () => {
      for await (const event of engine.draw(request, signal ? { signal } : {})) {
        events.push(event);
        if (event.type === 'frame') first();
      }
    })();
    ended.catch(() => {});
    return { events, begun, ended };
  }

  /** A pace that holds poems with "hold" in their topic after the first step, until `go` is called. */
  function holding() {
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const pace = async (step: number, { topic }: PoemRequest, signal: AbortSignal) => {
      if (step > 1 && topic.startsWith('hold')) await Promise.race([gate, forever(signal)]);
    };
    return { engine: smallEngine(pace), go: () => go() };
  }

  test('gives the frames in order and the poem last, as the engine at its other end drew them', async () => {
    const bot = world.bot();
    const engine = smallEngine(atOnce);
    await world.worker(engine);

    const events = await allOf(bot, haiku('rain', { steps: 20 }));

    expect(events.filter(({ type }) => type !== 'queued')).toEqual(
      await allOf(smallEngine(atOnce), haiku('rain', { steps: 20 })),
    );
  });

  test('is ready when a worker is there, and not before', async () => {
    const bot = world.bot();
    let ready = false;
    const waiting = bot.ready().then(() => {
      ready = true;
    });
    await expect(allOf(world.bot({ patienceMs: 0 }), haiku('rain'))).rejects.toMatchObject({ code: 'no-workers' });
    expect(ready).toBe(false);

    await world.worker(smallEngine(atOnce));

    await waiting;
    expect(bot.status().ready).toBe(true);
  });

  test('gives a request without a seed one, so that whoever draws it draws the same', async () => {
    const bot = world.bot({ random: () => 0.5 });
    await world.worker(smallEngine(atOnce));
    const { seed: _, ...unseeded } = haiku('rain');

    const [poem] = poemsOf(await allOf(bot, unseeded));

    expect(poem?.seed).toBe(2 ** 31);
  });

  test('settles how many steps the load leaves, so that a poem that changes workers is drawn alike', async () => {
    const bot = world.bot();
    const requests: PoemRequest[] = [];
    await world.worker(smallEngine(async (_step, request) => void requests.push(request)));

    await allOf(bot, haiku('rain'));
    await allOf(bot, haiku('fog', { mostSteps: 12 }));

    expect(new Set(requests.map(({ topic, mostSteps }) => `${topic} ${mostSteps}`))).toEqual(
      new Set(['rain 64', 'fog 12']),
    );
  });

  test('hands a refusal on as it was said', async () => {
    const bot = world.bot();
    await world.worker(smallEngine(atOnce));

    const refused = allOf(bot, haiku('rain', { style: 'opera' }));

    await expect(refused).rejects.toBeInstanceOf(RequestError);
    await expect(refused).rejects.toMatchObject({ code: 'unknown-style', person: 'I do not know that style.' });
  });

  test('frees the worker when its reader leaves', async () => {
    const bot = world.bot();
    const { engine } = holding();
    await world.worker(engine);

    for await (const event of bot.draw(haiku('hold me'))) if (event.type === 'frame') break;
    const next = await allOf(bot, haiku('next'));

    expect(stepsOf(next)).toEqual(upTo(6));
    expect(engine.left).toEqual(['hold me']);
  });

  test('ends with the signal’s reason when it is aborted', async () => {
    const bot = world.bot();
    const { engine } = holding();
    await world.worker(engine);
    const controller = new AbortController();
    const held = begin(bot, haiku('hold'), controller.signal);
    await held.begun;

    controller.abort(new Error('enough'));

    await expect(held.ended).rejects.toThrow('enough');
    await expect.poll(() => engine.left).toEqual(['hold']);
  });

  test('never begins a poem that was given up while it waited', async () => {
    const bot = world.bot();
    const { engine, go } = holding();
    await world.worker(engine);
    const held = begin(bot, haiku('hold'));
    await held.begun;
    const controller = new AbortController();
    const waiting = begin(bot, haiku('never'), controller.signal);
    await expect.poll(() => waiting.events).toEqual([{ type: 'queued', ahead: 1 }]);

    controller.abort(new Error('too long'));
    await expect(waiting.ended).rejects.toThrow('too long');
    go();
    await held.ended;
    await allOf(bot, haiku('after'));

    expect(engine.begun).toEqual(['hold', 'after']);
  });

  test('tells waiting poems how many go first, again as the line moves', async () => {
    const bot = world.bot();
    const { engine } = holding();
    await world.worker(engine);
    const controller = new AbortController();
    const first = begin(bot, haiku('hold 1'), controller.signal);
    await first.begun;
    const second = begin(bot, haiku('hold 2'));
    await expect.poll(() => second.events).toHaveLength(1);
    const third = begin(bot, haiku('hold 3'));
    await expect.poll(() => third.events).toEqual([{ type: 'queued', ahead: 2 }]);

    controller.abort();

    await expect.poll(() => third.events).toContainEqual({ type: 'queued', ahead: 1 });
    expect(second.events[0]).toEqual({ type: 'queued', ahead: 1 });
    expect(bot.status()).toMatchObject({ active: 1, queued: 1 });
  });

  test('refuses a poem when all places are taken, whichever bot they were taken by, and takes one again after', async () => {
    const [bot, other] = [world.bot({ waiting: 1 }), world.bot({ waiting: 1 })];
    const { engine, go } = holding();
    await world.worker(engine);
    const drawn = begin(bot, haiku('hold'));
    await drawn.begun;
    const waiting = begin(other, haiku('waits'));
    await expect.poll(() => waiting.events).toHaveLength(1);

    await expect(allOf(bot, haiku('too many'))).rejects.toMatchObject({ code: 'engine-full', retryAfterMs: 60_000 });

    go();
    await Promise.all([drawn.ended, waiting.ended]);
    await expect.poll(() => allOf(bot, haiku('again')).then(stepsOf, () => [])).toEqual(upTo(6));
  });

  test('never takes more than its places, however many come at once', async () => {
    const bot = world.bot({ waiting: 3 });
    const { engine, go } = holding();
    await world.worker(engine);

    const all = upTo(10).map((n) => begin(bot, haiku(`hold ${n}`)).ended);
    const refused = Promise.allSettled(all).then((ends) => ends.filter(({ status }) => status === 'rejected').length);
    await expect.poll(() => bot.status().active).toBe(1);
    go();

    expect(await refused).toBe(6);
  });

  test('lets a newcomer’s first poem go before another’s third', async () => {
    const bot = world.bot();
    const { engine, go } = holding();
    await world.worker(engine);
    const held = begin(bot, haiku('hold', { fairnessKey: 'ann' }));
    await held.begun;
    const more: Promise<void>[] = [];
    for (const [topic, fairnessKey] of [
      ['ann 2', 'ann'],
      ['ann 3', 'ann'],
      ['ben 1', 'ben'],
    ] as const) {
      const waiting = begin(bot, haiku(topic, { fairnessKey }));
      await expect.poll(() => waiting.events.length).toBeGreaterThan(0);
      more.push(waiting.ended);
    }

    go();
    await Promise.all([held.ended, ...more]);

    expect(engine.begun).toEqual(['hold', 'ben 1', 'ann 2', 'ann 3']);
  });

  test('leaves nothing that a person wrote in Redis', async () => {
    const bot = world.bot();
    await world.worker(smallEngine(atOnce));
    const client = new Redis(redis.socket);

    await allOf(bot, haiku('my secret garden', { draft: 'my secret garden' }));
    await allOf(bot, haiku('my secret garden', { style: 'opera' })).catch(() => {});

    const everything = async () => {
      const keys = await client.keys(`${new URL(world.url).searchParams.get('prefix')}:*`);
      return (await Promise.all(keys.map((key) => client.dumpBuffer(key)))).map((dump) => String(dump)).join();
    };
    await expect.poll(everything).not.toContain('secret');
    client.disconnect();
  });

  test('ends a poem that Redis has lost with an error that says when to ask again', async () => {
    const bot = world.bot();
    const { engine } = holding();
    await world.worker(engine);
    const held = begin(bot, haiku('hold'));
    await held.begun;
    const client = new Redis(redis.socket);

    await client.flushall();
    client.disconnect();

    await expect(held.ended).rejects.toMatchObject({ code: 'engine-gone', retryAfterMs: expect.any(Number) });
    await expect.poll(() => engine.left).toEqual(['hold']);
  });

  test('names a Redis that cannot be reached in one sentence, without its password', async () => {
    const bot = world.bot({ url: 'redis://me:secret@127.0.0.1:1/3?prefix=x' });

    const refused = bot.ready();

    await expect(refused).rejects.toMatchObject({ code: 'queue-unreachable' });
    await expect(refused).rejects.toThrow(/redis:..me@127.0.0.1:1.3 cannot be reached .*ECONNREFUSED/);
    await expect(refused).rejects.not.toThrow(/secret/);
  });
});
