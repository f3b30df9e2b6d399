/**
 * Draws every open line of a canvas at once, each in form, from one run of the denoiser: candidates, couplings, the
 * exact chain of each line, one rhyme class for each rhyme group.
 */
import { InklingError } from '../errors.ts';
import type { LogCandidates } from './candidates.ts';
import { Coupling, CouplingTools } from './coupling.ts';
import { LineChain, type LineConstraint } from './line-chain.ts';
import type { LineJudge } from './line-judge.ts';
import type { PairTable } from './pair-table.ts';
import type { PoemCanvas, Unit } from './poem-canvas.ts';
import type { SeededRandom } from './random.ts';
import { drawRhymes } from './rhyme-draw.ts';
import type { SlotScores } from './scores.ts';
import type { SamplingSettings } from './settings.ts';
import { type StepView, UnitCandidates } from './unit-candidates.ts';
import { Usage } from './usage.ts';
import type { PoemVocabulary } from './vocabulary.ts';

/** No sequence of the lexicon keeps the form: the anchors or kept lines leave no way. */
export class ImpossibleLineError extends InklingError {
  readonly unit: Unit;
  constructor(unit: Unit) {
    super('impossible-line', {
      operator: `No words keep the form of line ${unit.lines[0]! + 1} (${unit.total} syllables, anchors ${unit.anchors.length}).`,
      person: 'I cannot fit those words into that form. Please try fewer of them, or another style.',
    });
    this.unit = unit;
  }
}

/** One unit drawn. `tokens` and `certainty` go over its places, words then punctuation. */
export interface DrawnUnit {
  readonly unit: Unit;
  readonly tokens: readonly number[];
  readonly certainty: Float64Array;
  /** Where lines are drawn again: whether this one is no less likely than the one that stands. True in a first draw. */
  readonly stays: boolean;
}

/** A unit's candidates and filter, ready to be sampled. */
interface FilteredUnit {
  readonly unit: Unit;
  readonly slots: readonly LogCandidates[];
  readonly couplings: readonly Coupling[];
  readonly constraint: LineConstraint;
  readonly chain: LineChain;
  readonly ends: Float64Array;
  /** The words of the poem's other lines as they stood before this step. */
  readonly others: readonly (readonly number[])[];
}

/** A line that was drawn, and what is thought of it. */
interface WeighedLine {
  readonly chosen: Int32Array;
  /** The judge's log weight. */
  readonly judged: number;
}

export interface DrawOptions {
  readonly temperature: number;
  /** How many lines are drawn for the judge to weigh. */
  readonly lines: number;
  /** The line is drawn again: the likeliest is taken and set against the one that stands, instead of one by the judge's lot. */
  readonly again: boolean;
}

export class LineDrawer {
  readonly #canvas: PoemCanvas;
  readonly #words: PoemVocabulary;
  readonly #candidates: UnitCandidates;
  readonly #judge: LineJudge;
  readonly #settings: SamplingSettings;
  readonly #random: SeededRandom;
  readonly #chains: LineChain[];
  /** By unit and place. */
  readonly #couplings: readonly (readonly Coupling[])[];
  /** The words of every unit as they stand on the canvas before this step, for the judge. */
  #standing: readonly (readonly number[])[] = [];

  constructor(
    canvas: PoemCanvas,
    words: PoemVocabulary,
    pairs: PairTable,
    judge: LineJudge,
    settings: SamplingSettings,
    random: SeededRandom,
  ) {
    this.#canvas = canvas;
    this.#words = words;
    this.#candidates = new UnitCandidates(canvas, words, settings);
    this.#judge = judge;
    this.#settings = settings;
    this.#random = random;
    this.#chains = canvas.units.map(() => new LineChain(words.arcs));
    const tools = new CouplingTools(pairs, words.drawable.length);
    this.#couplings = canvas.units.map(({ width }) => Array.from({ length: width }, () => new Coupling(tools)));
  }

