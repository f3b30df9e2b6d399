import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEngine } from '../../src/diffusion/index.ts';
import type { Engine, Poem, PoemEvent, PoemRequest } from '../../src/poem.ts';

let engine: Engine;
beforeAll(async () => {
  engine = startEngine({ modelFolder: 'models/verse', threads: 1 });
  await engine.ready();
});
afterAll(() => engine.close());

async function poemOf(request: PoemRequest): Promise<Poem> {
  for await (const event of engine.draw(request)) if (event.type === 'poem') return event;
  throw new Error('No poem came.');
}

describe('the engine process', () => {
  test('yields a frame a step, then the poem', async () => {
    const events: PoemEvent[] = [];
    for await (const event of engine.draw({ topic: 'snow', style: 'haiku', seed: 1, steps: 9 })) events.push(event);
    expect(events.map(({ type }) => type)).toEqual([...new Array(9).fill('frame'), 'poem']);
  });

  test('draws the same poem whoever shares the engine', { timeout: 60_000 }, async () => {
    const request = { topic: 'exam week', style: 'quatrains', seed: 77, steps: 6 };
    const alone = await poemOf(request);
    const others = ['sea', 'school', 'pizza', 'night'].map((topic, seed) =>
      poemOf({ topic, style: 'limerick', seed, steps: 6 }),
    );
    const [among] = await Promise.all([poemOf(request), ...others]);
    expect(among!.text).toBe(alone.text);
  });

  test('stops at once when its reader leaves, and draws on for the others', async () => {
    for await (const event of engine.draw({ topic: 'stars', style: 'shakespearean-sonnet', steps: 64 }))
      if (event.type === 'frame') break;
    const poem = await poemOf({ topic: 'stars', style: 'haiku', steps: 3 });
    expect(poem.text).not.toBe('');
    expect(engine.status().active).toBeLessThanOrEqual(1);
  });

  test('ends with the signal’s reason when it is aborted', async () => {
    const controller = new AbortController();
    const drawing = async () => {
      for await (const event of engine.draw(
        { topic: 'wind', style: 'villanelle', steps: 64 },
        { signal: controller.signal },
      ))
        if (event.type === 'frame') controller.abort(new Error('enough'));
    };
    await expect(drawing()).rejects.toThrow('enough');
  });

  test('refuses a bad request with a sentence for the person', async () => {
    await expect(poemOf({ topic: '', style: 'haiku' })).rejects.toMatchObject({ code: 'topic-empty' });
  });

  test('is started again when its process dies, and says so to whoever waited', async () => {
    const others = engineProcesses();
    const mortal = startEngine({ modelFolder: 'models/verse', threads: 1, logger: { warn: () => {} } });
    await mortal.ready();
    const [own] = engineProcesses().filter((pid) => !others.includes(pid));
    const waiting = (async () => {
      for await (const event of mortal.draw({ topic: 'fire', style: 'shakespearean-sonnet', steps: 64 }))
        if (event.type === 'frame' && event.step === 1) process.kill(own!, 'SIGKILL');
    })();
    await expect(waiting).rejects.toMatchObject({ code: 'engine-gone', retryAfterMs: expect.any(Number) });
    await mortal.ready();
    expect(engineProcesses()).not.toContain(own);
    await mortal.close();
  });

  test('names a damaged model file in one sentence', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkling-model-'));
    await cp('models/verse', folder, { recursive: true });
    await truncate(join(folder, 'pairs.bin'), 1000);
    const broken = startEngine({ modelFolder: folder });
    await expect(broken.ready()).rejects.toThrow(/pairs\.bin.*git checkout/);
    await broken.close();
    await rm(folder, { recursive: true });
  });
});

/** The engine processes of this test process. */
function engineProcesses(): number[] {
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return children
    .split('\n')
    .filter((line) => line.includes('engine-process'))
    .map((line) => Number(line.trim().split(' ')[0]));
}
