/**
 * One poem on its way from noise to text. The engine's loop asks it for the denoiser's inputs, runs the denoiser, and
 * gives it the scores; each round trip is one step and yields one frame, already in form.
 */
import type { Frame, Poem } from '../poem.ts';
import type { DenoiserInput } from './denoiser.ts';
import { dropLastAnchor } from './draft.ts';
import { DueLines } from './due-lines.ts';
import { type DrawnUnit, ImpossibleLineError, LineDrawer } from './line-drawer.ts';
import { LineJudge } from './line-judge.ts';
import type { PairTable } from './pair-table.ts';
import type { Unit } from './poem-canvas.ts';
import type { PreparedPoem } from './prepare.ts';
import { CanvasPrinter, printedText } from './print.ts';
import { Remasking } from './remasking.ts';
import type { SaidLines } from './said-lines.ts';
import { type OpenSlot, planSteps, progress, type StepPlan, settling } from './schedule.ts';
import type { Scores } from './scores.ts';
import type { SequenceBuilder } from './sequence.ts';
import type { SamplingSettings } from './settings.ts';
import { hasSettled } from './step-policy.ts';
import type { TripleTable } from './triple-table.ts';
import { WantedScores } from './wanted-scores.ts';

/** The corpus's statistics of words that stand together, and the lines that are not to be said again. */
export interface WordTables {
  readonly pairs: PairTable;
  readonly triples: TripleTable;
  readonly said: SaidLines;
}

export class Drawing {
  readonly prepared: PreparedPoem;
  readonly #sequences: SequenceBuilder;
  readonly #settings: SamplingSettings;
  readonly #drawer: LineDrawer;
  readonly #plan: StepPlan;
  readonly #remasking: Remasking;
  readonly #wanted: WantedScores;
  readonly #dueLines: DueLines;
  readonly #printer: CanvasPrinter;
  /** The lines that this step draws. */
  #due: ReadonlySet<Unit> = new Set();
  /** Of their open slots, the rows in which the scores come. */
  #rowOf: Int32Array = new Int32Array(0);
  #step = 0;
  /** Redraw steps in a row that changed no word. */
  #still = 0;

  constructor(prepared: PreparedPoem, sequences: SequenceBuilder, tables: WordTables, settings: SamplingSettings) {
    this.prepared = prepared;
    this.#sequences = sequences;
    this.#settings = settings;
    const judge = new LineJudge(tables, prepared.vocabulary, settings);
    const { canvas, vocabulary, random, kept, pull } = prepared;
    this.#plan = planSteps(prepared.steps, settings.redrawShare, canvas.openSlots);
    this.#wanted = new WantedScores(canvas, vocabulary, pull);
    this.#dueLines = new DueLines(canvas, settings.linePatience);
    this.#printer = new CanvasPrinter(prepared);
    this.#drawer = new LineDrawer(canvas, vocabulary, tables.pairs, judge, settings, random);
    this.#remasking = new Remasking(canvas, vocabulary.lexicon.pad, kept, random, settings.remasking);
  }

  get step(): number {
    return this.#step;
  }

  /** Slots of the canvas: what a step costs grows with them. */
  get slots(): number {
    return this.prepared.canvas.tokens.length;
  }

  get done(): boolean {
    return this.#step >= this.prepared.steps || (this.prepared.endsEarly && hasSettled(this.#still));
  }

