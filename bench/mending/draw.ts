/** An engine in this process for the measurements: the real model, step by step. */
import { Atelier } from '../../src/diffusion/index.ts';
import type { Engine, Poem, PoemRequest } from '../../src/poem.ts';
import { mendingEngine } from '../../src/refine/index.ts';

export interface Bench {
  readonly atelier: Atelier;
  draw(request: PoemRequest): Promise<Poem>;
}

export async function openBench(folder = 'models/verse'): Promise<Bench> {
  const atelier = await Atelier.open({ folder, threads: 1, device: 'cpu' });
  const engine = mendingEngine({
    ready: async () => {},
    status: () => ({ ready: true, active: 0, queued: 0, poems: 0, steps: 0 }),
    close: () => atelier.close(),
    async *draw(request) {
      const drawing = atelier.drawing(request);
      while (!drawing.done) {
        const input = drawing.input();
        yield drawing.advance(input && (await atelier.denoiser.scores(input)));
      }
      yield drawing.poem();
    },
  } satisfies Engine);
  return {
    atelier,
    async draw(request) {
      for await (const event of engine.draw(request)) if (event.type === 'poem') return event;
      throw new Error('No poem came.');
    },
  };
}

export function inForm(poem: Pick<Poem, 'checks'>): boolean {
  return Object.values(poem.checks).every(Boolean);
}
