/**
 * Which words like to stand side by side: pointwise mutual information from the corpus (docs/model-format.md,
 * pairs.bin). The denoiser's slots are independent given the canvas; these pairs couple them, which is what keeps
 * a step of many words from babbling (cf. Discrete Copula Diffusion, Liu et al. 2024).
 */
import { openTable } from '../poetics/index.ts';

const MAGIC = 0x50414952;
/** Rows of this many pairs or more are kept dense as well: they belong to the commonest words. */
const DENSE_ROW = 500;
/** Steps of one search in a row: a shorter row is read through instead. */
const SEARCHES = 10;

/** The couplings between the candidates of two neighbouring slots. */
export interface Coupling {
  /** Weight of each pair of candidates, left × right: [lefts × rights], perhaps longer. */
  readonly weights: Float64Array;
  readonly lefts: number;
  readonly rights: number;
}

/** A factor on one pair of neighbours. */
export interface AdjustedPair {
  readonly first: number;
  readonly second: number;
  readonly factor: number;
}

export class PairTable {
  readonly vocabulary: number;
  /** In the place of tokens that the table lacks: `<rare>`. */
  readonly #rare = 2;
  readonly #scale: number;
  readonly #starts: Uint32Array;
  readonly #seconds: Uint16Array;
  readonly #values: Int8Array;
  readonly #rows: Int8Array;
  readonly #columns: Int8Array;
  /** Value + 128 of every second word, 0 for a pair that the table lacks. */
  readonly #dense: (Uint8Array | undefined)[];
  /** exp(λ · scale · value) by λ: a step asks for hundreds of thousands of them, of 256 kinds. */
  readonly #weights = new Map<number, Float64Array>();
  /** Place of each token among the candidates of the right slot, −1 elsewhere. */
  readonly #placeOf: Int32Array;

  /** @throws {ModelFileError} when the bytes are not a pair table of this vocabulary */
  constructor(bytes: Uint8Array, vocabulary: number) {
    const { buffer, start, view } = openTable(bytes, { name: 'pairs', magic: MAGIC, header: 16, vocabulary });
    const pairs = view.getUint32(8, true);
    this.vocabulary = vocabulary;
    this.#scale = view.getFloat32(12, true);
    let at = start + 16;
    this.#starts = new Uint32Array(buffer, at, vocabulary + 1);
    at += 4 * (vocabulary + 1);
    this.#seconds = new Uint16Array(buffer, at, pairs);
    at += 2 * pairs;
    this.#values = new Int8Array(buffer, at, pairs);
    at += pairs;
    this.#rows = new Int8Array(buffer, at, vocabulary);
    this.#columns = new Int8Array(buffer, at + vocabulary, vocabulary);
    this.#dense = new Array(vocabulary);
    this.#placeOf = new Int32Array(vocabulary).fill(-1);
    for (let first = 0; first < vocabulary; first++) if (this.#rowLength(first) >= DENSE_ROW) this.#addDense(first);
  }

  #rowLength(first: number): number {
    return this.#starts[first + 1]! - this.#starts[first]!;
  }

  #addDense(first: number): void {
    const dense = new Uint8Array(this.vocabulary);
    for (let at = this.#starts[first]!; at < this.#starts[first + 1]!; at++)
      // 0 says that the pair is not stored.
      dense[this.#seconds[at]!] = Math.max(-127, this.#values[at]!) + 128;
    this.#dense[first] = dense;
  }

  /** The stored value of a pair plus 128, or −1 for a pair that the table lacks. */
  #stored(first: number, second: number): number {
    const dense = this.#dense[first];
    return dense ? dense[second]! || -1 : this.#search(first, second);
  }

  #search(first: number, second: number): number {
    let low = this.#starts[first]!;
    let high = this.#starts[first + 1]! - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#seconds[middle]!;
      if (found === second) return this.#values[middle]! + 128;
      if (found < second) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** log p(second | first) − log p(second), in nats. */
  pmi(first: number, second: number): number {
    const stored = this.#stored(first, second);
    return this.#scale * (stored >= 0 ? stored - 128 : this.#rows[first]! + this.#columns[second]!);
  }

