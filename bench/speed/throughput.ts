/** A classroom at once: poems a minute and waiting times with so many in flight, through the engine's own process. */
import type { Engine, PoemRequest } from '../../src/poem.ts';
import { topics } from '../topics.ts';

export interface Throughput {
  readonly inFlight: number;
  readonly poems: number;
  readonly poemsPerMinute: number;
  /** Milliseconds from the request. */
  readonly firstFrame: { readonly p50: number; readonly p95: number };
  readonly final: { readonly p50: number; readonly p95: number };
  /** p95 to the final text over the fair share: what a poem takes when all in flight progress alike (Little's law). */
  readonly p95Fair: number;
  /** p95 to the first frame in steps of the batch: the time in which every poem in flight takes one step. */
  readonly firstFrameSteps: number;
}

/** Forms short and long, as a class would ask for them. */
const mixture = ['haiku', 'limerick', 'quatrains', 'haiku', 'rap-battle', 'tanka'];

export async function measureThroughput(engine: Engine, inFlight: number, poems: number): Promise<Throughput> {
  const firsts: number[] = [];
  const finals: number[] = [];
  let steps = 0;
  let next = 0;
  const person = async (number: number) => {
    while (next < poems) {
      const request = requestOf(next++, number);
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
    poems,
    poemsPerMinute: (60_000 * poems) / took,
    firstFrame,
    final,
    p95Fair: final.p95 / ((inFlight * took) / poems),
    firstFrameSteps: firstFrame.p95 / stepsOfBatch,
  };
}

function requestOf(poem: number, person: number): PoemRequest {
  return {
    topic: topics[poem % topics.length]!,
    style: mixture[poem % mixture.length]!,
    seed: poem,
    fairnessKey: `person ${person}`,
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
