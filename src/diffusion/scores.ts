/**
 * The denoiser's scores of one run. A slot has thousands of them, of which a few dozen are wanted, and carrying all of
 * them over from the library would take a quarter of the step. So most slots come as the few blocks of neighbouring
 * token ids whose highest scores are the highest, and a list of tokens that are named beforehand; only slots that may
 * need any word (rhymes, initials) come whole (docs/model-format.md).
 */
import type { HighestValues } from './highest-values.ts';

/** What one run leaves behind: M slots, V tokens in blocks of S. */
export interface RunOutputs {
  /** [M × K] numbers of the highest blocks */
  readonly blocks: Int32Array;
  /** [M × K] the highest logit of each of them */
  readonly highest: Float32Array;
  /** [M × K × S] their logits */
  readonly near: Float32Array;
  /** [M × P] logits of the named tokens */
  readonly named: Float32Array;
  /** [W × V] logits of the slots that come whole */
  readonly whole: Float32Array;
}

/** What a run was asked for. */
export interface Wanted {
  /** [P] tokens; those that will be raised come first */
  readonly names: Int32Array;
  /** [W] rows that come whole, in rising order */
  readonly wholeRows: Int32Array;
}

export class Scores {
  /** [W × V], as {@link RunOutputs}. */
  readonly whole: Float32Array;
  readonly #rows: SlotScores[];
  readonly #size: number;

