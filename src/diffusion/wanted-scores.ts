/** Which of the denoiser's scores a poem's next step reads. */
import { NOTHING_YET, type PoemCanvas } from './poem-canvas.ts';
import type { Pull } from './pull.ts';
import type { PoemVocabulary } from './vocabulary.ts';

export class WantedScores {
  readonly #canvas: PoemCanvas;
  readonly #words: PoemVocabulary;
  readonly #pull: Pull;
  /** By flat slot: 1 where any word may be asked for. */
  readonly whole: Uint8Array;

  constructor(canvas: PoemCanvas, words: PoemVocabulary, pull: Pull) {
    this.#canvas = canvas;
    this.#words = words;
    this.#pull = pull;
    this.whole = new Uint8Array(canvas.tokens.length);
    for (const unit of canvas.units) {
      const { rhyme, initial } = unit.line.shape;
      for (let place = 0; place < unit.width; place++) {
        // Rhymes and initials are rare words; the places of a refrain are averaged.
        const any = unit.lines.length > 1 || initial !== undefined || (rhyme !== undefined && place === unit.width - 2);
        if (any) for (const slot of canvas.slots(unit, place)) this.whole[slot] = 1;
      }
    }
  }

  /** Tokens that are asked for at every open slot: those that are pulled first, then what is always considered. */
  names(): Int32Array {
    const { lexicon, everyStress } = this.#words;
    const names = new Set<number>(this.#pull.tokens);
    names.add(lexicon.pad);
    for (const token of everyStress) names.add(token);
    for (const { anchors } of this.#canvas.units) for (const token of anchors) names.add(token);
    for (const [slot, token] of this.#canvas.tokens.entries())
      if (token !== NOTHING_YET && this.#canvas.open[slot] === 1) names.add(token);
    // The denoiser has no score for visitors.
    return Int32Array.from([...names].filter((token) => token < lexicon.size));
  }
}
