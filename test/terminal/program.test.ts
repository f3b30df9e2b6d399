import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { InklingError, RequestError } from '../../src/errors.ts';
import { runProgram, type Surroundings } from '../../src/platforms/terminal/index.ts';
import type { Engine } from '../../src/poem.ts';
import { VirtualClock } from '../live/virtual-clock.ts';
import { recordedEngine, recordedText } from '../web/recorded-engine.ts';
import { Screen } from './screen.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly lines: readonly Record<string, unknown>[];
}

async function run(given: readonly string[], around: Partial<Surroundings> & { engine?: Engine } = {}): Promise<Run> {
  let [out, err] = ['', ''];
  const code = await runProgram(given, {
    write: (text) => {
      out += text;
    },
    complain: (text) => {
      err += text;
    },
    clock: systemClock,
    frameMs: 1,
    input: Readable.from([]),
    startEngine: () => around.engine ?? recordedEngine({ pace: async () => undefined }),
    signal: new AbortController().signal,
    ...around,
  });
  const parsed = () =>
    out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  return {
    code,
    out,
    err,
    get lines() {
      return parsed();
    },
  };
}

function fileOf(...requests: unknown[]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'inkling-batch-')), 'requests.jsonl');
  writeFileSync(
    file,
    requests.map((request) => (typeof request === 'string' ? request : JSON.stringify(request))).join('\n'),
  );
  return file;
}

describe('a poem that is piped', () => {
  test.each([['text'], ['jsonl']])('as %s waits for nobody’s eyes', async (format) => {
    const standingStill = new VirtualClock();
    const terminal = format === 'jsonl' ? { terminal: new Screen() } : {};
    const around = { clock: standingStill, frameMs: 130, ...terminal };

    const { code } = await run(['rain', '--style', 'haiku', '--format', format], around);

    expect(code).toBe(0);
  });

  test('is printed alone', async () => {
    const { code, out, err } = await run(['autumn rain', '--style', 'haiku']);

    expect([code, out, err]).toEqual([0, `${recordedText}\n`, '']);
  });

  test('asks the engine for what the command line says', async () => {
    const engine = recordedEngine();
    const words = 'autumn rain --style acrostic --voice modern --steps 9 --seed 5 --strength 0.3 --lines 4 --word RAIN';

    await run([...words.split(' '), '--draft', 'milk, eggs'], { engine });

    expect(engine.requests).toEqual([
      {
        topic: 'autumn rain',
        style: 'acrostic',
        voice: 'modern',
        steps: 9,
        seed: 5,
        strength: 0.3,
        lines: 4,
        word: 'RAIN',
        draft: 'milk, eggs',
      },
    ]);
  });

  test('takes its topic from the draft when none is named', async () => {
    const engine = recordedEngine();

    await run(['--draft', 'milk, eggs\nand bread', '--style', 'haiku'], { engine });

    expect(engine.requests[0]).toMatchObject({ topic: 'milk, eggs and bread' });
  });
});

describe('JSON lines', () => {
  test('tell every frame, then the poem', async () => {
    const { code, lines } = await run(['rain', '--style', 'haiku', '--seed', '3', '--format', 'jsonl']);

    expect(code).toBe(0);
    expect(lines).toHaveLength(13);
    expect(lines[0]).toEqual({
      type: 'frame',
      step: 1,
      steps: 12,
      text: expect.any(String),
      settled: expect.any(Number),
    });
    expect(lines.at(-1)).toEqual({
      type: 'poem',
      style: 'haiku',
      voice: 'romantic',
      topic: 'rain',
      seed: 3,
      steps: 12,
      text: recordedText,
      checks: { lines: true, syllables: true, meter: true, rhyme: true },
    });
  });

  test('tell a failure, too', async () => {
    const engine = recordedEngine({ fails: new RequestError('empty-topic', 'The topic is empty.') });

    const { code, lines, err } = await run(['', '--style', 'haiku', '--format', 'jsonl'], { engine });

    expect([code, err]).toEqual([1, '']);
    expect(lines).toEqual([{ type: 'error', code: 'empty-topic', message: 'The topic is empty.' }]);
  });

  test('list the styles', async () => {
    const { code, lines } = await run(['--styles', '--format', 'jsonl']);

    expect(code).toBe(0);
    expect(lines).toContainEqual({
      id: 'haiku',
      name: 'Haiku',
      form: 'haiku',
      voice: expect.any(String),
      lines: 3,
      rhyme: expect.any(String),
      syllables: '5-7-5',
    });
  });
});

