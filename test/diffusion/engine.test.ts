import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { loadDenoiser } from '../../src/diffusion/denoiser.ts';
import { Atelier, startEngine } from '../../src/diffusion/index.ts';
import type { Engine, Poem, PoemEvent, PoemRequest } from '../../src/poem.ts';
import { readModelFiles } from '../../src/poetics/index.ts';

const modelFolder = 'models/verse';
/** Two processes load the model one after the other, on a machine that may have much else to do; milliseconds. */
const startsWithin = 240_000;
vi.setConfig({ testTimeout: startsWithin });
let engine: Engine;
beforeAll(async () => {
  engine = startEngine({ modelFolder, threads: 2, processes: 2 });
  await bothLanes(engine);
}, startsWithin);
afterAll(() => engine.close());

async function bothLanes(engine: Engine): Promise<void> {
  await engine.ready();
  await vi.waitFor(() => expect(engine.status().lanes).toBe(2), { timeout: startsWithin, interval: 50 });
}

async function poemOf(request: PoemRequest, from = engine): Promise<Poem> {
  for await (const event of from.draw(request)) if (event.type === 'poem') return event;
  throw new Error('No poem came.');
}

/** Draws in the background and keeps what is said. */
function begin(request: PoemRequest, from = engine, heard: (event: PoemEvent) => void = () => {}) {
  const events: PoemEvent[] = [];
  const ended = (async () => {
    for await (const event of from.draw(request)) {
      events.push(event);
      heard(event);
    }
  })();
  ended.catch(() => {});
  return { events, ended };
}

const stepsOf = (events: readonly PoemEvent[]) =>
  events.flatMap((event) => (event.type === 'frame' ? [event.step] : []));
const upTo = (n: number) => Array.from({ length: n }, (_, at) => at + 1);

