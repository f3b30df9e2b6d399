/** One benchmark: all parts in one run on one machine. */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Atelier, startEngine } from '../../src/diffusion/index.ts';
import { RequestError } from '../../src/errors.ts';
import { measurePeak, type Peak } from './peak.ts';
import { measurePlainLoop, type PlainLoop } from './plain-loop.ts';
import { type Soak, soak } from './soak.ts';
import { measureSteps, type StepTimes } from './steps.ts';
import { measureThroughput, type Throughput } from './throughput.ts';

export interface BenchOptions {
  readonly json: boolean;
  readonly model: string;
  readonly threads: number;
  /** An interpreter with torch, for the comparison with PyTorch. */
  readonly python: string | undefined;
  /** Poems of the soak; 0 for none. */
  readonly soak: number;
  /** Poems of each timing. */
  readonly poems: number;
  /** Draw the plot of steps against quality into this file instead. */
  readonly stepsPlot: string | undefined;
}

export interface Benchmark {
  readonly machine: string;
  readonly threads: number;
  readonly peak: Peak;
  readonly steps: readonly StepTimes[];
  readonly throughput: readonly Throughput[];
  readonly plain: (PlainLoop & { readonly ours: number }) | undefined;
  readonly soak: Soak | undefined;
}

const usage = `npm run -s bench -- [options]
  --json            one JSON object
  --docs            Markdown (the default)
  --python PATH     compare with the same weights under PyTorch; an interpreter with torch and numpy
  --soak N          draw N short poems and watch the memory
  --poems N         poems of each timing (default 4)
  --model FOLDER    the model (default models/verse)
  --threads N       threads of the denoiser (default: all cores)
  --steps-plot FILE draw the plot of steps against quality instead, as SVG`;

/** @throws {RequestError} `usage` */
export function readOptions(args: readonly string[]): BenchOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        docs: { type: 'boolean', default: false },
        model: { type: 'string', default: 'models/verse' },
        threads: { type: 'string', default: `${availableParallelism()}` },
        python: { type: 'string' },
        soak: { type: 'string', default: '0' },
        poems: { type: 'string', default: '4' },
        'steps-plot': { type: 'string' },
      },
    });
    return {
      json: values.json,
      model: values.model,
      threads: natural(values.threads, 1),
      python: values.python,
      soak: natural(values.soak, 0),
      poems: natural(values.poems, 1),
      stepsPlot: values['steps-plot'],
    };
  } catch (cause) {
    throw new RequestError('usage', `${(cause as Error).message}\n${usage}`, { cause });
  }
}

function natural(typed: string, least: number): number {
  const number = Number(typed);
  if (!Number.isInteger(number) || number < least) throw new RangeError(`"${typed}" is no whole number from ${least}.`);
  return number;
}

const plainSteps = 16;

export async function measure(options: BenchOptions, say: (progress: string) => void): Promise<Benchmark> {
  const { model, threads, poems } = options;
  say('matrix-multiply peak');
  const peak = await measurePeak(threads);
  const atelier = await Atelier.open({ folder: model, threads, device: 'cpu' });
  const steps: StepTimes[] = [];
  for (const style of ['haiku', 'shakespearean-sonnet']) {
    say(`steps of a ${style}`);
    await measureSteps(atelier, { style, topic: 'rain', steps: 4 }, 1);
    steps.push(await measureSteps(atelier, { style, topic: 'rain' }, poems));
  }
  const plain = await compareWithPlainLoop(atelier, options, say);
  const soaked = options.soak > 0 ? await soak(atelier, options.soak, say) : undefined;
  await atelier.close();
  const engine = startEngine({ modelFolder: model, threads });
  await engine.ready();
  const throughput: Throughput[] = [];
  for (const inFlight of [1, 8, 32]) {
    say(`${inFlight} in flight`);
    throughput.push(await measureThroughput(engine, inFlight, Math.max(inFlight, 2 * poems)));
  }
  await engine.close();
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`;
  return { machine, threads, peak, steps, throughput, plain, soak: soaked };
}

/** A poem of as many steps in both engines, the form and the frames kept by ours alone. */
async function compareWithPlainLoop(
  atelier: Atelier,
  { python, model, threads, poems }: BenchOptions,
  say: (progress: string) => void,
): Promise<Benchmark['plain']> {
  if (python === undefined) return undefined;
  say('the same weights under PyTorch');
  const plain = await measurePlainLoop(python, { model, steps: plainSteps, threads });
  const ours = await measureSteps(
    atelier,
    { style: 'shakespearean-sonnet', topic: 'rain', steps: plainSteps },
    Math.max(3, poems),
  );
  return { ...plain, ours: ours.fastest };
}
