/** What `npm run -s bench` is asked for. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { RequestError } from '../../src/errors.ts';

export interface BenchOptions {
  readonly json: boolean;
  readonly model: string;
  readonly threads: number;
  /** An interpreter with torch, for the comparison with PyTorch. */
  readonly python: string | undefined;
  /** A folder in which @huggingface/transformers is installed, for the comparison with it. */
  readonly transformersjs: string | undefined;
  /** γ of the plain loops and of Inkling's poem beside them; above 1 each step runs a row without the prompt too. */
  readonly guidance: number;
  /** Poems of the soak; 0 for none. */
  readonly soak: number;
  /** Poems of each timing. */
  readonly poems: number;
  /** Draw the plot of steps against quality into this file instead. */
  readonly stepsPlot: string | undefined;
  /** Measure how cost and throughput grow, and draw that into this file instead. */
  readonly scaling: string | undefined;
}

const usage = `npm run -s bench -- [options]
  --json                  one JSON object
  --docs                  Markdown (the default)
  --python PATH           compare with the same weights under PyTorch; an interpreter with torch and numpy
  --transformersjs FOLDER compare with the same weights under transformers.js; where "npm i --no-save
                          @huggingface/transformers" was run
  --guidance NUMBER       of all of them (default 1, as shipped); above 1 each step runs a row without the prompt too
  --soak N                draw N short poems and watch the memory
  --poems N               poems of each timing (default 4; the throughput takes twelve times as many)
  --model FOLDER          the model (default models/verse)
  --threads N             threads of the denoiser (default: all cores)
  --steps-plot FILE       draw the plot of steps against quality instead, as SVG
  --scaling FILE          measure how cost grows with lines, steps, poems in flight, processes and workers instead,
                          and draw it as SVG; workers where redis-server is installed`;

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
        transformersjs: { type: 'string' },
        guidance: { type: 'string', default: '1' },
        soak: { type: 'string', default: '0' },
        poems: { type: 'string', default: '4' },
        'steps-plot': { type: 'string' },
        scaling: { type: 'string' },
      },
    });
    const guidance = Number(values.guidance);
    if (!(guidance >= 1)) throw new RangeError(`"${values.guidance}" is no number from 1.`);
    return {
      json: values.json,
      model: values.model,
      threads: natural(values.threads, 1),
      python: values.python,
      transformersjs: values.transformersjs,
      guidance,
      soak: natural(values.soak, 0),
      poems: natural(values.poems, 1),
      stepsPlot: values['steps-plot'],
      scaling: values.scaling,
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