describe('the engine', () => {
  test('yields a frame a step, then the poem', async () => {
    const events: PoemEvent[] = [];
    for await (const event of engine.draw({ topic: 'snow', style: 'haiku', seed: 1, steps: 9 })) events.push(event);
    expect(events.map(({ type }) => type)).toEqual([...new Array(9).fill('frame'), 'poem']);
  });

  test('draws the same poem in whichever process, and whoever shares it', async () => {
    const request = { topic: 'exam week', style: 'limerick', seed: 77, steps: 6 };
    const alone = await poemOf(request);
    const others = ['sea', 'school', 'pizza', 'night'].map((topic, seed) =>
      poemOf({ topic, style: 'haiku', seed, steps: 6 }),
    );
    // Four in a row go to both processes, with one thread each.
    const among = await Promise.all([...upTo(4).map(() => poemOf(request)), ...others]);
    expect(new Set(among.slice(0, 4).map(({ text }) => text))).toEqual(new Set([alone.text]));
  });

  test('stops at once when its reader leaves, and draws on for the others', async () => {
    for await (const event of engine.draw({ topic: 'stars', style: 'shakespearean-sonnet', steps: 64 }))
      if (event.type === 'frame') break;
    const poem = await poemOf({ topic: 'stars', style: 'haiku', steps: 3 });
    expect(poem.text).not.toBe('');
    expect(engine.status()).toMatchObject({ active: 0, queued: 0 });
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

  test('says which load a poem was begun under, so that it can be drawn alike under another', async () => {
    const request = { topic: 'the tide', style: 'limerick', seed: 12 };
    const short = await poemOf({ ...request, mostSteps: 9 });
    expect(short).toMatchObject({ steps: 9, mostSteps: 9 });
    const again = await poemOf({ ...request, mostSteps: short.mostSteps! });
    expect(again.text).toBe(short.text);
  });

  test('draws no more steps than will be seen, as far as the poem does not need them', async () => {
    const poem = await poemOf({ topic: 'the tide', style: 'villanelle', seed: 12, visibleEdits: 6 });
    expect(poem.steps).toBeLessThanOrEqual(40);
  });

  test('names a damaged model file in one sentence', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkling-model-'));
    await cp(modelFolder, folder, { recursive: true });
    await truncate(join(folder, 'pairs.bin'), 1000);
    const broken = startEngine({ modelFolder: folder });
    await expect(broken.ready()).rejects.toThrow(/pairs\.bin.*git checkout/);
    await broken.close();
    await rm(folder, { recursive: true });
  });
});

describe('an engine with one place and two to wait in', () => {
  let small: Engine;
  beforeAll(async () => {
    small = startEngine({ modelFolder, threads: 1, processes: 1, inFlight: 1, waiting: 2 });
    await small.ready();
  });
  afterAll(() => small.close());

  const long = { topic: 'stars', style: 'shakespearean-sonnet', steps: 64, seed: 1, fairnessKey: 'ann' };
  const short = { topic: 'stars', style: 'haiku', steps: 2, seed: 1 };

  test('tells places, is fair, and refuses what no longer fits or could never be drawn', async () => {
    const controller = new AbortController();
    const held = (async () => {
      for await (const _ of small.draw(long, { signal: controller.signal }));
    })();
    held.catch(() => {});
    await expect.poll(() => small.status().active).toBe(1);
    const ends: string[] = [];
    const anns = begin({ ...short, fairnessKey: 'ann' }, small);
    const bad = begin({ ...short, topic: '' }, small);
    // Not when its turn comes, but at once.
    await expect(bad.ended).rejects.toMatchObject({ code: 'topic-empty' });
    const bens = begin({ ...short, fairnessKey: 'ben' }, small);
    await expect
      .poll(() => [anns.events, bens.events])
      .toEqual([[{ type: 'queued', ahead: 1 }], [{ type: 'queued', ahead: 2 }]]);

    await expect(poemOf(short, small)).rejects.toMatchObject({ code: 'engine-full', retryAfterMs: 60_000 });
    const other = begin({ ...long, fairnessKey: 'ann' }, small);
    await expect(other.ended).rejects.toMatchObject({ code: 'engine-full' });

    controller.abort(new Error('enough'));
    await Promise.all([
      anns.ended.then(() => ends.push('ann')),
      bens.ended.then(() => ends.push('ben')),
      held.catch(() => {}),
    ]);
    expect(ends).toEqual(['ann', 'ben']);
    expect(bens.events).toContainEqual({ type: 'queued', ahead: 1 });
  });
});

describe('when a process of the engine dies', () => {
  let mortal: Engine;
  let own: number[];
  beforeAll(async () => {
    const others = engineProcesses();
    mortal = startEngine({ modelFolder, threads: 2, processes: 2, logger: { warn: () => {} } });
    await bothLanes(mortal);
    own = engineProcesses().filter((pid) => !others.includes(pid));
  }, startsWithin);
  afterAll(() => mortal.close());

  const request = { topic: 'fire', style: 'limerick', steps: 8, seed: 3 };

  test('its poem goes on in another, the same words, each frame once', async () => {
    const alone = await poemOf(request);
    const hit = begin(request, mortal, (event) => {
      if (event.type === 'frame' && event.step === 3) process.kill(own[0]!, 'SIGKILL');
    });
    await hit.ended;
    expect(stepsOf(hit.events)).toEqual(upTo(8));
    expect(hit.events.at(-1)).toMatchObject({ type: 'poem', text: alone.text });
  });

  test('it is started again', async () => {
    await bothLanes(mortal);
    expect(engineProcesses()).not.toContain(own[0]);
  });

  test('a poem over which a second one dies is given up, with a time to ask again', async () => {
    const others = engineProcesses();
    const single = startEngine({ modelFolder, threads: 1, processes: 1, logger: { warn: () => {} } });
    await single.ready();
    const first = engineProcesses().find((pid) => !others.includes(pid))!;
    const hit = begin({ ...request, steps: 64 }, single, (event) => {
      if (event.type === 'frame') process.kill(first, 'SIGKILL');
    });
    await expect.poll(() => single.status(), { timeout: startsWithin }).toMatchObject({ lanes: 0, queued: 1 });
    await expect.poll(() => single.status(), { timeout: startsWithin }).toMatchObject({ lanes: 1, active: 1 });
    process.kill(engineProcesses().find((pid) => !others.includes(pid))!, 'SIGKILL');
    await expect(hit.ended).rejects.toMatchObject({ code: 'engine-gone', retryAfterMs: expect.any(Number) });
    await single.close();
  });

  test('one that dies again and again is given up, and whoever asks then is told', {
    timeout: startsWithin,
  }, async () => {
    const others = engineProcesses();
    const clock = { ...systemClock, now: () => 0 };
    const doomed = startEngine({ modelFolder, threads: 1, processes: 1, clock, logger: { warn: () => {} } });
    let last: number | undefined;
    for (let death = 1; death <= 5; death++) {
      const next = () => engineProcesses().find((pid) => !others.includes(pid) && pid !== last);
      await vi.waitFor(() => expect(next()).toBeDefined(), { timeout: startsWithin });
      last = next();
      // The fifth had been able to draw.
      if (death === 5) await vi.waitFor(() => expect(doomed.status().ready).toBe(true), { timeout: startsWithin });
      process.kill(last!, 'SIGKILL');
    }
    await vi.waitFor(() => expect(doomed.status().ready).toBe(false), { timeout: startsWithin });
    await expect(poemOf(request, doomed)).rejects.toMatchObject({ code: 'engine-gone' });
    await doomed.close();
  });
});

test('the denoiser says the same to the last bit however many threads it has', async () => {
  const { denoiser: model } = await readModelFiles(modelFolder);
  const atelier = await Atelier.open({ folder: modelFolder, threads: 1, device: 'cpu' });
  const others = await Promise.all([2, 3].map((threads) => loadDenoiser({ model, threads, device: 'cpu' })));
  for (const [seed, style] of ['haiku', 'limerick', 'shakespearean-sonnet'].entries()) {
    const drawing = atelier.drawing({ topic: 'a lost key', style, seed, steps: 2 });
    while (!drawing.done) {
      const asked = drawing.input()!;
      const wholeRows = Int32Array.from(asked.open, (_, row) => row);
      const input = { ...asked, wanted: { ...asked.wanted, wholeRows } };
      const scores = await atelier.denoiser.scores(input);
      for (const other of others)
        for (const row of wholeRows)
          expect(isSame((await other.scores(input)).row(row).all(), scores.row(row).all())).toBe(true);
      drawing.advance(scores);
    }
  }
  await Promise.all([atelier, ...others].map((open) => open.close()));
});

function isSame(one: Float32Array, other: Float32Array): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}

