import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startEngine } from '../../src/diffusion/index.ts';
import { installed, startRedis } from '../store/services.ts';
import { killing } from './killing.ts';
import { atOnce, smallEngine } from './small-engine.ts';
import { allOf, kill, poemsOf, stepsOf, upTo, World } from './world.ts';

describe.skipIf(!installed.redis)('when a worker', { timeout: 600_000 }, () => {
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

  /** Eight poems of eight steps; the worker that has them never gets beyond the third. */
  async function stuckPoems() {
    const bot = world.bot();
    const stuck = await world.workerProcess('small-worker.ts', { args: [world.url, '3'] });
    let halfway = 0;
    const poems = Promise.all(
      upTo(8).map((seed) =>
        allOf(bot, { topic: 'sea', style: 'haiku', seed, steps: 8 }, (event) => {
          if (event.type === 'frame' && event.step === 3) halfway += 1;
        }),
      ),
    );
    await expect.poll(() => halfway, { timeout: 30_000 }).toBe(8);
    return { stuck, poems };
  }

  async function expectWholeOnce(poems: Awaited<ReturnType<typeof stuckPoems>>['poems']) {
    for (const [at, events] of (await poems).entries()) {
      const alone = await allOf(smallEngine(atOnce), { topic: 'sea', style: 'haiku', seed: at + 1, steps: 8 });
      expect(events.filter(({ type }) => type !== 'queued')).toEqual(alone);
    }
  }

  test('is killed in the middle of poems, another takes them up: every frame once, the whole poem once', async () => {
    const { stuck, poems } = await stuckPoems();

    await kill(stuck);
    await world.workerProcess('small-worker.ts', { args: [world.url] });

    await expectWholeOnce(poems);
  });

  test('is told to stop in the middle of poems, it hands them over', async () => {
    const { stuck, poems } = await stuckPoems();
    const other = world.workerProcess('small-worker.ts', { args: [world.url] });

    const gone = new Promise((resolve) => stuck.once('exit', resolve));
    stuck.kill('SIGTERM');

    await Promise.all([gone, other]);
    await expectWholeOnce(poems);
  });

  test('is frozen and wakes again, the poem still ends once', async () => {
    const bot = world.bot();
    const frozen = await world.workerProcess('small-worker.ts', { args: [world.url, '3'] });
    const request = { topic: 'sea', style: 'haiku', seed: 9, steps: 8 };
    const events = await allOf(bot, request, (event) => {
      if (event.type !== 'frame' || event.step !== 3) return;
      frozen.kill('SIGSTOP');
      void world.workerProcess('small-worker.ts', { args: [world.url] });
    });
    frozen.kill('SIGCONT');

    expect(stepsOf(events)).toEqual(upTo(8));
    expect(poemsOf(events)).toHaveLength(1);
  });

  test('is killed, and another, and another, every poem ends whole, and none twice', async () => {
    const { asked, faulty } = await killing(world, 4);

    expect(asked).toBeGreaterThanOrEqual(16);
    expect(faulty).toEqual([]);
  });

  test('draws with the model, the poem is the one that an embedded engine draws, although it was killed on the way', async () => {
    const request = { topic: 'a classroom at night', style: 'quatrains', seed: 31, steps: 12 };
    const env = { QUEUE_URL: world.url, LOG_LEVEL: 'info', ENGINE_THREADS: '1', ENGINE_PROCESSES: '1' };
    const file = fileURLToPath(new URL('../../src/queue/worker-main.ts', import.meta.url));
    const bot = world.bot();
    const first = await world.workerProcess(file, { env });
    let taken = Promise.resolve();

    const events = await allOf(bot, request, (event) => {
      if (event.type === 'frame' && event.step === 3)
        taken = kill(first).then(async () => void (await world.workerProcess(file, { env })));
    });
    await taken;

    const embedded = startEngine({ modelFolder: 'models/verse', threads: 1, processes: 1 });
    const alone = await allOf(embedded, request).finally(() => embedded.close());
    expect(stepsOf(events)).toEqual(upTo(12));
    expect(poemsOf(events)).toEqual(poemsOf(alone));
  });
});
