/** The same weights under PyTorch with a plain masked-diffusion loop, by bench/plain_loop.py. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { InklingError } from '../../src/errors.ts';

export interface PlainLoop {
  readonly torch: string;
  /** Milliseconds of the fastest poem. */
  readonly poem: number;
  readonly steps: number;
  readonly places: number;
}

export interface PlainLoopOptions {
  readonly model: string;
  readonly steps: number;
  readonly threads: number;
  /** 1: no row without the prompt. */
  readonly guidance: number;
}

/**
 * @param python  an interpreter with torch and numpy
 * @throws {InklingError} `plain-loop` when the script fails, with what it said
 */
export async function measurePlainLoop(
  python: string,
  { model, steps, threads, guidance }: PlainLoopOptions,
): Promise<PlainLoop> {
  const script = fileURLToPath(new URL('../plain_loop.py', import.meta.url));
  const { stdout } = await promisify(execFile)(
    python,
    [script, '--model', model, '--steps', `${steps}`, '--threads', `${threads}`, '--guidance', `${guidance}`],
    { maxBuffer: 1 << 24 },
  ).catch((cause: Error & { stderr?: string }) => {
    throw new InklingError('plain-loop', {
      cause,
      operator: `${python} ${script} failed: ${(cause.stderr ?? cause.message).trim().split('\n').at(-1)}`,
      person: 'The comparison with PyTorch did not run.',
    });
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}
