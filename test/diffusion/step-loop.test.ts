import { describe, expect, test } from 'vitest';
import { Scores } from '../../src/diffusion/scores.ts';
import { StepLoop, type Steps } from '../../src/diffusion/step-loop.ts';
import type { Frame, Poem } from '../../src/poem.ts';

/** A denoiser whose runs end when the test says so, as those of the real one end when they are computed. */
function steppedDenoiser() {
  const runs: (() => void)[] = [];
  const scores = () =>
    new Promise<Scores>((resolve) => runs.push(() => resolve(Scores.ofWhole(new Float32Array(), new Float32Array()))));
  /** Lets `count` runs end, one after the other. */
  async function end(count: number): Promise<void> {
    for (let ended = 0; ended < count; ended++) {
      await expect.poll(() => runs.length, { interval: 1 }).toBeGreaterThan(0);
      runs.shift()!();
    }
    // What follows the last run, up to the beginning of the next.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { denoiser: { scores }, end };
}

/** A poem of so many slots and steps, that writes its name down at each step. */
function poem(name: string, slots: number, steps: number, taken: string[]): Steps {
  let step = 0;
  return {
    slots,
    get done() {
      return step >= steps;
    },
    input: () => ({}) as NonNullable<ReturnType<Steps['input']>>,
    advance() {
      step++;
      taken.push(name);
      return { type: 'frame', step, steps } as Frame;
    },
    poem: () => ({ type: 'poem', steps }) as Poem,
  };
}

function world() {
  const { denoiser, end } = steppedDenoiser();
  const loop = new StepLoop(() => denoiser);
  const taken: string[] = [];
  const ended: string[] = [];
  const start = (name: string, slots: number, steps: number) =>
    loop.start(name, poem(name, slots, steps, taken), {
      event: ({ type }) => void (type === 'poem' && ended.push(name)),
      failed: (error) => ended.push(`${name}: ${error}`),
    });
  const stepsOf = (name: string) => taken.filter((one) => one === name).length;
  return { loop, taken, ended, start, stepsOf, end };
}

describe('the turns of poems in one process', () => {
  test('give a newcomer its first step next, whoever else is being drawn', async () => {
    const { start, taken, end } = world();
    for (const name of ['a', 'b', 'c', 'd']) start(name, 100, 20);
    await end(9);

    start('new', 100, 20);
    // The run that is under way goes first.
    await end(2);

    expect(taken.slice(9)).toHaveLength(2);
    expect(taken[10]).toBe('new');
  });

  test('let poems of one size advance alike', async () => {
    const { start, stepsOf, end } = world();
    for (const name of ['a', 'b', 'c']) start(name, 60, 20);
    await end(30);
    expect(['a', 'b', 'c'].map(stepsOf)).toEqual([10, 10, 10]);
  });

  test('come sooner to small poems, and still to the large ones', async () => {
    const { start, stepsOf, end } = world();
    start('long', 320, 100);
    start('short', 10, 100);
    await end(60);
    expect(stepsOf('short')).toBe(2 * stepsOf('long'));
  });

  test('do not let newcomers stop an old poem', async () => {
    const { start, stepsOf, end } = world();
    start('old', 100, 100);
    await end(5);
    for (let newcomer = 0; newcomer < 20; newcomer++) {
      start(`new ${newcomer}`, 100, 1);
      await end(2);
    }
    expect(stepsOf('old')).toBeGreaterThanOrEqual(20);
  });

  test('pass on when a poem is cancelled in the middle of its step', async () => {
    const { loop, start, ended, taken, end } = world();
    start('left', 50, 5);
    start('stays', 50, 2);
    await end(0);
    loop.cancel('left');
    await end(3);
    expect(taken).toEqual(['stays', 'stays']);
    expect(ended).toEqual(['stays']);
  });
});
