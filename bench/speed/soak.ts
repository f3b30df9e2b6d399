/** Does memory stay flat? Draws many short poems through the engine's processes and watches their resident size. */
import type { Engine } from '../../src/poem.ts';
import { mean } from '../mean.ts';
import { topics } from '../topics.ts';

export interface Soak {
  readonly poems: number;
  readonly poemsPerMinute: number;
  /** Megabytes of the processes that draw: means over the last tenth before a tenth of the poems, and before the end. */
  readonly before: number;
  readonly after: number;
  /** Growth from the one to the other, as a share. */
  readonly growth: number;
  /** The same of the process that asks, which a bot would be. */
  readonly asking: { readonly before: number; readonly after: number; readonly growth: number };
}

const styles = ['haiku', 'limerick', 'tanka', 'triolet'];
const inFlight = 8;

/** Memory read again and again while a span of the poems is being drawn. */
class Readings {
  readonly #engine: number[] = [];
  readonly #own: number[] = [];

  take(engine: Engine): void {
    this.#engine.push((engine.status().memory ?? 0) / 2 ** 20);
    this.#own.push(process.memoryUsage.rss() / 2 ** 20);
  }

  get engine(): number {
    return mean(this.#engine);
  }

  get own(): number {
    return mean(this.#own);
  }
}

export async function soak(engine: Engine, poems: number, say: (progress: string) => void): Promise<Soak> {
  // A collection of garbage comes and goes: a single reading would say as much about it as about the memory.
  const [early, late] = [new Readings(), new Readings()];
  let drawn = 0;
  let next = 0;
  const person = async () => {
    while (next < poems) {
      const poem = next++;
      const request = {
        topic: topics[poem % topics.length]!,
        style: styles[poem % styles.length]!,
        seed: poem,
        steps: 2,
      };
      for await (const _ of engine.draw(request));
      drawn++;
      if (drawn > 0.09 * poems && drawn <= 0.1 * poems) early.take(engine);
      if (drawn > 0.99 * poems) late.take(engine);
      if (drawn % Math.max(1, Math.floor(poems / 10)) === 0)
        say(`${drawn} poems, ${((engine.status().memory ?? 0) / 2 ** 20).toFixed(0)} MB`);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: inFlight }, person));
  const took = performance.now() - began;
  const of = (before: number, after: number) => ({ before, after, growth: after / before - 1 });
  return {
    poems,
    poemsPerMinute: (60_000 * poems) / took,
    ...of(early.engine, late.engine),
    asking: of(early.own, late.own),
  };
}
