/** The program as a process of its own, with the model that Inkling ships. */
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const main = new URL('../../src/platforms/terminal/main.ts', import.meta.url).pathname;
/** Loading the model takes a few seconds, more on a machine that does other work. */
const patience = 300_000;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function poem(...given: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', main, ...given], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

const linesOf = ({ out }: Ended) =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('npm run -s poem', () => {
  test(
    'draws a poem in form, frame by frame',
    async () => {
      const lines = linesOf(await poem('autumn rain', '--style', 'haiku', '--seed', '7', '--format', 'jsonl'));

      const frames = lines.filter(({ type }) => type === 'frame');
      const last = lines.at(-1);
      expect(new Set(frames.map(({ text }) => text)).size).toBeGreaterThanOrEqual(8);
      expect(frames.map(({ step }) => step)).toEqual(frames.map((_, index) => index + 1));
      expect(last).toMatchObject({ type: 'poem', style: 'haiku', topic: 'autumn rain', seed: 7 });
      expect(last.checks).toEqual({ lines: true, syllables: true, meter: true, rhyme: true });
      expect(last.text.split('\n')).toHaveLength(3);
    },
    patience,
  );

  test(
    'draws many from a file in its order, and alone the same poem from the same seed',
    async () => {
      const file = join(mkdtempSync(join(tmpdir(), 'inkling-batch-')), 'requests.jsonl');
      const topics = ['the sea', 'my cat at 3am', 'homework'];
      const requests = topics.map((topic, seed) => JSON.stringify({ topic, style: 'haiku', seed, steps: 4 }));
      writeFileSync(file, [...requests, '{"topic":"x","style":"no such style"}'].join('\n'));

      const batch = await poem('--batch', file, '--format', 'jsonl');
      const alone = await poem('homework', '--style', 'haiku', '--seed', '2', '--steps', '4');

      expect(batch.code).toBe(1);
      expect(linesOf(batch).map(({ topic, code }) => topic ?? code)).toEqual([...topics, 'unknown-style']);
      expect(alone.out).toBe(`${linesOf(batch)[2].text}\n`);
    },
    patience,
  );

  test.each([
    ['an empty topic', ['']],
    ['10,000 characters', ['x'.repeat(10_000)]],
    ['no steps', ['rain', '--steps', '0']],
    ['an unknown style', ['rain', '--style', 'epic']],
  ])(
    'refuses %s in one sentence',
    async (_what, given) => {
      const { code, out, err } = await poem('--style', 'haiku', ...given);

      expect([code, out]).toEqual([1, '']);
      expect(err).toMatch(/^[A-Z][^\n]*[.!?]\n$/);
    },
    patience,
  );

  test(
    'names the file that is missing from a model',
    async () => {
      const ended = await new Promise<Ended>((resolve) => {
        const env = { ...process.env, MODEL_FOLDER: '/nowhere' };
        execFile(
          process.execPath,
          ['--import', 'tsx', main, 'rain', '--style', 'haiku'],
          { env },
          (error, out, err) => {
            resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
          },
        );
      });

      expect(ended).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^Cannot read \/nowhere[^\n]*\n$/) });
    },
    patience,
  );

  test(
    'exits with 2 when it is used wrongly',
    async () => {
      expect((await poem('rain')).code).toBe(2);
    },
    patience,
  );
});
