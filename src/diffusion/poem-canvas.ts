/**
 * A poem's canvas in mid-denoising: which token stands in each slot, which slots are open, how sure each one is.
 * Refrains are one thing drawn once and written in several lines: a {@link Unit}.
 */
import type { Canvas, CanvasLine } from '../poetics/index.ts';
import type { CanvasState } from './sequence.ts';

/** A line to draw; a refrain is one unit with several lines. */
export interface Unit {
  readonly number: number;
  /** Numbers of the lines that it fills. */
  readonly lines: readonly number[];
  readonly line: CanvasLine;
  /** Syllables of the line. */
  readonly total: number;
  /** Word slots and the punctuation slot. */
  readonly width: number;
  /** Tokens that the line must hold, each once. */
  anchors: number[];
  /** Neighbours that belong together ("olive oil"): each second token stands right after its first. */
  bound: (readonly [number, number])[];
}

/** What a slot holds before anything was drawn. */
export const NOTHING_YET = -1;

export class PoemCanvas implements CanvasState {
  readonly lines: readonly CanvasLine[];
  readonly lineStarts: Int32Array;
  readonly units: readonly Unit[];
  /** By flat slot: the token of the latest joint sample; {@link NOTHING_YET} at first. */
  readonly tokens: Int32Array;
  /** By flat slot: 1 while the denoiser sees a mask there. */
  readonly open: Uint8Array;
  /** By flat slot: posterior probability of the token when it was drawn. */
  readonly certainty: Float64Array;
  /** By flat slot: the step at which it settled, 0 while open. */
  readonly settledAt: Int32Array;
  /** By flat slot: 1 where the person's own word stays whatever happens around it. */
  readonly fixed: Uint8Array;

  constructor(canvas: Canvas) {
    this.lines = canvas.lines;
    this.lineStarts = Int32Array.from(canvas.lines, (line) => line.firstSlot);
    this.tokens = new Int32Array(canvas.size).fill(NOTHING_YET);
    this.open = new Uint8Array(canvas.size).fill(1);
    this.certainty = new Float64Array(canvas.size);
    this.settledAt = new Int32Array(canvas.size);
    this.fixed = new Uint8Array(canvas.size);
    this.units = unitsOf(canvas.lines);
  }

  /** Flat slot of place `place` (0 = leftmost) in the unit's first line. */
  slot(unit: Unit, place: number): number {
    return this.lineStarts[unit.lines[0]!]! + place;
  }

  /** Flat slots of place `place` in all of the unit's lines. */
  slots(unit: Unit, place: number): number[] {
    return unit.lines.map((line) => this.lineStarts[line]! + place);
  }

  token(unit: Unit, place: number): number {
    return this.tokens[this.slot(unit, place)]!;
  }

  isOpen(unit: Unit, place: number): boolean {
    return this.open[this.slot(unit, place)] === 1;
  }

  /** The unit's last word, undefined while it is open. */
  settledEnd(unit: Unit): number | undefined {
    const end = unit.width - 2;
    return this.isOpen(unit, end) ? undefined : this.token(unit, end);
  }

  /** How many of the unit's places are open. */
  openPlaces(unit: Unit): number {
    let open = 0;
    for (let place = 0; place < unit.width; place++) if (this.isOpen(unit, place)) open++;
    return open;
  }

  anyOpen(unit: Unit): boolean {
    return this.openPlaces(unit) > 0;
  }

  /** Whether nothing of the unit is settled. */
  isBlank(unit: Unit): boolean {
    return this.openPlaces(unit) === unit.width;
  }

  /** Writes a drawn token into all of the unit's lines. */
  write(unit: Unit, place: number, token: number, certainty: number): void {
    for (const slot of this.slots(unit, place)) {
      this.tokens[slot] = token;
      this.certainty[slot] = certainty;
    }
  }

  settle(unit: Unit, place: number, step: number): void {
    for (const slot of this.slots(unit, place)) {
      this.open[slot] = 0;
      this.settledAt[slot] = step;
    }
  }

  /** Settles a place for good. */
  fix(unit: Unit, place: number, token: number): void {
    this.write(unit, place, token, 1);
    this.settle(unit, place, 0);
    for (const slot of this.slots(unit, place)) this.fixed[slot] = 1;
  }

  /** Opens a place again, unless it is fixed. */
  reopenPlace(unit: Unit, place: number): void {
    for (const slot of this.slots(unit, place)) {
      if (this.fixed[slot] === 1) continue;
      this.open[slot] = 1;
      this.settledAt[slot] = 0;
    }
  }

  /** The unit's tokens, words and punctuation, left to right. */
  unitTokens(unit: Unit): number[] {
    return Array.from({ length: unit.width }, (_, place) => this.token(unit, place));
  }

  /** How many slots of all lines are open. */
  get openSlots(): number {
    let open = 0;
    for (const one of this.open) open += one;
    return open;
  }

  /** Share of settled slots. */
  get settledShare(): number {
    return 1 - this.openSlots / this.open.length;
  }
}

function unitsOf(lines: readonly CanvasLine[]): Unit[] {
  const groups = new Map<string, number[]>();
  for (const [number, line] of lines.entries()) {
    const key = line.shape.refrain === undefined ? `line ${number}` : `refrain ${line.shape.refrain}`;
    groups.set(key, [...(groups.get(key) ?? []), number]);
  }
  return [...groups.values()].map((numbers, number) => {
    const line = lines[numbers[0]!]!;
    return {
      number,
      lines: numbers,
      line,
      total: line.shape.syllables[0]!,
      width: line.slots + 1,
      anchors: [],
      bound: [],
    };
  });
}