  /** Weights of stored values: [256], by value + 128. */
  #weightsOf(strength: number): Float64Array {
    let weights = this.#weights.get(strength);
    if (!weights) {
      weights = Float64Array.from({ length: 256 }, (_, at) => Math.exp(strength * this.#scale * (at - 128)));
      this.#weights.set(strength, weights);
    }
    return weights;
  }

  /**
   * Couples two candidate sets. Equal neighbours get weight 0: no word follows itself.
   *
   * @param firsts      token ids of the left slot
   * @param seconds     token ids of the right slot
   * @param strength    λ, the exponent of the pair's ratio; 0 couples nothing
   * @param adjust      a factor for single pairs (a repeated pair, a repeated opening)
   * @param pad         follows itself freely
   * @param bound       pairs that belong together: the first is followed by nothing else, nor does the second follow
   * @param room        an earlier coupling that is no longer wanted: its memory is used again
   */
  couple(
    firsts: Int32Array,
    seconds: Int32Array,
    strength: number,
    adjust: readonly AdjustedPair[],
    pad: number,
    bound: readonly (readonly [number, number])[] = [],
    room?: Coupling,
  ): Coupling {
    const [lefts, rights] = [firsts.length, seconds.length];
    const size = lefts * rights;
    const weights = room && room.weights.length >= size ? room.weights : new Float64Array(size);
    const byValue = this.#weightsOf(strength);
    this.#markPlaces(seconds, true);
    for (let a = 0; a < lefts; a++) {
      this.#fillRow(weights, a * rights, firsts[a]!, seconds, byValue);
      const same = this.#placeAmong(seconds, firsts[a]!);
      if (same >= 0) weights[a * rights + same] = firsts[a] === pad ? 1 : 0;
    }
    for (const [first, second] of bound)
      forbidOthers(weights, lefts, rights, firsts.indexOf(first), seconds.indexOf(second));
    for (const { first, second, factor } of adjust) {
      const b = this.#placeAmong(seconds, second);
      const a = b < 0 ? -1 : firsts.indexOf(first);
      if (a >= 0) weights[a * rights + b]! *= factor;
    }
    this.#markPlaces(seconds, false);
    return { weights, lefts, rights };
  }

  /** The weights of one left candidate with all right ones. */
  #fillRow(weights: Float64Array, begin: number, first: number, seconds: Int32Array, byValue: Float64Array): void {
    const row = this.#known(first);
    const backOff = byValue[this.#rows[row]! + 128]!;
    const from = this.#starts[row]!;
    const to = this.#starts[row + 1]!;
    const few = !this.#dense[row] && to - from < SEARCHES * seconds.length;
    for (let b = 0; b < seconds.length; b++) {
      const second = this.#known(seconds[b]!);
      // A stranger has no place of its own to be found at when the row is read through.
      const stored = few && second === seconds[b] ? -1 : this.#stored(row, second);
      weights[begin + b] = stored < 0 ? backOff * byValue[this.#columns[second]! + 128]! : byValue[stored]!;
    }
    if (!few) return;
    for (let at = from; at < to; at++) {
      const b = this.#placeOf[this.#seconds[at]!]!;
      if (b >= 0) weights[begin + b] = byValue[this.#values[at]! + 128]!;
    }
  }

  #markPlaces(seconds: Int32Array, present: boolean): void {
    for (let b = 0; b < seconds.length; b++)
      if (seconds[b]! < this.vocabulary) this.#placeOf[seconds[b]!] = present ? b : -1;
  }

  /** The place of a token among the marked ones, −1 elsewhere. */
  #placeAmong(seconds: Int32Array, token: number): number {
    return token < this.vocabulary ? this.#placeOf[token]! : seconds.indexOf(token);
  }

  #known(token: number): number {
    return token < this.vocabulary ? token : this.#rare;
  }
}

/** Two that belong together: the first is followed by nothing else, nor does the second follow. Either may be absent (−1). */
function forbidOthers(weights: Float64Array, lefts: number, rights: number, first: number, second: number): void {
  if (first >= 0) for (let b = 0; b < rights; b++) if (b !== second) weights[first * rights + b] = 0;
  if (second >= 0) for (let a = 0; a < lefts; a++) if (a !== first) weights[a * rights + second] = 0;
}