describe('a failure in text', () => {
  test('is one sentence for whoever runs the program', async () => {
    const broken = new InklingError('model-file', {
      operator: 'denoiser.onnx is missing.',
      person: 'I have lost my dictionary.',
    });

    const { code, out, err } = await run(['rain', '--style', 'haiku'], { engine: recordedEngine({ fails: broken }) });

    expect([code, out, err]).toEqual([1, '', 'denoiser.onnx is missing.\n']);
  });
});

describe('wrong usage', () => {
  test.each([
    [[]],
    [['rain']],
    [['--style', 'haiku']],
    [['rain', '--style']],
    [['rain', '--style', 'haiku', '--colour', 'red']],
    [['rain', '--style', 'haiku', '--steps', 'many']],
    [['rain', '--style', 'haiku', '--format', 'xml']],
    [['--batch', 'requests.jsonl']],
  ])('%j exits with 2 and says how it is right', async (given) => {
    const { code, out, err } = await run(given);

    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^\S.+\n\nUsage:/s);
  });

  test('is told in JSON to whoever reads JSON', async () => {
    const { code, lines } = await run(['--format', 'jsonl', '--colour', 'red']);

    expect(code).toBe(2);
    expect(lines).toMatchObject([{ type: 'error', code: 'usage' }]);
  });
});

describe('a batch', () => {
  /** Slower for earlier requests, so that order must be kept and not found. */
  const backwards = (): Engine => {
    const engines = new Map<string, Engine>();
    const base = recordedEngine();
    return {
      ...base,
      async *draw(request, options) {
        const wait = Math.max(0, 10 - Number(request.topic)) * 5;
        const engine = engines.get(request.topic) ?? recordedEngine({ steps: 1, pace: () => sleep(wait) });
        yield* engine.draw(request, options);
      },
    };
  };

  test('prints its poems in the order of the file, without frames', async () => {
    const topics = Array.from({ length: 80 }, (_, index) => String(index));

    const { code, lines } = await run(
      ['--batch', fileOf(...topics.map((topic) => ({ topic, style: 'haiku' }))), '--format', 'jsonl'],
      { engine: backwards() },
    );

    expect(code).toBe(0);
    expect(lines.map(({ type, topic }) => [type, topic])).toEqual(topics.map((topic) => ['poem', topic]));
  });

  test('asks for all the steps of every poem, however many there are: a seed names one poem', async () => {
    const most: (number | undefined)[] = [];
    const engine = recordedEngine({ steps: 1, pace: async () => undefined });
    const listening: Engine = {
      ...engine,
      draw(request, options) {
        most.push(request.mostSteps);
        return engine.draw(request, options);
      },
    };

    const file = fileOf(...Array.from({ length: 40 }, () => ({ topic: '1', style: 'haiku' })));
    const started: boolean[] = [];
    const startEngine = (many: boolean) => {
      started.push(many);
      return listening;
    };
    await run(['--batch', file, '--format', 'jsonl'], { startEngine });
    await run(['1', '--style', 'haiku'], { startEngine });

    expect(most).toEqual([...new Array(40).fill(64), undefined]);
    // Many poems may have several processes to draw them, one poem has one.
    expect(started).toEqual([true, false]);
  });

  test('has an error in the place of each line that cannot be drawn, and ends with 1', async () => {
    const file = fileOf({ topic: '1', style: 'haiku' }, 'not JSON', { style: 'haiku' }, '', {
      topic: '2',
      style: 'haiku',
    });

    const { code, lines } = await run(['--batch', file, '--format', 'jsonl']);

    expect(code).toBe(1);
    expect(lines.map(({ type, code: error, topic }) => error ?? topic ?? type)).toEqual([
      '1',
      'bad-line',
      'bad-line',
      '2',
    ]);
    expect(lines[1]).toMatchObject({ message: 'Line 2 is not JSON.' });
  });

  test('reads standard input', async () => {
    const input = Readable.from(['{"topic":"rain","style":"haiku"}\n{"topic":"snow",', '"style":"haiku"}']);

    const { lines } = await run(['--batch', '-', '--format', 'jsonl'], { input });

    expect(lines.map(({ topic }) => topic)).toEqual(['rain', 'snow']);
  });

  test('whose file is not there fails in one sentence', async () => {
    const { code, lines } = await run(['--batch', '/nowhere/requests.jsonl', '--format', 'jsonl']);

    expect(code).toBe(1);
    expect(lines).toMatchObject([
      { type: 'error', code: 'batch-file', message: 'Cannot read /nowhere/requests.jsonl.' },
    ]);
  });
});

