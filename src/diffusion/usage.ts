/** What the settled part of a poem has used already: words, pairs, openings. Asked once a step and line. */
import type { AdjustedPair } from './coupling.ts';
import type { PoemCanvas, Unit } from './poem-canvas.ts';
import type { SamplingSettings } from './settings.ts';
import type { PoemVocabulary } from './vocabulary.ts';

/** Nats that a word costs. */
export interface WordCosts {
  get(token: number): number;
}

interface UnitUsage {
  /** Words that carry sense, and the others. */
  readonly contents: readonly number[];
  readonly littles: readonly number[];
  readonly pairs: readonly (readonly [number, number])[];
  readonly opening: number | undefined;
  /** The last word. */
  readonly end: number | undefined;
}

export class Usage {
  readonly #units: readonly UnitUsage[];
  readonly #words: PoemVocabulary;
  readonly #costs: SamplingSettings['costs'];
  readonly #size: number;
  readonly #shared: ReadonlyMap<number, number>;
  /** How many lines each word ends. */
  readonly #ends = new Map<number, number>();
  /** Factors for pairs and openings that settled lines have, by their second token; one that stands twice is there twice. */
  readonly adjusted: ReadonlyMap<number, readonly AdjustedPair[]>;

  constructor(canvas: PoemCanvas, words: PoemVocabulary, costs: SamplingSettings['costs']) {
    this.#words = words;
    this.#costs = costs;
    this.#units = canvas.units.map((unit) => usageOf(canvas, unit, words));
    // About four words to five slots: the rest is `<pad>` and punctuation.
    this.#size = 0.8 * canvas.tokens.length;
    this.#shared = this.#sharedCosts();
    for (const { end } of this.#units) if (end !== undefined) add(this.#ends, end, 1);
    this.adjusted = this.#adjustedPairs();
  }

  /**
   * Nats for each word that settled slots hold: content words and their other forms, little words of the same line, words
   * used too often.
   */
  wordCosts(unit: Unit): WordCosts {
    const { contents, littles } = this.#units[unit.number]!;
    const own = new Map<number, number>();
    for (const token of contents) this.#addForms(own, token, 1);
    for (const token of littles) if (!unit.anchors.includes(token)) add(own, token, this.#costs.smallWordTwice);
    // An anchor must stand in this line wherever else it stands.
    for (const token of unit.anchors)
      for (const { contents: others } of this.#units)
        for (const other of others) if (other === token) this.#addForms(own, token, others === contents ? -2 : -1);
    return { get: (token) => (this.#shared.get(token) ?? 0) + (own.get(token) ?? 0) };
  }

  /**
   * Nats for each word as the last of a line whose end is open: what it costs anywhere, and more where other lines end with
   * it.
   */
  endCosts(unit: Unit, anywhere: WordCosts): WordCosts {
    return {
      get: (token) => {
        const cost = anywhere.get(token);
        const times = this.#ends.get(token);
        if (times === undefined || unit.anchors.includes(token)) return cost;
        return cost + this.#costs.repeatedEnd * times;
      },
    };
  }

  /** What all lines pay: for content words that stand anywhere, and for words used too often. */
  #sharedCosts(): Map<number, number> {
    const shared = new Map<number, number>();
    const counts = new Map<number, number>();
    for (const { contents, littles } of this.#units) {
      for (const token of contents) this.#addForms(shared, token, 1);
      for (const token of littles) add(counts, token, 1);
    }
    for (const [token, count] of counts) {
      const expected = this.#words.frequency(token) * this.#size;
      if (count > 2 * expected + 1) add(shared, token, this.#costs.overused * (count - 2 * expected - 1));
    }
    return shared;
  }

  #addForms(costs: Map<number, number>, token: number, times: number): void {
    const { repeatedWord, repeatedForm } = this.#costs;
    for (const form of this.#words.forms(token))
      add(costs, form, times * (form === token ? repeatedWord : repeatedForm));
  }

  #adjustedPairs(): Map<number, AdjustedPair[]> {
    const { repeatedPair, repeatedOpening } = this.#costs;
    const adjusted = new Map<number, AdjustedPair[]>();
    const adjust = (second: number, pair: AdjustedPair) => {
      const pairs = adjusted.get(second);
      if (pairs) pairs.push(pair);
      else adjusted.set(second, [pair]);
    };
    const [pairFactor, openingFactor] = [Math.exp(-repeatedPair), Math.exp(-repeatedOpening)];
    for (const [unit, { pairs, opening }] of this.#units.entries()) {
      for (const [first, second] of pairs) adjust(second, { first, unit, factor: pairFactor });
      if (opening !== undefined) adjust(opening, { first: this.#words.lexicon.pad, unit, factor: openingFactor });
    }
    return adjusted;
  }
}

function add(costs: Map<number, number>, token: number, cost: number): void {
  costs.set(token, (costs.get(token) ?? 0) + cost);
}

function usageOf(canvas: PoemCanvas, unit: Unit, words: PoemVocabulary): UnitUsage {
  const [contents, littles]: [number[], number[]] = [[], []];
  const { pad } = words.lexicon;
  const pairs: [number, number][] = [];
  let opening: number | undefined;
  for (let place = 0; place < unit.width - 1; place++) {
    if (canvas.isOpen(unit, place)) continue;
    const token = canvas.token(unit, place);
    if (token === pad) continue;
    (words.content[token] === 1 ? contents : littles).push(token);
    const settledBefore = place > 0 && !canvas.isOpen(unit, place - 1);
    const before = settledBefore ? canvas.token(unit, place - 1) : undefined;
    if (place === 0 || before === pad) opening = token;
    else if (before !== undefined) pairs.push([before, token]);
  }
  return { contents, littles, pairs, opening, end: canvas.settledEnd(unit) };
}
