/**
 * The word pairs between two neighbouring slots. The denoiser's slots are independent given the canvas; these pairs couple
 * them, which is what keeps a step of many words from babbling (cf. Discrete Copula Diffusion, Liu et al. 2024).
 *
 * From step to step a slot keeps most of its candidates, and looking a pair up is a walk through memory that the denoiser
 * has just swept: so a coupling remembers its values and looks up only what is new.
 */
import { MOST_VALUE, type PairTable } from './pair-table.ts';

/** A factor on one pair of neighbours, wherever another unit holds it. */
export interface AdjustedPair {
  readonly first: number;
  /** The unit that holds the pair: its own lines are not adjusted. */
  readonly unit: number;
  readonly factor: number;
}

/** What couples two slots besides the table. */
export interface CouplingRules {
  /** λ, the exponent of the pair's ratio; 0 couples nothing. */
  readonly strength: number;
  /** Pairs that other lines hold, by their second token. */
  readonly adjusted: ReadonlyMap<number, readonly AdjustedPair[]>;
  /** The unit that is coupled. */
  readonly unit: number;
  /** Follows itself freely. */
  readonly pad: number;
  /** Pairs that belong together: the first is followed by nothing else, nor does the second follow anything else. */
  readonly bound: readonly (readonly [number, number])[];
}

/** What all couplings of one poem share. */
export class CouplingTools {
  readonly table: PairTable;
  /** By token: its place among some candidates, −1 elsewhere. */
  readonly placeOf: Int16Array;
  /** Where the candidates of two slots stood before. */
  #rowOf = new Int16Array(0);
  #columnOf = new Int16Array(0);
  /** exp(λ · scale · value) by λ. */
  readonly #weights = new Map<number, Float64Array>();

  /** @param tokens  of the poem, visitors included */
  constructor(table: PairTable, tokens: number) {
    this.table = table;
    this.placeOf = new Int16Array(tokens).fill(-1);
  }

