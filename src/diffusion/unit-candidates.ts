/** Which words each slot of a line may hold at one step: from the denoiser's scores, the form, and what is used already. */
import { type CandidateRules, chooseAmong, chooseCandidates, type LogCandidates, only } from './candidates.ts';
import { NOTHING_YET, type PoemCanvas, type Unit } from './poem-canvas.ts';
import { meanScores, type SlotScores } from './scores.ts';
import type { SamplingSettings } from './settings.ts';
import type { Usage, WordCosts } from './usage.ts';
import type { PoemVocabulary } from './vocabulary.ts';

/** What one step knows of all lines. */
export interface StepView {
  /** Of one flat open slot. */
  readonly scores: (slot: number) => SlotScores;
  readonly usage: Usage;
  readonly temperature: number;
}

/** What holds for all slots of a line. */
interface LineView {
  readonly wide: boolean;
  readonly opening: Uint8Array | undefined;
  readonly costs: WordCosts;
  readonly endCosts: WordCosts;
  /** Most candidates of a word slot. */
  readonly limit: number;
}

/** Words considered for the start of an acrostic's line, beyond the likely ones. */
const OPENINGS = 24;

export class UnitCandidates {
  readonly #canvas: PoemCanvas;
  readonly #words: PoemVocabulary;
  readonly #settings: SamplingSettings;
  /** By unit and place: the candidates of the latest step. */
  readonly #held: readonly (Int32Array | undefined)[][];
  /** By initial. */
  readonly #openings = new Map<string, Uint8Array>();

  constructor(canvas: PoemCanvas, words: PoemVocabulary, settings: SamplingSettings) {
    this.#canvas = canvas;
    this.#words = words;
    this.#settings = settings;
    this.#held = canvas.units.map(() => []);
  }

  /**
   * @param wide     whether to consider many more words, after no line was possible with the few
   * @param opening  from {@link opening}
   * @returns the candidates of every slot, words then punctuation
   */
  of(unit: Unit, step: StepView, wide: boolean, opening: Uint8Array | undefined): LogCandidates[] {
    const costs = step.usage.wordCosts(unit);
    const endCosts = step.usage.endCosts(unit, costs);
    const limit = this.#mostWords(unit, wide);
    return Array.from({ length: unit.width }, (_, place) => {
      if (!this.#canvas.isOpen(unit, place)) return only(this.#canvas.token(unit, place));
      const candidates = this.#ofOpenSlot(unit, place, step, { wide, opening, costs, endCosts, limit });
      this.#held[unit.number]![place] = candidates.tokens;
      return candidates;
    });
  }

  /** 1 for the tokens that may open an acrostic's line; undefined where any word may. */
  opening(unit: Unit): Uint8Array | undefined {
    const { initial } = unit.line.shape;
    if (initial === undefined) return undefined;
    let tokens = this.#openings.get(initial);
    if (!tokens) {
      tokens = this.#words.drawable.map((may, token) =>
        may === 1 && this.#words.word(token).startsWith(initial) ? 1 : 0,
      );
      this.#openings.set(initial, tokens);
    }
    return tokens;
  }

  /** Most candidates of a word slot of the line. */
  #mostWords(unit: Unit, wide: boolean): number {
    const { candidates } = this.#settings;
    if (wide) return candidates.rhyme;
    return this.#canvas.isBlank(unit) ? candidates.blank : candidates.word;
  }

  /** The lines that rhyme with each other. */
  rhyming(rhyme: string): Unit[] {
    return this.#canvas.units.filter((unit) => unit.line.shape.rhyme === rhyme);
  }

  #ofOpenSlot(
    unit: Unit,
    place: number,
    { scores: scoresOf, temperature }: StepView,
    { wide, opening, costs, endCosts, limit }: LineView,
  ): LogCandidates {
    const { cutoff } = this.#settings;
    const standing = this.#canvas.token(unit, place);
    const scores = meanScores(this.#canvas.slots(unit, place).map(scoresOf));
    const isMark = place === unit.width - 1;
    const isEnd = place === unit.width - 2;
    const always = [...(standing === NOTHING_YET ? [] : [standing]), ...(isMark ? [] : unit.anchors)];
    // Without `<pad>` a line would need as many words as slots.
    if (!isMark && !isEnd) always.push(this.#words.lexicon.pad);
    if (opening && !isMark) always.push(...scores.best(opening, OPENINGS).tokens);
    if (wide && !isMark && !isEnd) always.push(...this.#words.everyStress);
    const rules: CandidateRules = {
      allowed: this.#words.drawable,
      temperature,
      limit,
      cutoff: wide ? 2 * cutoff : cutoff,
      costs: isEnd ? endCosts : costs,
      always,
      held: this.#held[unit.number]![place],
    };
    if (isMark) return chooseAmong(this.#words.markTokens, scores, rules);
    return isEnd ? this.#ofEnd(unit, scores, rules, wide) : chooseCandidates(scores, rules);
  }

  /** End words: no `<pad>`; in a rhymed line only words that rhyme, and with the settled lines where there are any. */
  #ofEnd(unit: Unit, scores: SlotScores, rules: CandidateRules, wide: boolean): LogCandidates {
    const { rhyme } = unit.line.shape;
    const partners = rhyme === undefined ? [] : this.rhyming(rhyme);
    if (partners.length < 2) return chooseCandidates(scores, { ...rules, allowed: this.#words.drawableWords });
    const settled = partners.map((other) => this.#canvas.settledEnd(other)).find((end) => end !== undefined);
    const key = settled === undefined ? undefined : this.#words.rhyme(settled)?.key;
    const limit = this.#settings.candidates.rhyme * (wide ? 8 : 1);
    // The rhyme stands: if it must be, whoever has it may end the line, however unlikely.
    const cutoff = wide ? Number.POSITIVE_INFINITY : rules.cutoff;
    if (key !== undefined) return chooseAmong(this.#words.rhymeClass(key), scores, { ...rules, limit, cutoff });
    return chooseCandidates(scores, { ...rules, allowed: this.#words.rhymingWords(partners.length), limit });
  }
}
