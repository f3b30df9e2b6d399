/**
 * Which words like to stand side by side: pointwise mutual information from the corpus (docs/model-format.md,
 * pairs.bin).
 */
import { findSorted, openTable } from '../poetics/index.ts';

const MAGIC = 0x50414952;
/** In the place of tokens that the table lacks: `<rare>`. */
const RARE = 2;
/** The pairs of a word that has as many as this are kept by place as well: they would be long to read through. */
const MANY = 400;
/** Values lie between this and its negative: of a pair, or of a first and a second word together. */
export const MOST_VALUE = 256;

export class PairTable {
  readonly vocabulary: number;
  /** Nats of a value of 1. */
  readonly scale: number;
  readonly #firsts: Side;
  readonly #seconds: Side;

  /** @throws {ModelFileError} when the bytes are not a pair table of this vocabulary */
  constructor(bytes: Uint8Array, vocabulary: number) {
    const { buffer, start, view } = openTable(bytes, { name: 'pairs', magic: MAGIC, header: 16, vocabulary });
    const pairs = view.getUint32(8, true);
    this.vocabulary = vocabulary;
    this.scale = view.getFloat32(12, true);
    let at = start + 16;
    const starts = new Uint32Array(buffer, at, vocabulary + 1);
    at += 4 * (vocabulary + 1);
    const others = new Uint16Array(buffer, at, pairs);
    at += 2 * pairs;
    const values = new Int8Array(buffer, at, pairs);
    at += pairs;
    const [rows, columns] = [new Int8Array(buffer, at, vocabulary), new Int8Array(buffer, at + vocabulary, vocabulary)];
    const stored = { starts, others, values };
    this.#firsts = new Side(stored, rows, columns);
    this.#seconds = new Side(turned(stored), columns, rows);
  }

  /** log p(second | first) − log p(second), in nats. */
  pmi(first: number, second: number): number {
    return this.scale * this.#firsts.value(this.#known(first), this.#known(second));
  }

  /**
   * Writes the values of a first word with some second ones, in units of {@link scale}, at `at`, `at + 1`….
   * @param placeOf  by token: its place among `seconds`, −1 elsewhere
   */
  row(first: number, seconds: Int32Array, placeOf: Int16Array, into: Int16Array, at: number): void {
    this.#firsts.fill(this.#known(first), seconds, placeOf, into, at, 1);
  }

  /** Writes the values of a second word with some first ones at `at`, `at + stride`…. */
  column(second: number, firsts: Int32Array, placeOf: Int16Array, into: Int16Array, at: number, stride: number): void {
    this.#seconds.fill(this.#known(second), firsts, placeOf, into, at, stride);
  }

  #known(token: number): number {
    return token < this.vocabulary ? token : RARE;
  }
}

/** Pairs by one of their words: word `w` has the pairs `starts[w]` … `starts[w + 1]`, sorted by the other word. */
interface StoredPairs {
  readonly starts: Uint32Array;
  readonly others: Uint16Array;
  readonly values: Int8Array;
}

/** The same pairs by their other word. */
function turned({ starts, others, values }: StoredPairs): StoredPairs {
  const ends = new Uint32Array(starts.length);
  for (const other of others) ends[other + 1]!++;
  for (let word = 1; word < ends.length; word++) ends[word]! += ends[word - 1]!;
  const turnedStarts = ends.slice();
  const turnedOthers = new Uint16Array(others.length);
  const turnedValues = new Int8Array(values.length);
  for (let word = 0; word + 1 < starts.length; word++)
    for (let pair = starts[word]!; pair < starts[word + 1]!; pair++) {
      const place = ends[others[pair]!]!++;
      turnedOthers[place] = word;
      turnedValues[place] = values[pair]!;
    }
  return { starts: turnedStarts, others: turnedOthers, values: turnedValues };
}

/** The pairs as seen from their first words, or from their second ones. */
class Side {
  readonly #pairs: StoredPairs;
  /** What a word gives to pairs that are not stored, and what the other one does. */
  readonly #own: Int8Array;
  readonly #other: Int8Array;
  /** Value + 128 by the other word, 0 for a pair that is not stored; for the words of many pairs. */
  readonly #byPlace: (Uint8Array | undefined)[];

  constructor(pairs: StoredPairs, own: Int8Array, other: Int8Array) {
    this.#pairs = pairs;
    this.#own = own;
    this.#other = other;
    this.#byPlace = Array.from(own, (_, word) => this.#spread(word));
  }

  #spread(word: number): Uint8Array | undefined {
    const { starts, others, values } = this.#pairs;
    if (starts[word + 1]! - starts[word]! < MANY) return undefined;
    const byPlace = new Uint8Array(this.#own.length);
    for (let pair = starts[word]!; pair < starts[word + 1]!; pair++)
      byPlace[others[pair]!] = Math.max(-127, values[pair]!) + 128;
    return byPlace;
  }

  value(word: number, other: number): number {
    const { starts, others, values } = this.#pairs;
    const pair = findSorted(others, starts[word]!, starts[word + 1]!, other);
    return pair < 0 ? this.#own[word]! + this.#other[other]! : values[pair]!;
  }

  fill(word: number, tokens: Int32Array, placeOf: Int16Array, into: Int16Array, at: number, stride: number): void {
    const own = this.#own[word]!;
    const backOff = this.#other;
    const vocabulary = backOff.length;
    const byPlace = this.#byPlace[word];
    if (byPlace) {
      for (let place = 0; place < tokens.length; place++) {
        const token = tokens[place]! < vocabulary ? tokens[place]! : RARE;
        const stored = byPlace[token]!;
        into[at + place * stride] = stored === 0 ? own + backOff[token]! : stored - 128;
      }
      return;
    }
    for (let place = 0; place < tokens.length; place++) {
      const token = tokens[place]!;
      // A stranger has no place of its own to be found at when the pairs are read through.
      into[at + place * stride] = token < vocabulary ? own + backOff[token]! : this.value(word, RARE);
    }
    const { starts, others, values } = this.#pairs;
    const end = starts[word + 1]!;
    for (let pair = starts[word]!; pair < end; pair++) {
      const place = placeOf[others[pair]!]!;
      if (place >= 0) into[at + place * stride] = values[pair]!;
    }
  }
}
