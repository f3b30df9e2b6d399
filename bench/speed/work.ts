/** The floating-point work of one run of the denoiser: its matrix products, as docs/model-format.md describes them. */
import type { DenoiserInput } from '../../src/diffusion/index.ts';
import type { ModelConfig } from '../../src/poetics/index.ts';

/** Inner width of a layer over its outer width. */
const WIDENING = 4;

/** Multiplications and additions, counted apart. */
export function operations(
  { rows, places, open, base }: DenoiserInput,
  { width, layers, vocabulary }: ModelConfig,
): number {
  const dense = 2 * rows * places * width * width * (4 + 2 * WIDENING);
  const attention = 2 * rows * 2 * places * places * width;
  const guided = base.some((place, at) => place !== open[at]);
  const head = 2 * open.length * width * width * (guided ? 2 : 1);
  const projection = 2 * open.length * width * vocabulary;
  return layers * (dense + attention) + head + projection;
}
