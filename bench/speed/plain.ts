/** The same weights in plain loops under other libraries, each beside a poem of Inkling's in as many steps. */
import { Atelier, samplingSettings } from '../../src/diffusion/index.ts';
import type { BenchOptions } from './options.ts';
import { measurePlainLoop } from './plain-loop.ts';
import { measureSteps } from './steps.ts';
import { measureTransformersLoop } from './transformers-loop.ts';

/** A plain loop that keeps no form, against Inkling, which does. */
export interface Comparison {
  readonly library: 'PyTorch' | 'transformers.js';
  readonly version: string;
  /** Milliseconds of the fastest sonnet in each. */
  readonly plain: number;
  readonly ours: number;
  readonly steps: number;
  readonly guidance: number;
}

const steps = 16;

export async function compareWithPlainLoops(
  { model, threads, poems, python, transformersjs, guidance }: BenchOptions,
  say: (progress: string) => void,
): Promise<Comparison[]> {
  if (python === undefined && transformersjs === undefined) return [];
  const fastestOf = Math.max(3, poems);
  say('a sonnet to compare');
  const settings = { ...samplingSettings, guidance: { first: guidance, last: guidance } };
  const atelier = await Atelier.open({ folder: model, threads, device: 'cpu', settings });
  const sonnet = { style: 'shakespearean-sonnet', topic: 'rain', steps };
  const { fastest: ours } = await measureSteps(atelier, sonnet, fastestOf);
  await atelier.close();
  const compared: Comparison[] = [];
  const common = { ours, steps, guidance };
  if (python !== undefined) {
    say('the same weights under PyTorch');
    const { torch, poem } = await measurePlainLoop(python, { model, steps, threads, guidance });
    compared.push({ library: 'PyTorch', version: torch, plain: poem, ...common });
  }
  if (transformersjs !== undefined) {
    say('the same weights under transformers.js');
    const plain = { model, steps, threads, guidance, poems: fastestOf };
    const { version, poem } = await measureTransformersLoop(transformersjs, plain);
    compared.push({ library: 'transformers.js', version, plain: poem, ...common });
  }
  return compared;
}
