/**
 * Draws one line that keeps its form, exactly from the product of its slots' distributions and couplings.
 *
 * Forward filter, backward sample over (candidate, syllables used, anchors used): Hafez (Ghazvininejad et al. 2016)
 * for the automaton, Rabiner 1989 §III for the recursions. `<pad>` has no syllables and stands only before the first
 * word, so the number of words is summed over.
 */
import type { Coupling } from './coupling.ts';
import type { SeededRandom } from './random.ts';
import type { SyllableArcs } from './syllable-arcs.ts';

/** What one slot may hold. */
export interface SlotCandidates {
  readonly tokens: Int32Array;
  /** Positive weights, not normalised. */
  readonly weights: Float64Array;
}

/** What the line must keep. */
export interface LineConstraint {
  readonly total: number;
  /** From {@link SyllableArcs.placement}. */
  readonly placement: Uint8Array;
  /** Tokens that must each occur exactly once; at most 3. */
  readonly anchors: readonly number[];
  /** When given, 1 for every token that may open the line. */
  readonly opening: Uint8Array | undefined;
  readonly pad: number;
}

/** The moves between states that the candidates of one slot allow: those of candidate `b` stand at `starts[b]`…. */
interface Moves {
  starts: Int32Array;
  from: Int16Array;
  to: Int16Array;
}

/** The ways to come to a candidate in a state, kept from draw to draw: many lines pass by there. */
interface Before {
  readonly froms: readonly number[];
  /** Where its running sums stand among those of the line, and how many they are. */
  readonly start: number;
  readonly count: number;
}

export class LineChain {
  readonly #arcs: SyllableArcs;
  #forward: Float64Array[] = [];
  #backward: Float64Array[] = [];
  #moves: Moves[] = [];
  #slots: readonly SlotCandidates[] = [];
  #couplings: readonly Coupling[] = [];
  #states = 0;
  #heldStates = new Int32Array(0);
  #buffer: Float64Array | undefined;
  #mostCandidates = 0;
  readonly #before = new Map<number, Before>();
  /** The running sums of all {@link Before}, one after the other; the first so many of them are in use. */
  #sums = new Float64Array(0);
  #sumsHeld = 0;
  /** Weights of the end marks after one end word. */
  #marks = new Float64Array(0);

  constructor(arcs: SyllableArcs) {
    this.#arcs = arcs;
  }

  /**
   * Filters a line from left to right.
   *
   * @param slots      candidates of the word slots, left to right, then of the punctuation slot
   * @param couplings  one before each slot: from the line's beginning (`<pad>` alone) to the first, and so on
   * @returns the weight of all lines that keep the constraint, by end-word candidate; the sum is the normaliser
   */
  filter(slots: readonly SlotCandidates[], couplings: readonly Coupling[], constraint: LineConstraint): Float64Array {
    this.#slots = slots;
    this.#couplings = couplings;
    const states = (constraint.total + 1) << constraint.anchors.length;
    this.#states = states;
    this.#mostCandidates = Math.max(...slots.map(({ tokens }) => tokens.length));
    this.#before.clear();
    this.#sumsHeld = 0;
    for (const [at, slot] of slots.entries()) {
      this.#moves[at] = this.#movesOf(slot.tokens, constraint, this.#moves[at]);
      this.#forward[at] = cleared(this.#forward[at], slot.tokens.length * states);
    }
    let previous = new Float64Array(states);
    previous[0] = 1;
    for (let at = 0; at < slots.length - 1; at++) {
      this.#step(at, previous);
      previous = this.#forward[at] as Float64Array<ArrayBuffer>;
    }
    return this.#endWeights();
  }

