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
  const sonnet = { style: 'shakespearean-sonnet', topic: 'rain', steps };
  const fastestSonnet = async () => {
    const atelier = await Atelier.open({ folder: model, threads, device: 'cpu', settings });
    const { fastest } = await measureSteps(atelier, sonnet, fastestOf);
    await atelier.close();
    return fastest;
  };
  const before = await fastestSonnet();
  const loops: Pick<Comparison, 'library' | 'version' | 'plain'>[] = [];
  if (python !== undefined) {
    say('the same weights under PyTorch');
    const { torch, poem } = await measurePlainLoop(python, { model, steps, threads, guidance });
    loops.push({ library: 'PyTorch', version: torch, plain: poem });
  }
  if (transformersjs !== undefined) {
    say('the same weights under transformers.js');
    const plain = { model, steps, threads, guidance, poems: fastestOf };
    const { version, poem } = await measureTransformersLoop(transformersjs, plain);
    loops.push({ library: 'transformers.js', version, plain: poem });
  }
  // Once more: a shared machine is at times half as fast for a while, and that should hit neither side alone.
  const ours = Math.min(before, await fastestSonnet());
  return loops.map((loop) => ({ ...loop, ours, steps, guidance }));
}
