/** One benchmark: all parts in one run on one machine. */
import { availableParallelism, cpus } from 'node:os';
import { Atelier, startEngine } from '../../src/diffusion/index.ts';
import type { BenchOptions } from './options.ts';
import { measurePeak, type Peak } from './peak.ts';
import { type Comparison, compareWithPlainLoops } from './plain.ts';
import { type Soak, soak } from './soak.ts';
import { measureSteps, type StepTimes } from './steps.ts';
import { lanesOf, measureThroughput, type Throughput, wholeMixtures } from './throughput.ts';

export interface Benchmark {
  readonly machine: string;
  readonly threads: number;
  /** Processes that draw at the same time under load. */
  readonly lanes: number;
  readonly peak: Peak;
  readonly steps: readonly StepTimes[];
  readonly throughput: readonly Throughput[];
  readonly plain: readonly Comparison[];
  readonly soak: Soak | undefined;
}

/** The processor, its cores and Node, for the head of a report. */
export function machineOf(): string {
  return `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`;
}

export async function measure(options: BenchOptions, say: (progress: string) => void): Promise<Benchmark> {
  const { model, threads, poems } = options;
  say('matrix-multiply peak');
  const peak = await measurePeak(threads);
  const steps = await stepTimes(options, say);
  const plain = await compareWithPlainLoops(options, say);
  const lanes = Math.min(4, availableParallelism());
  const engine = startEngine({ modelFolder: model, threads, processes: lanes });
  await lanesOf(engine, lanes);
  const throughput: Throughput[] = [];
  const many = wholeMixtures(12 * poems);
  for (const [inFlight, keeping] of [
    [1, 'kept'],
    [8, 'kept'],
    [32, 'kept'],
    [32, 'fewer'],
  ] as const) {
    say(`${inFlight} in flight${keeping === 'fewer' ? ', the load may take steps' : ''}`);
    throughput.push(await measureThroughput(engine, inFlight, inFlight === 32 ? 2 * many : many, keeping));
  }
  const soaked = options.soak > 0 ? await soak(engine, options.soak, say) : undefined;
  await engine.close();
  return { machine: machineOf(), threads, lanes, peak, steps, throughput, plain, soak: soaked };
}

async function stepTimes(
  { model, threads, poems }: BenchOptions,
  say: (progress: string) => void,
): Promise<StepTimes[]> {
  const atelier = await Atelier.open({ folder: model, threads, device: 'cpu' });
  const measured: StepTimes[] = [];
  for (const style of ['haiku', 'shakespearean-sonnet']) {
    say(`steps of a ${style}`);
    // Processes live long: the first poems, drawn by code that is not compiled yet, say little of them.
    await measureSteps(atelier, { style, topic: 'rain' }, 3);
    measured.push(await measureSteps(atelier, { style, topic: 'rain' }, poems));
  }
  await atelier.close();
  return measured;
}