  /** The denoiser's inputs for the next step; undefined when nothing is open, so that the step needs no run. */
  input(): DenoiserInput | undefined {
    const { canvas, prompt } = this.prepared;
    if (!canvas.open.includes(1)) return undefined;
    const { first, last } = this.#settings.guidance;
    const guidance = first + (last - first) * progress(this.#plan, this.#step + 1);
    const { whole } = this.#wanted;
    this.#due = this.#dueLines.at(this.#step + 1, this.#step + 1 >= this.#plan.draw);
    const slots = this.#dueSlots();
    this.#rowOf = rowsOf(slots);
    const wanted = { names: this.#wanted.names(), slots, whole, gains: this.#wanted.gains() };
    return this.#sequences.build(canvas, prompt, guidance, wanted);
  }

  /**
   * Takes one step.
   * @param scores  of the slots that the input names; undefined when there was no input
   */
  advance(scores: Scores | undefined): Frame {
    this.#step++;
    const redrawing = this.#step > this.#plan.draw;
    let changed = false;
    if (scores) {
      const drawn = this.#draw(scores, redrawing);
      if (redrawing) changed = this.#keepTheBetter(drawn);
      else this.#settle(drawn);
    }
    if (redrawing) this.#still = changed ? 0 : this.#still + 1;
    // Before the frame, which so shows as doubtful what the next step draws again.
    if (this.#step >= this.#plan.draw && !this.done) this.#remasking.reopen(this.#redrawn());
    return this.#frame();
  }

  /** By flat slot: 1 for the open places of the lines that are due. */
  #dueSlots(): Uint8Array {
    const { canvas } = this.prepared;
    const due = new Uint8Array(canvas.open.length);
    for (const unit of this.#due)
      for (let place = 0; place < unit.width; place++)
        for (const slot of canvas.slots(unit, place)) due[slot] = canvas.open[slot]!;
    return due;
  }

  #draw(scores: Scores, redrawing: boolean): DrawnUnit[] {
    this.#dueLines.note(this.#due, this.#step);
    const row = (slot: number) => scores.row(this.#rowOf[slot]!);
    const { draw, redraw } = this.#settings.temperature;
    const { lines } = this.#settings;
    const options = redrawing
      ? { temperature: redraw, lines: lines.redraw, again: true }
      : { temperature: draw, lines: lines.draw, again: false };
    for (;;) {
      try {
        return this.#drawer.draw(this.#due, row, options);
      } catch (error) {
        if (!(error instanceof ImpossibleLineError) || error.unit.anchors.length === 0) throw error;
        dropLastAnchor(error.unit);
      }
    }
  }

  /** Writes the whole joint sample, and settles the slots whose turn it is. */
  #settle(drawn: readonly DrawnUnit[]): void {
    const { canvas, random, vocabulary } = this.prepared;
    const places = new Map<number, { unit: Unit; place: number }>();
    const open: OpenSlot[] = [];
    for (const { unit, tokens, certainty } of drawn)
      for (let place = 0; place < unit.width; place++)
        if (canvas.isOpen(unit, place)) canvas.write(unit, place, tokens[place]!, certainty[place]!);
    for (const unit of canvas.units)
      for (let place = 0; place < unit.width; place++) {
        if (!canvas.isOpen(unit, place)) continue;
        const slot = canvas.slot(unit, place);
        places.set(slot, { unit, place });
        const ahead = this.#telling(canvas.tokens[slot]!) + this.#reading(unit);
        open.push({ slot, certainty: canvas.certainty[slot]!, ahead });
      }
    const left = 1 - progress(this.#plan, this.#step);
    const noise = () => this.#settings.orderNoise * left * random.gumbel();
    const last = this.#step >= this.#plan.draw;
    const used = this.#settledContent();
    for (const slot of settling(
      open,
      this.#uniqueSlots(),
      this.#step,
      this.#plan,
      this.#settings.entropyBound,
      noise,
    )) {
      const { unit, place } = places.get(slot)!;
      const token = canvas.token(unit, place);
      const content = vocabulary.content[token] === 1 && !unit.anchors.includes(token);
      // Two lines drawn in the same step do not know of each other: what one has settled, the other draws anew.
      // Nor is a little word settled beside itself while its line may still become another.
      if (!last && (content ? used.has(token) : this.#settledBeside(unit, place, token))) continue;
      if (content) used.add(token);
      canvas.settle(unit, place, this.#step);
    }
  }

  /** Does another settled slot of the line hold the same word? */
  #settledBeside(unit: Unit, place: number, token: number): boolean {
    const { canvas, vocabulary } = this.prepared;
    if (token < vocabulary.lexicon.firstWord) return false;
    for (let other = 0; other < unit.width - 1; other++)
      if (other !== place && !canvas.isOpen(unit, other) && canvas.token(unit, other) === token) return true;
    return false;
  }

  /** Nats from {@link SamplingSettings.orderReading} at the poem's first line to 0 at its last. */
  #reading(unit: Unit): number {
    const lines = this.prepared.canvas.lines.length;
    return (this.#settings.orderReading * (lines - 1 - unit.lines[0]!)) / Math.max(1, lines - 1);
  }

  /** Nats, the more the rarer a word: such words say what the line is about, and the common ones fit in later. */
  #telling(token: number): number {
    const { vocabulary } = this.prepared;
    const frequency = token < vocabulary.lexicon.firstWord ? 0.05 : Math.max(1e-6, vocabulary.frequency(token));
    return this.#settings.orderRarity * Math.log(0.05 / frequency);
  }

  #uniqueSlots(): number {
    return this.prepared.canvas.units.reduce((sum, unit) => sum + unit.width, 0);
  }

  #settledContent(): Set<number> {
    const { canvas, vocabulary } = this.prepared;
    const used = new Set<number>();
    for (let slot = 0; slot < canvas.tokens.length; slot++) {
      const token = canvas.tokens[slot]!;
      if (canvas.open[slot] === 0 && vocabulary.content[token] === 1) used.add(token);
    }
    return used;
  }

  /** Progress through the steps that redraw, 0 … 1. */
  #redrawn(): number {
    return (this.#step - this.#plan.draw) / Math.max(1, this.#plan.steps - this.#plan.draw);
  }

  /** A line that was drawn again is written where it is no less likely than the one before. @returns whether a word changed */
  #keepTheBetter(drawn: readonly DrawnUnit[]): boolean {
    const { canvas } = this.prepared;
    let changed = false;
    for (const { unit, tokens, certainty, stays } of drawn) {
      for (let place = 0; place < unit.width; place++) {
        if (!canvas.isOpen(unit, place)) continue;
        if (stays) {
          // Even where the words are the same: how certain they are has changed with what stands around them.
          changed ||= canvas.token(unit, place) !== tokens[place];
          canvas.write(unit, place, tokens[place]!, certainty[place]!);
        }
        canvas.settle(unit, place, this.#step);
      }
    }
    return changed;
  }

  /** The share of settled slots counts for the steps that draw, each later step for itself: it never falls. */
  #settled(): number {
    if (this.done) return 1;
    const { draw, steps } = this.#plan;
    return this.#step < draw ? (this.prepared.canvas.settledShare * draw) / steps : this.#step / steps;
  }

  #frame(): Frame {
    const { steps } = this.prepared;
    const stanzas = this.#printer.stanzas(this.#step / steps);
    return {
      type: 'frame',
      step: this.#step,
      steps: this.done ? this.#step : steps,
      settled: this.#settled(),
      stanzas,
      text: printedText(stanzas),
    };
  }

  /** The finished poem; call it when `done`. */
  poem(): Poem {
    const { style, voice, seed, topic, check, leftOut, facts, request } = this.prepared;
    const stanzas = this.#printer.stanzas(1);
    const text = printedText(stanzas);
    return {
      type: 'poem',
      style: style.id,
      voice,
      topic: topic.text,
      seed,
      steps: this.#step,
      ...(request.steps === undefined && request.mostSteps !== undefined && { mostSteps: request.mostSteps }),
      stanzas,
      text,
      checks: check(text),
      ...(leftOut && { leftOut: leftOut() }),
      ...(facts && { facts: facts(text) }),
    };
  }
}

/** By slot: its number among the wanted ones, in canvas order. @param slots  1 for each of these */
function rowsOf(slots: Uint8Array): Int32Array {
  let rows = 0;
  return Int32Array.from(slots, (wanted) => (wanted === 1 ? rows++ : -1));
}
