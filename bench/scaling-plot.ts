/** How cost and throughput grow, as one page: a table for docs/scaling.md, and its plot, docs/scaling.svg. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Atelier, startEngine } from '../src/diffusion/index.ts';
import { type Panel, plot } from './plot.ts';
import { growthOfLines, growthOfSteps } from './speed/growth.ts';
import type { BenchOptions } from './speed/options.ts';
import { measureLanes, measureWorkers, type ProcessCount, type WorkerCount } from './speed/processes.ts';
import { machineOf } from './speed/run.ts';
import { lanesOf, measureThroughput, type Throughput, wholeMixtures } from './speed/throughput.ts';

const crowds = [1, 2, 4, 8, 16, 32];

/** @returns the figures as Markdown */
export async function drawScaling(
  file: string,
  { model, poems }: BenchOptions,
  say: (progress: string) => void,
): Promise<string> {
  const atelier = await Atelier.open({ folder: model, threads: 1, device: 'cpu' });
  say('lines');
  const lines = await growthOfLines(atelier, poems);
  say('steps');
  const steps = await growthOfSteps(atelier, poems);
  await atelier.close();
  const concurrency = await measureCrowds(model, 6 * poems, say);
  const lanes = await measureLanes(model, 12 * poems, say);
  const workers = await measureWorkers(model, 12 * poems, say);
  const growth = [
    panel('milliseconds a poem, one thread', 'lines of blank verse in 16 steps', lines.places, lines.milliseconds),
    panel('milliseconds a poem, one thread', 'steps of a sonnet', steps.places, steps.milliseconds),
    panel('poems a minute', 'poems in flight, one engine', crowds, perMinute(concurrency)),
    panel('poems a minute', 'processes of one engine, a thread each', ...byProcesses(lanes)),
    ...(workers ? [panel('poems a minute', 'workers on a queue, a thread each', ...byProcesses(workers))] : []),
  ];
  await writeFile(file, plot(`Cost and throughput on ${availableParallelism()} cores`, growth));
  return [`${machineOf()}.`, '', ...table(growth), ...redisSentence(workers)].join('\n');
}

async function measureCrowds(model: string, poems: number, say: (progress: string) => void): Promise<Throughput[]> {
  const lanes = Math.min(4, availableParallelism());
  const engine = startEngine({ modelFolder: model, processes: lanes });
  await lanesOf(engine, lanes);
  const measured: Throughput[] = [];
  for (const inFlight of crowds) {
    say(`${inFlight} in flight`);
    measured.push(await measureThroughput(engine, inFlight, wholeMixtures(Math.max(poems, 2 * inFlight))));
  }
  await engine.close();
  return measured;
}

const panel = (name: string, axis: string, places: readonly number[], values: readonly number[]): Panel => ({
  ...{ name, axis, places, values, digits: 0 },
});

const perMinute = (rows: readonly Throughput[]) => rows.map(({ poemsPerMinute }) => poemsPerMinute);

function byProcesses(rows: readonly ProcessCount[]): [number[], number[]] {
  return [rows.map(({ processes }) => processes), perMinute(rows.map(({ throughput }) => throughput))];
}

function table(panels: readonly Panel[]): string[] {
  return panels.flatMap(({ name, axis, places, values }) => [
    `| ${axis} | ${places.join(' | ')} |`,
    `| --- | ${places.map(() => '--:').join(' | ')} |`,
    `| ${name} | ${values.map((value) => value.toFixed(0)).join(' | ')} |`,
    '',
  ]);
}

function redisSentence(workers: readonly WorkerCount[] | undefined): string[] {
  const last = workers?.at(-1);
  if (last === undefined) return ['No redis-server is installed here, so no workers were measured.'];
  const { commandsAPoem, bytesAPoem, milliseconds } = last.redis;
  return [
    `A poem asks ${commandsAPoem.toFixed(0)} commands, ${(bytesAPoem / 1024).toFixed(0)} KB and ${milliseconds.toFixed(1)} ms of Redis, ` +
      `with ${last.processes} workers.`,
  ];
}
