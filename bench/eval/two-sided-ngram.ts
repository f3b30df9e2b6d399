/**
 * The 3-gram baseline for a word in the middle of a line: a Kneser-Ney model from the left times one from the right,
 * p(w) ∝ u(w) · (f(w | left) / u(w))^κ · (b(w | right) / u(w))^κ, since left and right are nearly independent given
 * the word. Old books and original verse have a model each, mixed in the share that suits the measured verse best.
 */
import type { Lexicon } from '../../src/poetics/index.ts';
import { NgramModel, type WordShelf } from '../verse/index.ts';

/** What stands beside a slot: two tokens on each side, undefined where masked. */
export interface Neighbours {
  readonly left: readonly [near: number | undefined, far: number | undefined];
  readonly right: readonly [near: number | undefined, far: number | undefined];
}

/** One kind of verse, read forwards and backwards. */
interface Directions {
  readonly forward: NgramModel;
  readonly backward: NgramModel;
}

export class TwoSidedNgram {
  readonly lexicon: Lexicon;
  readonly #kinds: readonly Directions[];
  readonly #forward: Float64Array;
  readonly #backward: Float64Array;
  readonly #scratch: Float64Array;
  readonly #logUnigrams: Float64Array;
  /** Share of the original verse's model. */
  readonly share: number;
  /** κ */
  readonly exponent: number;

  constructor(kinds: readonly Directions[], lexicon: Lexicon, { share = 0.5, exponent = 0.8 } = {}) {
    this.lexicon = lexicon;
    this.#kinds = kinds;
    this.share = share;
    this.exponent = exponent;
    this.#forward = new Float64Array(lexicon.size);
    this.#backward = new Float64Array(lexicon.size);
    this.#scratch = new Float64Array(lexicon.size);
    const shares = this.#shares();
    this.#logUnigrams = Float64Array.from({ length: lexicon.size }, (_, token) =>
      Math.log(kinds.reduce((sum, { forward }, kind) => sum + shares[kind]! * forward.unigrams[token]!, 0)),
    );
  }

  /** The forward models alone: an ordinary 3-gram model of each kind of verse. */
  get forward(): readonly NgramModel[] {
    return this.#kinds.map(({ forward }) => forward);
  }

  /** The same models with other weights. */
  with(weights: { share: number; exponent: number }): TwoSidedNgram {
    return new TwoSidedNgram(this.#kinds, this.lexicon, weights);
  }

  /** Log probability, up to a constant, of every token of the lexicon between these neighbours. [V] */
  logScores({ left, right }: Neighbours, into: Float64Array): Float64Array {
    const forward = this.#mixed('forward', left, this.#forward);
    const backward = this.#mixed('backward', right, this.#backward);
    const κ = this.exponent;
    const logs = this.#logUnigrams;
    for (let token = 0; token < into.length; token++)
      into[token] = κ * Math.log(forward[token]! * backward[token]!) + (1 - 2 * κ) * logs[token]!;
    return into;
  }

  #shares(): readonly number[] {
    return this.#kinds.length === 1 ? [1] : [1 - this.share, this.share];
  }

  #mixed(
    direction: 'forward' | 'backward',
    [near, far]: readonly [number | undefined, number | undefined],
    into: Float64Array,
  ): Float64Array {
    into.fill(0);
    const shares = this.#shares();
    for (const [kind, models] of this.#kinds.entries()) {
      const own = models[direction].distribution(near, far, this.#scratch);
      for (let token = 0; token < into.length; token++) into[token]! += shares[kind]! * own[token]!;
    }
    return into;
  }
}

/** The tokens beside a slot of a line; beyond the line's beginning there is `<pad>`, beyond its end nothing more. */
export function neighboursOf(
  slot: number,
  firstSlot: number,
  punctuationSlot: number,
  tokens: ArrayLike<number>,
  open: Uint8Array,
): Neighbours {
  const pad = 0;
  const at = (place: number) => {
    if (place < firstSlot || place > punctuationSlot) return pad;
    return open[place] === 1 ? undefined : tokens[place]!;
  };
  return { left: [at(slot - 1), at(slot - 2)], right: [at(slot + 1), at(slot + 2)] };
}

/** Learns old and original verse apart, forwards and backwards. */
export function learnTwoSided(shelf: WordShelf, lexicon: Lexicon): TwoSidedNgram {
  const endsLine = new Uint8Array(lexicon.size);
  for (let mark = 0; mark < lexicon.punctuation.length; mark++) endsLine[lexicon.punctuationToken(mark)] = 1;
  const kinds = [0, 1]
    .filter((kind) => shelf.original.includes(kind))
    .map((kind) => {
      const take = new Uint8Array(shelf.tokens.length);
      for (let poem = 0; poem + 1 < shelf.poems.length; poem++)
        if (shelf.original[poem] === kind) take.fill(1, shelf.poems[poem]!, shelf.poems[poem + 1]!);
      const options = { vocabulary: lexicon.size, endsLine, take };
      return {
        forward: new NgramModel(shelf.tokens, options),
        backward: new NgramModel(shelf.tokens, { ...options, backward: true }),
      };
    });
  return new TwoSidedNgram(kinds, lexicon);
}
