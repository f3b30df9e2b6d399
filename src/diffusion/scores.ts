/**
 * The denoiser's scores of one run. A slot has thousands of them, of which a few dozen are wanted, and carrying all of
 * them over from the library would take a quarter of the step. So most slots come as their best tokens and a list of
 * tokens that are named beforehand; only slots that may need any word (rhymes, initials) come whole
 * (docs/model-format.md).
 */
import { HighestValues } from './highest-values.ts';

/** What one run leaves behind: M slots, V tokens. */
export interface RunOutputs {
  /** [M × K] the best tokens, the best first */
  readonly best: Int32Array;
  /** [M × K] their logits */
  readonly bestLogits: Float32Array;
  /** [M × P] logits of the named tokens */
  readonly named: Float32Array;
  /** [W × V] logits of the slots that come whole */
  readonly whole: Float32Array;
}

/** What a run was asked for. */
export interface Wanted {
  /** [P] tokens */
  readonly names: Int32Array;
  /** [W] rows that come whole, in rising order */
  readonly wholeRows: Int32Array;
  /** [V] nats that each token gains at every slot, before the best are chosen */
  readonly gains: Float32Array;
}

/** Some tokens of a slot. */
export interface TokenLogits {
  readonly tokens: number[];
  /** Of each of them. */
  readonly logits: number[];
}

/** Natural-log scores, not normalised, of the words that one slot may hold. */
export interface SlotScores {
  /** −∞ for a token that is neither among the best nor named. */
  logit(token: number): number;
  /**
   * The best tokens with their logits, in no order.
   * @param allowed  1 for every token that may be among them
   * @param limit    most of them, at least 1; where the slot did not come whole there may be fewer
   * @param held     what the slot held at the step before: the last third goes to these first, where the slot did not
   *                 come whole, since among the unlikely one is as good as another, and what stays need not be looked up
   */
  best(allowed: Uint8Array, limit: number, held?: Int32Array): TokenLogits;
  /** The logits of all tokens. @throws {RangeError} when this slot did not come whole */
  all(): Float32Array;
}

export class Scores {
  readonly #rows: readonly SlotScores[];

  constructor({ best, bestLogits, named, whole }: RunOutputs, { names, wholeRows }: Wanted, rows: number) {
    const nameAt = new Map<number, number>();
    for (let at = 0; at < names.length; at++) nameAt.set(names[at]!, at);
    const vocabulary = whole.length / Math.max(1, wholeRows.length);
    const wholeAt = new Map([...wholeRows].map((row, at) => [row, at]));
    const part = <Values extends Int32Array | Float32Array>(values: Values, row: number) =>
      values.subarray((row * values.length) / rows, ((row + 1) * values.length) / rows) as Values;
    this.#rows = Array.from({ length: rows }, (_, row) => {
      const at = wholeAt.get(row);
      if (at !== undefined) return new WholeScores(whole.subarray(at * vocabulary, (at + 1) * vocabulary));
      return new BestScores(part(best, row), part(bestLogits, row), nameAt, part(named, row));
    });
  }

  /**
   * All slots whole, of a model that does not choose.
   * @param logits  [M × V]; the gains are added in place
   */
  static ofWhole(logits: Float32Array, gains: Float32Array): Scores {
    const rows = logits.length / Math.max(1, gains.length);
    for (let at = 0; at < logits.length; at++) logits[at]! += gains[at % gains.length]!;
    const none = new Float32Array(0);
    const outputs = { best: new Int32Array(0), bestLogits: none, named: none, whole: logits };
    const wholeRows = Int32Array.from({ length: rows }, (_, row) => row);
    return new Scores(outputs, { names: new Int32Array(0), wholeRows, gains }, rows);
  }

  row(number: number): SlotScores {
    return this.#rows[number]!;
  }
}

/** Share of a slot's candidates that are its best, whatever it held before. */
const SURE = 2 / 3;
const nothing = new Int32Array(0);

/** A slot of which the best and the named tokens are known. */
class BestScores implements SlotScores {
  readonly #best: Int32Array;
  readonly #bestLogits: Float32Array;
  readonly #nameAt: ReadonlyMap<number, number>;
  readonly #named: Float32Array;

  constructor(best: Int32Array, bestLogits: Float32Array, nameAt: ReadonlyMap<number, number>, named: Float32Array) {
    this.#best = best;
    this.#bestLogits = bestLogits;
    this.#nameAt = nameAt;
    this.#named = named;
  }

  logit(token: number): number {
    const place = this.#best.indexOf(token);
    if (place >= 0) return this.#bestLogits[place]!;
    const name = this.#nameAt.get(token);
    return name === undefined ? Number.NEGATIVE_INFINITY : this.#named[name]!;
  }

  best(allowed: Uint8Array, limit: number, held = nothing): TokenLogits {
    const sure = held.length > 0 ? Math.ceil(SURE * limit) : limit;
    const [places, others]: [number[], number[]] = [[], []];
    for (let place = 0; place < this.#best.length && places.length < limit; place++) {
      const token = this.#best[place]!;
      if (allowed[token] !== 1) continue;
      if (places.length < sure || held.includes(token)) places.push(place);
      else others.push(place);
    }
    for (let at = 0; at < others.length && places.length < limit; at++) places.push(others[at]!);
    return {
      tokens: places.map((place) => this.#best[place]!),
      logits: places.map((place) => this.#bestLogits[place]!),
    };
  }

  all(): Float32Array {
    throw new RangeError('This slot was not asked for as a whole.');
  }
}

const found = new HighestValues();

/** A slot of which every token's logit is known. */
class WholeScores implements SlotScores {
  readonly #logits: Float32Array;

  constructor(logits: Float32Array) {
    this.#logits = logits;
  }

  logit(token: number): number {
    return this.#logits[token] ?? Number.NEGATIVE_INFINITY;
  }

  best(allowed: Uint8Array, limit: number): TokenLogits {
    const logits = this.#logits;
    found.start(limit);
    for (let token = 0; token < logits.length; token++)
      if (logits[token]! >= found.bar && allowed[token] === 1) found.add(token, logits[token]!);
    const tokens = found.owners();
    return { tokens, logits: tokens.map((token) => logits[token]!) };
  }

  all(): Float32Array {
    return this.#logits;
  }
}

/** The geometric mean of several slots' distributions: a refrain has one for all its places, which come whole. */
export function meanScores(all: readonly SlotScores[]): SlotScores {
  if (all.length === 1) return all[0]!;
  const logits = all.map((slot) => slot.all());
  const mean = new Float32Array(logits[0]!.length);
  for (const own of logits) for (let token = 0; token < mean.length; token++) mean[token]! += own[token]! / all.length;
  return new WholeScores(mean);
}