  /** Room for a place of each candidate, good until it is asked for again. */
  roomFor(lefts: number, rights: number): { rowOf: Int16Array; columnOf: Int16Array } {
    if (this.#rowOf.length < lefts) this.#rowOf = new Int16Array(2 * lefts);
    if (this.#columnOf.length < rights) this.#columnOf = new Int16Array(2 * rights);
    return { rowOf: this.#rowOf, columnOf: this.#columnOf };
  }

  /** By value + {@link MOST_VALUE}. */
  weightsOf(strength: number): Float64Array {
    let weights = this.#weights.get(strength);
    if (!weights) {
      const values = { length: 2 * MOST_VALUE + 1 };
      weights = Float64Array.from(values, (_, at) => Math.exp(strength * this.table.scale * (at - MOST_VALUE)));
      this.#weights.set(strength, weights);
    }
    return weights;
  }
}

export class Coupling {
  /** Weight of each pair of candidates, left × right: [lefts × rights], perhaps longer. */
  weights = new Float64Array(0);
  lefts = 0;
  rights = 0;
  readonly #tools: CouplingTools;
  #firsts: Int32Array = new Int32Array(0);
  #seconds: Int32Array = new Int32Array(0);
  /** [lefts × rights] values of the table. */
  #values = new Int16Array(0);
  #valuesBefore = new Int16Array(0);

  constructor(tools: CouplingTools) {
    this.#tools = tools;
  }

  /**
   * Couples two candidate sets. Equal neighbours get weight 0: no word follows itself.
   * @param firsts   token ids of the left slot
   * @param seconds  token ids of the right slot
   * @param akin     another coupling, likely to hold the same words: asked where this one holds none yet
   */
  couple(firsts: Int32Array, seconds: Int32Array, rules: CouplingRules, akin?: Coupling): this {
    const [lefts, rights] = [firsts.length, seconds.length];
    const size = lefts * rights;
    this.#lookUp(firsts, seconds, this.#seconds.length === 0 && akin ? akin : this);
    if (this.weights.length < size) this.weights = new Float64Array(2 * size);
    this.lefts = lefts;
    this.rights = rights;
    const byValue = this.#tools.weightsOf(rules.strength);
    const [values, weights] = [this.#values, this.weights];
    for (let at = 0; at < size; at++) weights[at] = byValue[values[at]! + MOST_VALUE]!;
    this.#adjust(firsts, seconds, rules);
    return this;
  }

  /** Fills the values, most of them from those that are known. */
  #lookUp(firsts: Int32Array, seconds: Int32Array, known: Coupling): void {
    const { table, placeOf } = this.#tools;
    const [valuesKnown, rightsKnown] = [known.#values, known.#seconds.length];
    const [lefts, rights] = [firsts.length, seconds.length];
    const values =
      this.#valuesBefore.length >= lefts * rights ? this.#valuesBefore : new Int16Array(2 * lefts * rights);
    const { rowOf, columnOf } = this.#tools.roomFor(lefts, rights);
    const newColumns = placesIn(known.#seconds, seconds, placeOf, columnOf);
    const newRows = placesIn(known.#firsts, firsts, placeOf, rowOf);
    // Where much is new it is all read by rows: a new row holds the new columns too.
    const columnsToo = newRows + newColumns < lefts;
    mark(seconds, placeOf);
    for (let a = 0; a < lefts; a++) {
      const row = a * rights;
      const from = rowOf[a]! * rightsKnown;
      if (!columnsToo || rowOf[a]! < 0) table.row(firsts[a]!, seconds, placeOf, values, row);
      else for (let b = 0; b < rights; b++) values[row + b] = valuesKnown[from + columnOf[b]!]!;
    }
    unmark(seconds, placeOf);
    if (columnsToo && newColumns > 0) {
      mark(firsts, placeOf);
      for (let b = 0; b < rights; b++)
        if (columnOf[b]! < 0) table.column(seconds[b]!, firsts, placeOf, values, b, rights);
      unmark(firsts, placeOf);
    }
    this.#valuesBefore = this.#values;
    this.#values = values;
    this.#firsts = firsts;
    this.#seconds = seconds;
  }

  #adjust(firsts: Int32Array, seconds: Int32Array, { adjusted, unit, pad, bound }: CouplingRules): void {
    const { weights, lefts, rights } = this;
    const { placeOf } = this.#tools;
    mark(firsts, placeOf);
    for (let b = 0; b < rights; b++) {
      const second = seconds[b]!;
      const same = placeOf[second]!;
      if (same >= 0) weights[same * rights + b] = second === pad ? 1 : 0;
      for (const one of adjusted.get(second) ?? []) {
        const a = one.unit === unit ? -1 : placeOf[one.first]!;
        if (a >= 0) weights[a * rights + b]! *= one.factor;
      }
    }
    unmark(firsts, placeOf);
    for (const [first, second] of bound) {
      const [a, b] = [firsts.indexOf(first), seconds.indexOf(second)];
      if (a >= 0) for (let other = 0; other < rights; other++) if (other !== b) weights[a * rights + other] = 0;
      if (b >= 0) for (let other = 0; other < lefts; other++) if (other !== a) weights[other * rights + b] = 0;
    }
  }
}

/**
 * Where each token stands among others, −1 where it does not.
 * @param places  −1 everywhere, and so again afterwards
 * @returns how many do not
 */
function placesIn(others: Int32Array, tokens: Int32Array, places: Int16Array, into: Int16Array): number {
  let missing = 0;
  mark(others, places);
  for (let at = 0; at < tokens.length; at++) {
    const place = places[tokens[at]!]!;
    if (place < 0) missing++;
    into[at] = place;
  }
  unmark(others, places);
  return missing;
}

function mark(tokens: Int32Array, places: Int16Array): void {
  for (let place = 0; place < tokens.length; place++) places[tokens[place]!] = place;
}

function unmark(tokens: Int32Array, places: Int16Array): void {
  for (let place = 0; place < tokens.length; place++) places[tokens[place]!] = -1;
}
