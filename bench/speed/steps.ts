/** Where the time of a denoising step goes. */
import type { Atelier } from '../../src/diffusion/index.ts';
import type { PoemRequest } from '../../src/poem.ts';
import { topics } from '../topics.ts';
import { operations } from './work.ts';

/** Means over the steps of some poems; milliseconds. */
export interface StepTimes {
  readonly style: string;
  readonly steps: number;
  readonly poem: number;
  /** The fastest of the poems: what the machine does when nobody else uses it. */
  readonly fastest: number;
  readonly step: number;
  /** The denoiser's run. */
  readonly model: number;
  /** Candidates, chains, rhymes, settling, and setting the frame's text. */
  readonly sampler: number;
  /** Building the inputs, and the check of the finished poem. */
  readonly rest: number;
  /** Floating-point operations of the denoiser a second, over whole poems. */
  readonly rate: number;
}

export async function measureSteps(atelier: Atelier, request: PoemRequest, poems: number): Promise<StepTimes> {
  let model = 0;
  let sampler = 0;
  let rest = 0;
  let steps = 0;
  let work = 0;
  let fastest = Number.POSITIVE_INFINITY;
  for (let poem = 0; poem < poems; poem++) {
    const drawing = atelier.drawing({ ...request, topic: topics[poem % topics.length]!, seed: poem });
    const started = performance.now();
    while (!drawing.done) {
      const began = performance.now();
      const input = drawing.input();
      const built = performance.now();
      const scores = input && (await atelier.denoiser.scores(input));
      const predicted = performance.now();
      drawing.advance(scores);
      sampler += performance.now() - predicted;
      model += predicted - built;
      rest += built - began;
      if (input) work += operations(input, atelier.config);
      steps++;
    }
    const began = performance.now();
    drawing.poem();
    rest += performance.now() - began;
    fastest = Math.min(fastest, performance.now() - started);
  }
  const all = model + sampler + rest;
  return {
    style: request.style,
    steps: steps / poems,
    poem: all / poems,
    fastest,
    step: all / steps,
    model: model / steps,
    sampler: sampler / steps,
    rest: rest / steps,
    rate: work / (model / 1000),
  };
}