  /**
   * @param due     the units to draw; of a rhyme that is open, all its lines
   * @param scores  of one flat open slot of theirs
   * @returns them drawn; nothing is written to the canvas
   * @throws {ImpossibleLineError}
   */
  draw(due: ReadonlySet<Unit>, scores: (slot: number) => SlotScores, options: DrawOptions): DrawnUnit[] {
    const usage = new Usage(this.#canvas, this.#words, this.#settings.costs);
    this.#standing = this.#canvas.units.map((unit) => this.#judge.wordsOf(this.#canvas.unitTokens(unit)));
    const step: StepView = { scores, usage, temperature: options.temperature };
    const drawn: DrawnUnit[] = [];
    const rhymes = new Map<string, string>();
    for (const unit of this.#canvas.units) this.#noteRhyme(unit, this.#canvas.settledEnd(unit), rhymes);
    for (const group of this.#groups(due)) {
      const lines = this.#drawGroup(group, step, options, rhymes);
      for (const { unit, tokens } of lines) this.#noteRhyme(unit, tokens[unit.width - 2], rhymes);
      drawn.push(...lines);
    }
    return drawn;
  }

  /** Remembers the rhyme class of a group: [class by group]. */
  #noteRhyme(unit: Unit, end: number | undefined, rhymes: Map<string, string>): void {
    const { rhyme } = unit.line.shape;
    const key = end === undefined || rhyme === undefined ? undefined : this.#words.rhyme(end)?.key;
    if (rhyme !== undefined && key !== undefined) rhymes.set(rhyme, key);
  }

  /** Units by rhyme group; unrhymed ones alone. */
  #groups(due: Iterable<Unit>): Unit[][] {
    const groups = new Map<string, Unit[]>();
    for (const unit of due) {
      const { rhyme } = unit.line.shape;
      const key = rhyme === undefined ? `line ${unit.number}` : `rhyme ${rhyme}`;
      groups.set(key, [...(groups.get(key) ?? []), unit]);
    }
    return [...groups.values()];
  }