  /** @param size  S: token ids in a block */
  constructor(outputs: RunOutputs, { names, wholeRows }: Wanted, rows: number, vocabulary: number, size: number) {
    const { blocks, highest, near, named, whole } = outputs;
    const count = blocks.length / Math.max(1, rows);
    const nameAt = new Map<number, number>();
    for (const [at, name] of names.entries()) if (!nameAt.has(name)) nameAt.set(name, at);
    const places = new Int16Array(rows * (vocabulary / size)).fill(-1);
    this.whole = whole;
    this.#size = size;
    this.#rows = Array.from({ length: rows }, (_, row) => {
      const placeAt = row * (vocabulary / size);
      for (let place = 0; place < count; place++) places[placeAt + blocks[row * count + place]!] = place;
      return new SlotScores(
        { size, count, blocks, blockAt: row * count, near, nearAt: row * count * size, highest, places, placeAt },
        { nameAt, names, logits: named, at: row * names.length },
      );
    });
    const wholeHighest = highestOf(whole, size);
    for (const [at, row] of wholeRows.entries())
      this.#rows[row] = SlotScores.whole(whole, wholeHighest, at, vocabulary, size);
  }

  /** All slots whole, of a model that knows no blocks. @param logits  [M × V] */
  static ofWhole(logits: Float32Array, vocabulary: number, size = blockSize(vocabulary)): Scores {
    const rows = logits.length / vocabulary;
    const none = new Float32Array(0);
    const outputs = { blocks: new Int32Array(0), highest: none, near: none, named: none, whole: logits };
    const wanted = { names: new Int32Array(0), wholeRows: Int32Array.from({ length: rows }, (_, row) => row) };
    return new Scores(outputs, wanted, rows, vocabulary, size);
  }

  row(number: number): SlotScores {
    return this.#rows[number]!;
  }

  /**
   * Adds its gain to each token, in some rows.
   * @param tokens  where a row is not whole: the first of those that were named
   * @param gains   nats, not negative
   */
  raise(rows: Iterable<number>, tokens: Int32Array, gains: Float32Array): void {
    const blocks = tokens.map((token) => Math.trunc(token / this.#size));
    for (const row of rows) this.#rows[row]!.raise(tokens, blocks, gains);
  }
}

/** Some blocks of one slot's logits, in shared arrays. */
interface Blocks {
  readonly size: number;
  readonly count: number;
  /** Their numbers from `blockAt` on; undefined when all are there, in order. */
  readonly blocks: Int32Array | undefined;
  readonly blockAt: number;
  readonly near: Float32Array;
  readonly nearAt: number;
  /** The highest logit of each, from `blockAt` on. */
  readonly highest: Float32Array;
  /** By a block's number, from `placeAt` on: its place among them, −1 when it is not there. */
  readonly places: Int16Array | undefined;
  readonly placeAt: number;
}

/** Logits of named tokens, in shared arrays. */
interface Names {
  readonly nameAt: ReadonlyMap<number, number>;
  readonly names: Int32Array;
  readonly logits: Float32Array;
  readonly at: number;
}

const nobody: Names = { nameAt: new Map(), names: new Int32Array(0), logits: new Float32Array(0), at: 0 };

/** Natural-log scores, not normalised, of the words that one slot may hold. */
export class SlotScores {
  readonly #known: Blocks;
  readonly #names: Names;
  /** So many of the names were raised, and may so be among the best. */
  #raised = 0;

  constructor(known: Blocks, names: Names) {
    this.#known = known;
    this.#names = names;
  }

  static whole(logits: Float32Array, highest: Float32Array, row: number, vocabulary: number, size: number): SlotScores {
    const count = vocabulary / size;
    return new SlotScores(
      {
        size,
        count,
        blocks: undefined,
        blockAt: row * count,
        near: logits,
        nearAt: row * vocabulary,
        highest,
        places: undefined,
        placeAt: 0,
      },
      nobody,
    );
  }

  /** Blocks whose logits are known. */
  get blocks(): number {
    return this.#known.count;
  }

  /** −∞ for a token that is neither near nor named. */
  logit(token: number): number {
    const place = this.#placeOf(token);
    if (place >= 0) return this.#known.near[place]!;
    const name = this.#names.nameAt.get(token);
    return name === undefined ? Number.NEGATIVE_INFINITY : this.#names.logits[this.#names.at + name]!;
  }

  /** The highest logit of the known block at a place. */
  highest(place: number): number {
    return this.#known.highest[this.#known.blockAt + place]!;
  }

  /** Offers every allowed token of the known block at a place. @param allowed  1 for every token that is */
  offerBlock(place: number, allowed: Uint8Array, to: HighestValues): void {
    const { size, near, nearAt, blocks, blockAt } = this.#known;
    const first = (blocks ? blocks[blockAt + place]! : place) * size;
    const from = nearAt + place * size;
    for (let at = 0; at < size; at++)
      if (near[from + at]! >= to.bar && allowed[first + at] === 1) to.add(first + at, near[from + at]!);
  }

  /** The same for the raised tokens that are in no known block. */
  offerRaised(allowed: Uint8Array, to: HighestValues): void {
    const { names, logits, at } = this.#names;
    for (let name = 0; name < this.#raised; name++) {
      const token = names[name]!;
      if (logits[at + name]! >= to.bar && allowed[token] === 1 && this.#placeOf(token) < 0)
        to.add(token, logits[at + name]!);
    }
  }

  /** See {@link Scores.raise}. @param blocks  of the tokens */
  raise(tokens: Int32Array, blocks: Int32Array, gains: Float32Array): void {
    const { near, size, highest, blockAt, nearAt } = this.#known;
    for (let at = 0; at < tokens.length; at++) {
      const gain = gains[at]!;
      const place = this.#placeIn(blocks[at]!, tokens[at]!);
      if (place < 0) {
        this.#names.logits[this.#names.at + at]! += gain;
        continue;
      }
      near[place]! += gain;
      const block = blockAt + Math.trunc((place - nearAt) / size);
      if (near[place]! > highest[block]!) highest[block] = near[place]!;
    }
    this.#raised = Math.min(tokens.length, this.#names.names.length);
  }

  /** The logits of all tokens. @throws {RangeError} when this slot did not come whole */
  all(): Float32Array {
    const { near, nearAt, count, size, blocks } = this.#known;
    if (blocks) throw new RangeError('This slot was not asked for as a whole.');
    return near.subarray(nearAt, nearAt + count * size);
  }

  /** Where a token's logit stands in `near`; negative when it is not there. */
  #placeOf(token: number): number {
    return this.#placeIn(Math.trunc(token / this.#known.size), token);
  }

  /** The same of a token whose block is known. */
  #placeIn(block: number, token: number): number {
    const { size, count, places, placeAt, nearAt } = this.#known;
    const place = places ? places[placeAt + block]! : block < count ? block : -1;
    return place >= 0 ? nearAt + place * size + token - block * size : -1;
  }
}

/** The geometric mean of several slots' distributions: a refrain has one for all its places, which come whole. */
export function meanScores(all: readonly SlotScores[]): SlotScores {
  if (all.length === 1) return all[0]!;
  const logits = all.map((slot) => slot.all());
  const mean = new Float32Array(logits[0]!.length);
  for (const own of logits) for (let token = 0; token < mean.length; token++) mean[token]! += own[token]! / all.length;
  return Scores.ofWhole(mean, mean.length, mean.length / all[0]!.blocks).row(0);
}

/** The divisor of the vocabulary's size that lies nearest to 64; training/graph.py chooses the same. */
function blockSize(vocabulary: number): number {
  let nearest = 1;
  for (let size = 2; size <= vocabulary; size++)
    if (vocabulary % size === 0 && Math.abs(size - 64) < Math.abs(nearest - 64)) nearest = size;
  return nearest;
}

/** The highest of every `size` values. */
function highestOf(values: Float32Array, size: number): Float32Array {
  const highest = new Float32Array(values.length / size).fill(Number.NEGATIVE_INFINITY);
  for (let block = 0; block < highest.length; block++) {
    let most = Number.NEGATIVE_INFINITY;
    for (let at = block * size; at < (block + 1) * size; at++) if (values[at]! > most) most = values[at]!;
    highest[block] = most;
  }
  return highest;
}
