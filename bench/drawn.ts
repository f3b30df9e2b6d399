/** Draws poems by hand on an Atelier: with its own denoiser, or with another one under the same sampler. */
import type { Atelier, Denoiser } from '../src/diffusion/index.ts';
import type { Poem, PoemRequest } from '../src/poem.ts';

/** A finished poem with the words of its topic that the lexicon lacks. */
export interface DrawnPoem {
  readonly request: PoemRequest;
  readonly poem: Poem;
  /** Milliseconds from the first step to the last. */
  readonly milliseconds: number;
}

export async function drawPoem(
  atelier: Atelier,
  request: PoemRequest,
  denoiser: Pick<Denoiser, 'scores'> = atelier.denoiser,
): Promise<DrawnPoem> {
  const began = performance.now();
  const drawing = atelier.drawing(request);
  while (!drawing.done) {
    const input = drawing.input();
    drawing.advance(input && (await denoiser.scores(input)));
  }
  return { request, poem: drawing.poem(), milliseconds: performance.now() - began };
}

/** The printed lines of a poem, without the empty ones between stanzas. */
export function printedLines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