describe('on a terminal', () => {
  test('a poem sharpens in place, and stands there alone at the end', async () => {
    const screen = new Screen();

    const { code, out } = await run(['rain', '--style', 'haiku', '--seed', '3'], { terminal: screen });

    const heights = screen.pictures.slice(0, -1).map((picture) => picture.length);
    expect([code, out]).toEqual([0, '']);
    expect(new Set(heights)).toEqual(new Set([5]));
    expect(screen.pictures[3]!.at(-1)).toMatch(/step 4 of 12$/);
    expect(screen.picture()).toEqual([...recordedText.split('\n'), '', 'seed 3 · 12 steps']);
    expect(screen.cursorHidden).toBe(false);
  });

  test('shows every frame for its time, however fast they are drawn, and the poem after them', async () => {
    const clock = new VirtualClock();
    const shownAt: number[] = [];
    const screen = new Screen();
    const write = screen.write.bind(screen);
    screen.write = (text) => {
      shownAt.push(clock.now());
      write(text);
    };
    const engine = recordedEngine({ pace: async () => undefined });

    await clock.until(run(['rain', '--style', 'haiku'], { engine, terminal: screen, clock, frameMs: 130 }));

    const steps = screen.pictures.map((picture) => picture.at(-1)?.match(/step (\d+) of/)?.[1]).filter(Boolean);
    expect(steps.map(Number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(shownAt.slice(0, 13)).toEqual(Array.from({ length: 13 }, (_, frame) => frame * 130));
    expect(screen.picture().slice(0, 3)).toEqual(recordedText.split('\n'));
  });

  test('waits for nothing where the poem is drawn more slowly than that', async () => {
    const clock = new VirtualClock();
    const engine = recordedEngine({ pace: () => clock.sleep(400) });

    await clock.until(
      run(['rain', '--style', 'haiku'], { engine, terminal: new Screen(), clock, frameMs: 130 }).then(() => {
        // The last frame stands as long as the others before the poem takes its place.
        expect(clock.now()).toBe(12 * 400 + 130);
      }),
    );
  });

  test('Ctrl-C ends a poem that is drawn and not yet shown', async () => {
    const clock = new VirtualClock();
    const interrupt = new AbortController();
    const screen = new Screen();
    const engine = recordedEngine({ pace: async () => undefined });

    const running = run(['rain', '--style', 'haiku'], {
      ...{ engine, terminal: screen, clock, frameMs: 130 },
      signal: interrupt.signal,
    });
    await clock.pass(300);
    interrupt.abort(new Error('interrupted'));

    const { code } = await clock.until(running, 1);
    expect([code, screen.cursorHidden]).toEqual([130, false]);
    expect(screen.picture().at(-1)).toMatch(/step 3 of 12$/);
  });

  test.each([
    [12, 24],
    [20, 8],
    [80, 3],
  ])('of %i columns and %i rows nothing of a frame is left over', async (columns, rows) => {
    const screen = new Screen(columns, rows);

    await run(['rain', '--style', 'haiku', '--seed', '3'], { terminal: screen });

    expect(screen.picture().join('').replaceAll(' ', '')).toBe(
      `${recordedText}seed 3 · 12 steps`.replaceAll(/[\s]/g, ''),
    );
  });

  test('Ctrl-C ends the poem, frees the engine and gives the cursor back', async () => {
    const interrupt = new AbortController();
    const engine = recordedEngine({
      pace: async (step) => {
        if (step === 5) interrupt.abort(new Error('interrupted'));
      },
    });
    const screen = new Screen();

    const { code, err } = await run(['rain', '--style', 'haiku'], {
      engine,
      terminal: screen,
      signal: interrupt.signal,
    });

    expect([code, err]).toEqual([130, '']);
    expect(screen.cursorHidden).toBe(false);
    expect(engine.status().active).toBe(0);
  });
});