  #drawGroup(
    group: readonly Unit[],
    step: StepView,
    options: DrawOptions,
    rhymes: ReadonlyMap<string, string>,
  ): DrawnUnit[] {
    for (const wide of [false, true]) {
      const filtered = group.map((unit) => this.#filter(unit, step, wide));
      const ends = this.#drawEnds(filtered, rhymes);
      if (ends) return filtered.map((one, at) => this.#sample(one, ends[at]!, options));
      const stuck = filtered.find(({ ends: weights }) => weights.every((weight) => weight <= 0));
      if (wide) throw new ImpossibleLineError(stuck?.unit ?? group[0]!);
    }
    throw new ImpossibleLineError(group[0]!);
  }

  /** End-word candidates for the units of one group, rhyming with the group's settled lines too. */
  #drawEnds(filtered: readonly FilteredUnit[], rhymes: ReadonlyMap<string, string>): number[] | undefined {
    const { rhyme } = filtered[0]!.unit.line.shape;
    if (rhyme === undefined || this.#candidates.rhyming(rhyme).length < 2) {
      const ends = filtered.map(({ ends: weights }) => this.#random.index(weights, weights.length));
      return ends.includes(-1) ? undefined : ends;
    }
    const settled = this.#candidates.rhyming(rhyme).filter((unit) => !filtered.some((one) => one.unit === unit));
    const lines = [
      ...filtered.map((one) => ({ tokens: one.slots.at(-2)!.tokens, weights: one.ends })),
      ...settled.map((unit) => ({
        tokens: Int32Array.of(this.#canvas.token(unit, unit.width - 2)),
        weights: Float64Array.of(1),
      })),
    ];
    const others = [...rhymes].filter(([group]) => group !== rhyme).map(([, key]) => key);
    const sound = (token: number) => this.#words.rhyme(token);
    const ends = drawRhymes(lines, sound, this.#random, new Set(others), this.#settings.rhymeSpread);
    return ends?.slice(0, filtered.length);
  }

  #filter(unit: Unit, step: StepView, wide: boolean): FilteredUnit {
    const opening = this.#candidates.opening(unit);
    const slots = this.#candidates.of(unit, step, wide, opening);
    const couplings = this.#couple(unit, slots, step.usage);
    const constraint = {
      total: unit.total,
      placement: this.#words.arcs.placement(unit.line.shape.meter, unit.total),
      anchors: unit.anchors,
      opening,
      pad: this.#words.lexicon.pad,
    };
    const chain = this.#chains[unit.number]!;
    const ends = chain.filter(slots, couplings, constraint);
    const others = this.#standing.filter((_, number) => number !== unit.number);
    return { unit, slots, couplings, constraint, chain, ends, others };
  }

  #couple(unit: Unit, slots: readonly LogCandidates[], { adjusted }: Usage): readonly Coupling[] {
    const { pairs } = this.#settings;
    const { pad } = this.#words.lexicon;
    const couplings = this.#couplings[unit.number]!;
    const akin = this.#couplings[unit.number - 1];
    for (let place = 0; place < slots.length; place++) {
      const { tokens } = slots[place]!;
      const open = this.#canvas.isOpen(unit, place) && (place === 0 || this.#canvas.isOpen(unit, place - 1));
      const before = place === 0 ? Int32Array.of(pad) : slots[place - 1]!.tokens;
      const strength = open ? pairs.open : pairs.settled;
      couplings[place]!.couple(
        before,
        tokens,
        { strength, adjusted, unit: unit.number, pad, bound: unit.bound },
        akin?.[place],
      );
    }
    return couplings;
  }

  /** Draws some lines, weighs them, takes one; none that holds a content word twice if there is a way. */
  #sample(filtered: FilteredUnit, end: number, options: DrawOptions): DrawnUnit {
    const lines = this.#lines(filtered, end, options.lines);
    const drawn = options.again ? this.#likeliest(filtered, lines) : this.#byLot(lines);
    const chosen = this.#notSaidBefore(filtered, this.#withoutRepeats(filtered, drawn));
    return {
      unit: filtered.unit,
      tokens: tokensOf(filtered, chosen),
      certainty: filtered.chain.certainty(chosen),
      stays: !options.again || this.#score(filtered, this.#weighed(filtered, chosen)) >= this.#scoreStanding(filtered),
    };
  }

  /** The lines that `count` draws give; one that was drawn more than once is weighed once, and the same object. */
  #lines(filtered: FilteredUnit, end: number, count: number): WeighedLine[] {
    const open = filtered.slots.some(({ tokens }, place) => tokens.length > 1 && place !== filtered.unit.width - 2);
    const lines: WeighedLine[] = [];
    for (let draw = open ? count : 1; draw > 0; draw--) {
      const chosen = filtered.chain.sample(end, this.#random);
      const known = lines.find((line) => isSame(line.chosen, chosen));
      lines.push(known ?? this.#weighed(filtered, chosen));
    }
    return lines;
  }

  #weighed(filtered: FilteredUnit, chosen: Int32Array): WeighedLine {
    return { chosen, judged: this.#judge.weigh(tokensOf(filtered, chosen), filtered.others) };
  }

  #likeliest(filtered: FilteredUnit, lines: readonly WeighedLine[]): Int32Array {
    const different = [...new Set(lines)];
    const scores = different.map((line) => this.#score(filtered, line));
    return different[scores.indexOf(Math.max(...scores))]!.chosen;
  }

  /** One in proportion to what the judge says. */
  #byLot(lines: readonly WeighedLine[]): Int32Array {
    const most = Math.max(...lines.map(({ judged }) => judged));
    const weights = Float64Array.from(lines, ({ judged }) => Math.exp(judged - most));
    return lines[this.#random.index(weights, weights.length)]!.chosen;
  }

  /** What stands in the line twice, in whatever form, is barred from its open slots, and the line drawn again. */
  #withoutRepeats(filtered: FilteredUnit, drawn: Int32Array): Int32Array {
    const { slots } = filtered;
    const barred = new Set<number>();
    let chosen = drawn;
    for (let attempt = 0; attempt < 4; attempt++) {
      const repeated = this.#repeatedWord(filtered, chosen);
      if (repeated === undefined || barred.has(repeated.family)) break;
      barred.add(repeated.family);
      const again = this.#redrawn(filtered, chosen, (place, token) => {
        const bar = place !== repeated.keep && slots[place]!.tokens.length > 1;
        return bar && barred.has(this.#words.family(token));
      });
      if (!again) break;
      chosen = again;
    }
    return chosen;
  }

  /** A line of the training verse has one of its open words barred and is drawn again, so often until it is another. */
  #notSaidBefore(filtered: FilteredUnit, drawn: Int32Array): Int32Array {
    const { slots } = filtered;
    const barred = slots.map(() => new Set<number>());
    let chosen = drawn;
    for (let attempt = 0; attempt < 4 && this.#judge.isSaid(tokensOf(filtered, chosen)); attempt++) {
      const open = slots.flatMap(({ tokens }, place) => (place < slots.length - 2 && tokens.length > 1 ? [place] : []));
      if (open.length === 0) break;
      const place = open[Math.floor(this.#random.next() * open.length)]!;
      barred[place]!.add(slots[place]!.tokens[chosen[place]!]!);
      const again = this.#redrawn(filtered, chosen, (at, token) => barred[at]!.has(token));
      if (!again) break;
      chosen = again;
    }
    return chosen;
  }

  /**
   * Another line with the same end, without what is barred.
   * @returns undefined when there is none; then the chain is as it was before
   */
  #redrawn(
    { slots, couplings, constraint, chain }: FilteredUnit,
    chosen: Int32Array,
    isBarred: (place: number, token: number) => boolean,
  ): Int32Array | undefined {
    const kept = slots.map((slot, place) => {
      const { tokens, weights } = slot;
      return { tokens, weights: weights.map((weight, at) => (isBarred(place, tokens[at]!) ? 0 : weight)) };
    });
    const end = chosen[slots.length - 2]!;
    if (chain.filter(kept, couplings, constraint)[end]! > 0) return chain.sample(end, this.#random);
    chain.filter(slots, couplings, constraint);
    return undefined;
  }

  /** A content word of which the drawn line holds two forms, and the place where one may stay. */
  #repeatedWord({ slots, unit }: FilteredUnit, chosen: Int32Array): { family: number; keep: number } | undefined {
    const places = new Map<number, number>();
    for (let place = unit.width - 2; place >= 0; place--) {
      const token = slots[place]!.tokens[chosen[place]!]!;
      if (this.#words.content[token] !== 1) continue;
      const family = this.#words.family(token);
      const first = places.get(family);
      if (first !== undefined) return { family, keep: slots[place]!.tokens.length === 1 ? place : first };
      places.set(family, place);
    }
    return undefined;
  }

  /** Log weight of a line under this step's distributions and couplings, and the judge; comparable within one step. */
  #score({ slots, couplings }: FilteredUnit, { chosen, judged }: WeighedLine): number {
    let score = judged;
    for (let place = 0; place < slots.length; place++) {
      score += slots[place]!.logs[chosen[place]!]!;
      const { weights, rights } = couplings[place]!;
      const pair = weights[(place === 0 ? 0 : chosen[place - 1]! * rights) + chosen[place]!]!;
      score += Math.log(Math.max(pair, 1e-30));
    }
    return score;
  }

  /** The same of the line that stands there; −∞ where none does. */
  #scoreStanding(filtered: FilteredUnit): number {
    const chosen = Int32Array.from(filtered.slots, ({ tokens }, place) =>
      tokens.indexOf(this.#canvas.token(filtered.unit, place)),
    );
    if (chosen.includes(-1)) return Number.NEGATIVE_INFINITY;
    return this.#score(filtered, this.#weighed(filtered, chosen));
  }
}

function tokensOf({ slots }: FilteredUnit, chosen: Int32Array): number[] {
  return slots.map(({ tokens }, place) => tokens[chosen[place]!]!);
}

function isSame(one: Int32Array, other: Int32Array): boolean {
  return one.every((candidate, place) => candidate === other[place]);
}