test('the denoiser chooses the best tokens after their gains, whoever is asked for whole', async () => {
  const atelier = await Atelier.open({ folder: modelFolder, threads: 2, device: 'cpu' });
  const drawing = atelier.drawing({ topic: 'a lost key', style: 'limerick', seed: 3, steps: 2 });
  const asked = drawing.input()!;
  const gains = asked.wanted.gains.slice();
  for (let token = 0; token < gains.length; token += 97) gains[token]! += 9;
  const rows = Int32Array.from(asked.open, (_, row) => row);
  const ask = (wholeRows: Int32Array) =>
    atelier.denoiser.scores({ ...asked, wanted: { ...asked.wanted, gains, wholeRows } });
  const any = new Uint8Array(gains.length).fill(1);
  const some = await ask(new Int32Array(0));
  const best = Array.from(rows, (row) => some.row(row).best(any, 24));
  // The outputs of this run take the place of those before.
  const whole = await ask(rows);
  for (const row of rows) {
    const known = best[row]!;
    const logits = whole.row(row).all();
    const bar = [...logits].sort((one, other) => other - one)[23]!;
    expect(known.tokens).toHaveLength(24);
    for (const [at, token] of known.tokens.entries()) {
      expect(known.logits[at]).toBe(logits[token]);
      expect(logits[token]).toBeGreaterThanOrEqual(bar);
    }
  }
  await atelier.close();
});

/** The engine processes of this test process. */
function engineProcesses(): number[] {
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return children
    .split('\n')
    .filter((line) => line.includes('engine-process'))
    .map((line) => Number(line.trim().split(' ')[0]));
}
