/** What a poem costs as its lines and steps grow, on one thread: the cost of one lane, on which capacity is reckoned. */
import type { Atelier } from '../../src/diffusion/index.ts';
import type { PoemRequest } from '../../src/poem.ts';
import { drawPoem } from '../drawn.ts';
import { topics } from '../topics.ts';

/** Milliseconds of one poem at each place. */
export interface Growth {
  readonly places: readonly number[];
  readonly milliseconds: readonly number[];
}

const lineCounts = [2, 4, 8, 14, 20];
const stepCounts = [4, 8, 16, 32, 64];

/** Blank verse of so many lines, in 16 steps. */
export function growthOfLines(atelier: Atelier, poems: number): Promise<Growth> {
  return grow(atelier, lineCounts, poems, (lines) => ({ style: 'blank-verse', lines, steps: 16 }));
}

/** A sonnet in so many steps, of which a share draws lines again. */
export function growthOfSteps(atelier: Atelier, poems: number): Promise<Growth> {
  return grow(atelier, stepCounts, poems, (steps) => ({ style: 'shakespearean-sonnet', steps }));
}

async function grow(
  atelier: Atelier,
  places: readonly number[],
  poems: number,
  request: (place: number) => Omit<PoemRequest, 'topic'>,
): Promise<Growth> {
  const milliseconds: number[] = [];
  await drawPoem(atelier, { topic: 'rain', ...request(places[0]!) });
  for (const place of places) {
    let sum = 0;
    for (let poem = 0; poem < poems; poem++)
      sum += (await drawPoem(atelier, { topic: topics[poem]!, seed: poem, ...request(place) })).milliseconds;
    milliseconds.push(sum / poems);
  }
  return { places, milliseconds };
}
