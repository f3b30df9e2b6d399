/** Does memory stay flat? Draws many short poems in this process and watches its resident size. */
import type { Atelier } from '../../src/diffusion/index.ts';
import { drawPoem } from '../drawn.ts';
import { topics } from '../topics.ts';

export interface Soak {
  readonly poems: number;
  /** Megabytes after the first tenth, when caches are full, and at the end. */
  readonly before: number;
  readonly after: number;
  /** Growth from the one to the other, as a share. */
  readonly growth: number;
}

export async function soak(atelier: Atelier, poems: number, say: (progress: string) => void): Promise<Soak> {
  const styles = ['haiku', 'limerick', 'tanka', 'triolet'];
  const warm = Math.max(1, Math.floor(poems / 10));
  let before = 0;
  for (let poem = 0; poem < poems; poem++) {
    const topic = topics[poem % topics.length]!;
    await drawPoem(atelier, { topic, style: styles[poem % styles.length]!, seed: poem, steps: 2 });
    if (poem + 1 === warm) before = resident();
    if ((poem + 1) % 500 === 0) say(`${poem + 1} poems, ${resident().toFixed(0)} MB`);
  }
  const after = resident();
  return { poems, before, after, growth: after / before - 1 };
}

/** Megabytes that the process holds. */
function resident(): number {
  return process.memoryUsage().rss / 2 ** 20;
}
