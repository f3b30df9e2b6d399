/**
 * A 3-gram model with interpolated Kneser-Ney smoothing (Chen & Goodman 1999), as whole distributions over the lexicon.
 *
 * Grams are numbers a·V² + b·V + c in one sorted array, so that all continuations of a history stand side by side:
 * a distribution is the lower order's, scaled, plus a few entries. `<pad>` stands before a line's first word.
 */

/** Sorted distinct keys with how often each occurs. */
interface Grams {
  readonly keys: Float64Array;
  readonly counts: Uint32Array;
}

/** A level of the model: grams of some history, with that level's discount. */
interface Level {
  readonly grams: Grams;
  readonly discount: number;
}

/** @param keys are sorted in place */
function counted(keys: Float64Array): Grams {
  keys.sort();
  let distinct = 0;
  for (let at = 0; at < keys.length; at++) if (at === 0 || keys[at] !== keys[at - 1]) distinct++;
  const unique = new Float64Array(distinct);
  const counts = new Uint32Array(distinct);
  let to = -1;
  for (let at = 0; at < keys.length; at++) {
    if (at === 0 || keys[at] !== keys[at - 1]) unique[++to] = keys[at]!;
    counts[to]!++;
  }
  return { keys: unique, counts };
}

/** The absolute discount n1 / (n1 + 2·n2) (Ney, Essen & Kneser 1994). */
function discountOf(counts: Uint32Array): number {
  let ones = 0;
  let twos = 0;
  for (const count of counts) {
    if (count === 1) ones++;
    else if (count === 2) twos++;
  }
  return ones > 0 ? ones / (ones + 2 * Math.max(1, twos)) : 0.5;
}

/** First place in sorted `keys` whose value is not below `value`. */
function lowerBound(keys: Float64Array, value: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class NgramModel {
  readonly vocabulary: number;
  readonly #trigrams: Level;
  /** Bigrams by how often they occur: for a history of one known word. */
  readonly #bigrams: Level;
  /** Bigrams by how many words precede them: what trigrams back off to. */
  readonly #continuations: Level;
  /** [V] by how many words precede each, with a little for the unseen. */
  readonly #preceded: Float64Array;
  /** [V] relative frequencies, with a little for the unseen. */
  readonly unigrams: Float64Array;

  /**
   * @param tokens    words and end marks
   * @param endsLine  1 for the tokens that end a line
   * @param take      whether the token at this place is to be counted
   * @param backward  learns to predict a word from the two after it
   */
  constructor(
    tokens: Uint16Array,
    {
      vocabulary,
      endsLine,
      take,
      backward = false,
    }: {
      readonly vocabulary: number;
      readonly endsLine: Uint8Array;
      readonly take?: Uint8Array;
      readonly backward?: boolean;
    },
  ) {
    this.vocabulary = vocabulary;
    const V = vocabulary;
    const keys = new Float64Array(tokens.length * (backward ? 2 : 1));
    let used = 0;
    const line: number[] = [];
    const count = () => {
      // Backward lines begin with their end mark and end with the <pad> before their first word.
      const symbols = backward ? [...line.reverse(), 0] : line;
      let before = 0;
      let previous = 0;
      for (const symbol of symbols) {
        keys[used++] = (before * V + previous) * V + symbol;
        before = previous;
        previous = symbol;
      }
      line.length = 0;
    };
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at]!;
      if (take && take[at] === 0) continue;
      line.push(token);
      if (endsLine[token] === 1) count();
    }
    const trigrams = counted(keys.slice(0, used));
    this.#trigrams = { grams: trigrams, discount: discountOf(trigrams.counts) };

    const raw = new Float64Array(V);
    const pairs = new Float64Array(trigrams.keys.length);
    for (let at = 0; at < pairs.length; at++) {
      pairs[at] = trigrams.keys[at]! % (V * V);
      raw[pairs[at]! % V]! += trigrams.counts[at]!;
    }
    const order = new Float64Array(used);
    let to = 0;
    for (let at = 0; at < pairs.length; at++) for (let n = trigrams.counts[at]!; n > 0; n--) order[to++] = pairs[at]!;
    const bigrams = counted(order);
    this.#bigrams = { grams: bigrams, discount: discountOf(bigrams.counts) };
    const continuations = counted(pairs);
    this.#continuations = { grams: continuations, discount: discountOf(continuations.counts) };
    const preceded = new Float64Array(V);
    for (const key of continuations.keys) preceded[key % V]!++;
    this.#preceded = smoothed(preceded);
    this.unigrams = smoothed(raw);
  }

  /**
   * The distribution of the next token.
   * @param previous  the token before it; undefined when it is not known
   * @param before    the token before that; undefined when it is not known
   * @param into      [V], overwritten with probabilities that sum to 1
   */
  distribution(previous: number | undefined, before: number | undefined, into: Float64Array): Float64Array {
    if (previous === undefined) {
      into.set(this.unigrams);
      return into;
    }
    into.set(this.#preceded);
    if (before === undefined) return this.#interpolate(this.#bigrams, previous, into);
    this.#interpolate(this.#continuations, previous, into);
    return this.#interpolate(this.#trigrams, before * this.vocabulary + previous, into);
  }

  /** Probability of one token after two known ones. */
  probability(token: number, previous: number, before: number): number {
    let p = this.#preceded[token]!;
    for (const [level, history] of [
      [this.#continuations, previous],
      [this.#trigrams, before * this.vocabulary + previous],
    ] as const) {
      const { total, begin, end } = this.#history(level, history);
      if (total === 0) continue;
      const at = lowerBound(level.grams.keys, history * this.vocabulary + token);
      const found = at < end && level.grams.keys[at] === history * this.vocabulary + token;
      const count = found ? level.grams.counts[at]! : 0;
      p = Math.max(0, count - level.discount) / total + ((level.discount * (end - begin)) / total) * p;
    }
    return p;
  }

  #history({ grams }: Level, history: number): { begin: number; end: number; total: number } {
    const begin = lowerBound(grams.keys, history * this.vocabulary);
    const end = lowerBound(grams.keys, (history + 1) * this.vocabulary);
    let total = 0;
    for (let at = begin; at < end; at++) total += grams.counts[at]!;
    return { begin, end, total };
  }

  #interpolate(level: Level, history: number, into: Float64Array): Float64Array {
    const { begin, end, total } = this.#history(level, history);
    if (total === 0) return into;
    const { grams, discount } = level;
    const kept = (discount * (end - begin)) / total;
    for (let token = 0; token < into.length; token++) into[token]! *= kept;
    const base = history * this.vocabulary;
    for (let at = begin; at < end; at++)
      into[grams.keys[at]! - base]! += Math.max(0, grams.counts[at]! - discount) / total;
    return into;
  }
}

/** Relative frequencies of which a hundredth is shared out evenly, so that nothing is impossible. */
function smoothed(counts: Float64Array): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const even = 1 / counts.length;
  return counts.map((count) => (total > 0 ? 0.99 * (count / total) + 0.01 * even : even));
}
