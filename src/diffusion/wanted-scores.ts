/** What a poem's next step asks of the denoiser: which scores it reads, and what its words gain before they are chosen. */
import { NOTHING_YET, type PoemCanvas } from './poem-canvas.ts';
import type { Pull } from './pull.ts';
import type { PoemVocabulary } from './vocabulary.ts';

/** Nats that take a token out of every slot's best. Marks have slots of their own, where the others have lost as much. */
const BARRED = -1000;

export class WantedScores {
  readonly #canvas: PoemCanvas;
  readonly #words: PoemVocabulary;
  readonly #pull: Pull;
  /** What the topic is told by. */
  readonly #telling: ReadonlySet<number>;
  readonly #gains: Float32Array;
  /** By flat slot: 1 where any word may be asked for. */
  readonly whole: Uint8Array;

  constructor(canvas: PoemCanvas, words: PoemVocabulary, pull: Pull) {
    this.#canvas = canvas;
    this.#words = words;
    this.#pull = pull;
    this.#telling = new Set(pull.tokens.filter((_, at) => pull.topic[at]! > 0));
    this.#gains = new Float32Array(words.lexicon.size);
    for (let token = 0; token < this.#gains.length; token++)
      if (words.drawable[token] !== 1) this.#gains[token] = BARRED;
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

  /** Tokens that are asked for at every open slot. */
  names(): Int32Array {
    const { lexicon, everyStress, markTokens } = this.#words;
    const names = new Set<number>([lexicon.pad, ...markTokens, ...everyStress]);
    for (const { anchors } of this.#canvas.units) for (const token of anchors) names.add(token);
    const { tokens, open } = this.#canvas;
    for (let slot = 0; slot < tokens.length; slot++)
      if (tokens[slot] !== NOTHING_YET && open[slot] === 1) names.add(tokens[slot]!);
    // The denoiser has no score for visitors.
    return Int32Array.from([...names].filter((token) => token < lexicon.size));
  }

  /** [V] nats: what the words of the topic and of the voice gain; good until it is asked for again. */
  gains(): Float32Array {
    const { tokens, topic, voice } = this.#pull;
    const { lines, open, tokens: standing } = this.#canvas;
    let told = 0;
    for (let slot = 0; slot < standing.length; slot++)
      if (open[slot] === 0 && this.#telling.has(standing[slot]!)) told++;
    // A line that names the topic is enough: what is told already need not be told again.
    const share = lines.length / (lines.length + 2 * told);
    for (let at = 0; at < tokens.length; at++) this.#gains[tokens[at]!] = share * topic[at]! + voice[at]!;
    return this.#gains;
  }
}
