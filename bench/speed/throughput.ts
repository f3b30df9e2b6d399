/** A classroom at once: poems a minute and waiting times with so many in flight, through the engine's own processes. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, PoemRequest } from '../../src/poem.ts';
import { topics } from '../topics.ts';

export interface Throughput {
  readonly inFlight: number;
  /** `kept`: every poem takes the steps that a class is left, so that rows compare; `fewer`: as many as the load leaves. */
  readonly steps: 'kept' | 'fewer';
  readonly poems: number;
  readonly poemsPerMinute: number;
  readonly stepsPerMinute: number;
  /** Milliseconds from the request. */
  readonly firstFrame: { readonly p50: number; readonly p95: number };
  readonly final: { readonly p50: number; readonly p95: number };
  /** p95 to the final text over the fair share: what a poem takes when all in flight progress alike (Little's law). */
  readonly p95Fair: number;
  /** p95 to the first frame in steps of the batch: the time in which every poem in flight takes one step. */
  readonly firstFrameSteps: number;
}

/** What 24 poems at once are left (src/diffusion/step-policy.ts). */
export const keptSteps = 24;

/** Forms short and long, as a class would ask for them. */
const mixture = ['haiku', 'limerick', 'quatrains', 'haiku', 'rap-battle', 'tanka'];

/** A number of poems in which every form of the mixture comes as often as the others. */
export function wholeMixtures(poems: number): number {
  return Math.ceil(poems / mixture.length) * mixture.length;
}

/** Waits until so many processes of the engine can draw. */
export async function lanesOf(engine: Engine, lanes: number): Promise<void> {
  await engine.ready();
  while ((engine.status().lanes ?? lanes) < lanes) await sleep(20);
}

export async function measureThroughput(
  engine: Engine,
  inFlight: number,
  poems: number,
  keeping: Throughput['steps'] = 'kept',
): Promise<Throughput> {
  const firsts: number[] = [];
  const finals: number[] = [];
  let steps = 0;
  let next = 0;
  const person = async (number: number) => {
    while (next < poems) {
      const request = requestOf(next++, number, keeping);
      const asked = performance.now();
      let first: number | undefined;
      for await (const event of engine.draw(request)) {
        if (event.type !== 'frame') continue;
        first ??= performance.now() - asked;
        steps++;
      }
      firsts.push(first ?? Number.NaN);
      finals.push(performance.now() - asked);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: inFlight }, (_, number) => person(number)));
  const took = performance.now() - began;
  const stepsOfBatch = (took / steps) * inFlight;
  const final = { p50: quantile(finals, 0.5), p95: quantile(finals, 0.95) };
  const firstFrame = { p50: quantile(firsts, 0.5), p95: quantile(firsts, 0.95) };
  return {
    inFlight,
    steps: keeping,
    poems,
    poemsPerMinute: (60_000 * poems) / took,
    stepsPerMinute: (60_000 * steps) / took,
    firstFrame,
    final,
    p95Fair: final.p95 / ((inFlight * took) / poems),
    firstFrameSteps: firstFrame.p95 / stepsOfBatch,
  };
}

function requestOf(poem: number, person: number, keeping: Throughput['steps']): PoemRequest {
  const style = mixture[poem % mixture.length]!;
  return {
    topic: topics[poem % topics.length]!,
    style,
    seed: poem,
    fairnessKey: `person ${person}`,
    ...(keeping === 'kept' ? { steps: keptSteps } : {}),
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