  #movesOf(tokens: Int32Array, constraint: LineConstraint, old: Moves | undefined): Moves {
    const { total, placement, anchors, opening, pad } = constraint;
    const { starts, syllables, stressClass } = this.#arcs;
    const flags = 1 << anchors.length;
    let arcs = 0;
    for (const token of tokens) arcs += starts[token + 1]! - starts[token]!;
    const room = arcs * (total + 1) * flags;
    const moves =
      old && old.from.length >= room && old.starts.length > tokens.length
        ? old
        : { starts: new Int32Array(tokens.length + 1), from: new Int16Array(room), to: new Int16Array(room) };
    let count = 0;
    for (let b = 0; b < tokens.length; b++) {
      moves.starts[b] = count;
      const token = tokens[b]!;
      if (token === pad) {
        moves.from[count] = 0;
        moves.to[count++] = 0;
        continue;
      }
      const anchor = anchors.indexOf(token);
      const bit = anchor >= 0 ? 1 << anchor : 0;
      for (let arc = starts[token]!; arc < starts[token + 1]!; arc++) {
        const length = syllables[arc]!;
        const allowed = stressClass[arc]! * (total + 1);
        // A mark says nothing and stands only where the line is full.
        for (let used = length === 0 ? total : 0; used + length <= total; used++) {
          if (placement[allowed + used] === 0) continue;
          if (used === 0 && opening !== undefined && opening[token] === 0) continue;
          for (let flag = 0; flag < flags; flag++) {
            if ((flag & bit) !== 0) continue;
            moves.from[count] = used * flags + flag;
            moves.to[count++] = (used + length) * flags + (flag | bit);
          }
        }
      }
    }
    moves.starts[tokens.length] = count;
    return moves;
  }

  /** One step of the forward recursion: fills `#forward[at]` from the slot before it. */
  #step(at: number, previous: Float64Array): void {
    const states = this.#states;
    const { weights: coupled, lefts, rights } = this.#couplings[at]!;
    const { weights } = this.#slots[at]!;
    const moves = this.#moves[at]!;
    const forward = this.#forward[at]!;
    const entering = this.#entering(rights * states);
    for (let a = 0; a < lefts; a++) {
      const pairs = a * rights;
      const held = this.#held(previous, a * states);
      let at = 0;
      // Two states at once, so that each pair is read once for both.
      for (; at + 1 < held; at += 2) {
        const one = this.#heldStates[at]!;
        const other = this.#heldStates[at + 1]!;
        const mass = previous[a * states + one]!;
        const otherMass = previous[a * states + other]!;
        const into = one * rights;
        const otherInto = other * rights;
        for (let b = 0; b < rights; b++) {
          const pair = coupled[pairs + b]!;
          entering[into + b]! += pair * mass;
          entering[otherInto + b]! += pair * otherMass;
        }
      }
      if (at === held) continue;
      const mass = previous[a * states + this.#heldStates[at]!]!;
      const into = this.#heldStates[at]! * rights;
      for (let b = 0; b < rights; b++) entering[into + b]! += coupled[pairs + b]! * mass;
    }
    for (let b = 0; b < rights; b++) {
      const row = b * states;
      for (let move = moves.starts[b]!; move < moves.starts[b + 1]!; move++)
        forward[row + moves.to[move]!]! += weights[b]! * entering[moves.from[move]! * rights + b]!;
    }
  }

  /** Lists the states in which a candidate has any mass: it stands at few places of the line. @returns how many */
  #held(masses: Float64Array, row: number): number {
    if (this.#heldStates.length < this.#states) this.#heldStates = new Int32Array(this.#states);
    let held = 0;
    for (let state = 0; state < this.#states; state++) if (masses[row + state] !== 0) this.#heldStates[held++] = state;
    return held;
  }

  /** A zeroed buffer for what enters each candidate in each state: [states × candidates]. */
  #entering(length: number): Float64Array {
    this.#buffer = cleared(this.#buffer, length);
    return this.#buffer;
  }

  /** Weight of the whole line by end-word candidate, the punctuation summed over. */
  #endWeights(): Float64Array {
    const last = this.#slots.length - 1;
    const states = this.#states;
    const { weights } = this.#slots[last]!;
    const { weights: coupled, lefts, rights } = this.#couplings[last]!;
    const complete = this.#forward[last - 1]!;
    const ends = new Float64Array(lefts);
    for (let word = 0; word < lefts; word++) {
      let marks = 0;
      for (let mark = 0; mark < rights; mark++) marks += coupled[word * rights + mark]! * weights[mark]!;
      ends[word] = complete[word * states + states - 1]! * marks;
    }
    return ends;
  }

  /**
   * Draws a line from the last filter, given its end word.
   * @param end  index of the end word among its slot's candidates
   * @returns the index of the chosen candidate in each slot
   */
  sample(end: number, random: SeededRandom): Int32Array {
    const last = this.#slots.length - 1;
    const chosen = new Int32Array(last + 1);
    const marks = this.#weighMarks(end);
    chosen[last] = random.index(this.#marks, marks);
    chosen[last - 1] = end;
    let state = this.#states - 1;
    for (let at = last - 1; at > 0; at--) {
      const drawn = this.#drawBefore(at, chosen[at]!, state, random);
      chosen[at - 1] = drawn.candidate;
      state = drawn.state;
    }
    return chosen;
  }

  /**
   * How sure the last filter is of a drawn line: the exact posterior probability of each chosen candidate, given the
   * line's end word (whose own certainty is 1: it was given).
   */
  certainty(chosen: Int32Array): Float64Array {
    const last = this.#slots.length - 1;
    const certainty = new Float64Array(last + 1);
    const marks = this.#weighMarks(chosen[last - 1]!);
    let sum = 0;
    for (let mark = 0; mark < marks; mark++) sum += this.#marks[mark]!;
    certainty[last] = this.#marks[chosen[last]!]! / sum;
    certainty[last - 1] = 1;
    this.#fillCertainty(chosen, chosen[last - 1]!, certainty);
    return certainty;
  }

  /** Fills {@link #marks} with the weights of the end marks, given the end word. @returns how many there are */
  #weighMarks(end: number): number {
    const last = this.#slots.length - 1;
    const { weights: coupled, rights } = this.#couplings[last]!;
    const { weights } = this.#slots[last]!;
    if (this.#marks.length < rights) this.#marks = new Float64Array(2 * rights);
    for (let mark = 0; mark < rights; mark++) this.#marks[mark] = weights[mark]! * coupled[end * rights + mark]!;
    return rights;
  }

  /** Draws the candidate of the slot before `at`, and the state between the two. */
  #drawBefore(
    at: number,
    candidate: number,
    state: number,
    random: SeededRandom,
  ): { candidate: number; state: number } {
    const key = (at * this.#mostCandidates + candidate) * this.#states + state;
    let before = this.#before.get(key);
    if (!before) {
      before = this.#weighBefore(at, candidate, state);
      this.#before.set(key, before);
    }
    const { froms, start, count } = before;
    const drawn = count === 1 ? 0 : indexOf(this.#sums, start, start + count, random.next()) - start;
    return { candidate: Math.floor(drawn / froms.length), state: froms[drawn % froms.length]! };
  }

  /** The ways to come to a candidate in a state: running sums over (candidate before × state before). */
  #weighBefore(at: number, candidate: number, state: number): Before {
    const states = this.#states;
    const moves = this.#moves[at]!;
    const count = this.#slots[at - 1]!.tokens.length;
    const forward = this.#forward[at - 1]!;
    const froms: number[] = [];
    for (let move = moves.starts[candidate]!; move < moves.starts[candidate + 1]!; move++)
      if (moves.to[move] === state) froms.push(moves.from[move]!);
    const { weights, rights } = this.#couplings[at]!;
    const start = this.#roomForSums(count * froms.length);
    let [sum, next] = [0, start];
    for (let a = 0; a < count; a++) {
      const pair = weights[a * rights + candidate]!;
      for (let place = 0; place < froms.length; place++) {
        sum += pair * forward[a * states + froms[place]!]!;
        this.#sums[next++] = sum;
      }
    }
    return { froms, start, count: count * froms.length };
  }

  /** @returns where so many running sums may stand */
  #roomForSums(count: number): number {
    const start = this.#sumsHeld;
    this.#sumsHeld += count;
    if (this.#sums.length < this.#sumsHeld) {
      const longer = new Float64Array(2 * this.#sumsHeld);
      longer.set(this.#sums);
      this.#sums = longer;
    }
    return start;
  }

  /** Exact posterior probability of each chosen candidate before the end word, given the end word. */
  #fillCertainty(chosen: Int32Array, end: number, certainty: Float64Array): void {
    const last = this.#slots.length - 1;
    const states = this.#states;
    for (let at = 0; at < last; at++)
      this.#backward[at] = cleared(this.#backward[at], this.#slots[at]!.tokens.length * states);
    this.#backward[last - 1]![end * states + states - 1] = 1;
    for (let at = last - 1; at > 0; at--) {
      this.#backStep(at);
      certainty[at - 1] = this.#posterior(at - 1, chosen[at - 1]!);
    }
  }

  /** One step of the backward recursion: fills `#backward[at − 1]` from slot `at`. */
  #backStep(at: number): void {
    const states = this.#states;
    const { weights: coupled, lefts, rights } = this.#couplings[at]!;
    const { weights } = this.#slots[at]!;
    const moves = this.#moves[at]!;
    const after = this.#backward[at]!;
    const target = this.#backward[at - 1]!;
    const entering = this.#entering(states * rights);
    for (let b = 0; b < rights; b++)
      for (let move = moves.starts[b]!; move < moves.starts[b + 1]!; move++)
        entering[moves.from[move]! * rights + b]! += weights[b]! * after[b * states + moves.to[move]!]!;
    const before = this.#forward[at - 1]!;
    for (let a = 0; a < lefts; a++)
      for (let state = 0; state < states; state++) {
        // What the line cannot come to from its beginning weighs nothing in the end.
        if (before[a * states + state] === 0) continue;
        const pairs = a * rights;
        const from = state * rights;
        // Two sums at once: one alone would wait for itself at every term.
        let even = 0;
        let odd = 0;
        let b = 0;
        for (; b + 1 < rights; b += 2) {
          even += coupled[pairs + b]! * entering[from + b]!;
          odd += coupled[pairs + b + 1]! * entering[from + b + 1]!;
        }
        if (b < rights) even += coupled[pairs + b]! * entering[from + b]!;
        target[a * states + state] = even + odd;
      }
  }

  #posterior(at: number, candidate: number): number {
    const states = this.#states;
    const forward = this.#forward[at]!;
    const backward = this.#backward[at]!;
    let total = 0;
    let own = 0;
    for (let a = 0; a < this.#slots[at]!.tokens.length; a++) {
      let mass = 0;
      for (let state = 0; state < states; state++) mass += forward[a * states + state]! * backward[a * states + state]!;
      total += mass;
      if (a === candidate) own = mass;
    }
    return total > 0 ? Math.min(1, Math.max(0, own / total)) : 0;
  }
}

/** The first of some running sums that passes a share `lot` of the whole; a share of nothing never falls on it. */
function indexOf(sums: Float64Array, start: number, end: number, lot: number): number {
  const wanted = lot * sums[end - 1]!;
  let low = start;
  let high = end - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  // Rounding may carry the last share past the end, onto what weighs nothing.
  while (low > start && sums[low] === sums[low - 1]) low--;
  return low;
}

/** A zeroed buffer of at least this length, the old one where it is long enough. */
function cleared(buffer: Float64Array | undefined, length: number): Float64Array {
  if (!buffer || buffer.length < length) return new Float64Array(length);
  buffer.fill(0, 0, length);
  return buffer;
}
