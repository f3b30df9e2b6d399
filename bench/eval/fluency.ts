/** How smoothly words follow each other, by a measure that the denoiser was not trained on. */
import type { Lexicon } from '../../src/poetics/index.ts';
import type { NgramModel } from '../verse/index.ts';
import type { Lines } from './repetition.ts';

/** Nats a word under the even mixture of forward 3-gram models; words outside the lexicon are skipped. */
export function fluency(poems: readonly Lines[], models: readonly NgramModel[], lexicon: Lexicon): number {
  let nats = 0;
  let words = 0;
  for (const line of poems.flat()) {
    let before = lexicon.pad as number;
    let previous = lexicon.pad as number;
    for (const word of line) {
      const token = lexicon.id(word) ?? lexicon.rare;
      if (token !== lexicon.rare) {
        const p = models.reduce((sum, model) => sum + model.probability(token, previous, before), 0) / models.length;
        nats -= Math.log(p);
        words++;
      }
      before = previous;
      previous = token;
    }
  }
  return words > 0 ? nats / words : Number.NaN;
}
