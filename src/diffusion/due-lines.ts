/**
 * Which lines are drawn again at a step. What the denoiser says of a line changes most where a word of its own has been
 * settled; what changes elsewhere on the canvas can wait a step or two, and half of the work is saved.
 */
import type { PoemCanvas, Unit } from './poem-canvas.ts';

/** Steps after which a line is drawn again although none of its own words has been settled meanwhile. */
export interface LinePatience {
  readonly begun: number;
  /** Of a line that has no settled word at all: its turn to settle one is still to come. */
  readonly blank: number;
}

export class DueLines {
  readonly #canvas: PoemCanvas;
  readonly #patience: LinePatience;
  /** By unit: its open places when it was drawn last, and at which step. */
  readonly #openThen: number[];
  readonly #drawnAt: number[];

  constructor(canvas: PoemCanvas, patience: LinePatience) {
    this.#canvas = canvas;
    this.#patience = patience;
    this.#openThen = canvas.units.map(() => 0);
    this.#drawnAt = canvas.units.map(() => Number.NEGATIVE_INFINITY);
  }

  /**
   * Lines that share a rhyme still open are due together; where none would be due all are.
   * @param every  whether all lines with an open place are due
   * @returns the units that step `step` is to draw
   */
  at(step: number, every: boolean): Set<Unit> {
    const { units } = this.#canvas;
    const due = new Set<Unit>();
    for (const unit of units) {
      const open = this.#canvas.openPlaces(unit);
      const patience = this.#canvas.isBlank(unit) ? this.#patience.blank : this.#patience.begun;
      const waits = open === this.#openThen[unit.number] && step - this.#drawnAt[unit.number]! < patience;
      if (open > 0 && (every || !waits)) due.add(unit);
    }
    const rhymes = new Set([...due].filter((unit) => this.#endIsOpen(unit)).map((unit) => unit.line.shape.rhyme));
    for (const unit of units) {
      const { rhyme } = unit.line.shape;
      if (rhyme !== undefined && rhymes.has(rhyme) && this.#endIsOpen(unit)) due.add(unit);
    }
    return due.size > 0 || every ? due : this.at(step, true);
  }

  /** Remembers that step `step` draws these, before any of their places is settled. */
  note(due: Iterable<Unit>, step: number): void {
    for (const unit of due) {
      this.#openThen[unit.number] = this.#canvas.openPlaces(unit);
      this.#drawnAt[unit.number] = step;
    }
  }

  #endIsOpen(unit: Unit): boolean {
    return this.#canvas.settledEnd(unit) === undefined;
  }
}
