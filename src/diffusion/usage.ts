/** What the settled part of a poem has used already: words, pairs, openings. Asked once a step and line. */
import type { AdjustedPair } from './pair-table.ts';
import type { PoemCanvas, Unit } from './poem-canvas.ts';
import type { SamplingSettings } from './settings.ts';
import type { PoemVocabulary } from './vocabulary.ts';

interface UnitUsage {
  readonly words: readonly number[];
  readonly pairs: readonly (readonly [number, number])[];
  readonly opening: number | undefined;
}

export class Usage {
  readonly #units: readonly UnitUsage[];
  readonly #words: PoemVocabulary;
  readonly #counts = new Map<number, number>();
  readonly #size: number;

  constructor(canvas: PoemCanvas, words: PoemVocabulary) {
    this.#words = words;
    this.#units = canvas.units.map((unit) => usageOf(canvas, unit, words.lexicon.pad));
    for (const { words: used } of this.#units)
      for (const token of used) this.#counts.set(token, (this.#counts.get(token) ?? 0) + 1);
    // About four words to five slots: the rest is `<pad>` and punctuation.
    this.#size = 0.8 * canvas.tokens.length;
  }

  /**
   * Nats for each word that settled slots hold: content words and their other forms, little words of the same line, words
   * used too often.
   */
  wordCosts(unit: Unit, settings: SamplingSettings['costs']): Map<number, number> {
    const { repeatedWord, repeatedForm, smallWordTwice, overused } = settings;
    const costs = new Map<number, number>();
    const add = (token: number, cost: number) => costs.set(token, (costs.get(token) ?? 0) + cost);
    for (const [number, { words }] of this.#units.entries())
      for (const token of words) {
        if (unit.anchors.includes(token)) continue;
        if (this.#words.content[token] === 1) {
          const times = number === unit.number ? 2 : 1;
          for (const form of this.#words.forms(token))
            add(form, times * (form === token ? repeatedWord : repeatedForm));
        } else if (number === unit.number) add(token, smallWordTwice);
      }
    for (const [token, count] of this.#counts) {
      const expected = this.#words.frequency(token) * this.#size;
      if (this.#words.content[token] !== 1 && count > 2 * expected + 1)
        add(token, overused * (count - 2 * expected - 1));
    }
    return costs;
  }

  /** Factors for pairs and openings that settled lines have; a pair that stands twice is listed twice. */
  adjustedPairs(unit: Unit, pairCost: number, openingCost: number): AdjustedPair[] {
    const adjusted: AdjustedPair[] = [];
    for (const [number, { pairs, opening }] of this.#units.entries()) {
      if (number === unit.number) continue;
      for (const [first, second] of pairs) adjusted.push({ first, second, factor: Math.exp(-pairCost) });
      if (opening !== undefined)
        adjusted.push({ first: this.#words.lexicon.pad, second: opening, factor: Math.exp(-openingCost) });
    }
    return adjusted;
  }
}

function usageOf(canvas: PoemCanvas, unit: Unit, pad: number): UnitUsage {
  const words: number[] = [];
  const pairs: [number, number][] = [];
  let opening: number | undefined;
  for (let place = 0; place < unit.width - 1; place++) {
    if (canvas.isOpen(unit, place)) continue;
    const token = canvas.token(unit, place);
    if (token === pad) continue;
    words.push(token);
    const settledBefore = place > 0 && !canvas.isOpen(unit, place - 1);
    const before = settledBefore ? canvas.token(unit, place - 1) : undefined;
    if (place === 0 || before === pad) opening = token;
    else if (before !== undefined) pairs.push([before, token]);
  }
  return { words, pairs, opening };
}
