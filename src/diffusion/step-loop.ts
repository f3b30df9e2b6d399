/**
 * One loop advances all poems of a process, a step at a time. A new poem takes its first step next, so that it can be
 * seen at once; after that a poem's turn comes somewhat later the longer it is: a haiku among sonnets is not held up by
 * them for so long, and a sonnet among haiku keeps up. Each poem has a run of its own: the
 * int8 denoiser scales its activations over a whole run, so a shared run would let one poem's words depend on another's.
 */
import type { Frame, Poem } from '../poem.ts';
import type { Denoiser } from './denoiser.ts';
import type { Drawing } from './drawing.ts';

/** How the loop answers one poem. */
export interface Listener {
  event(event: Frame | Poem): void;
  failed(error: unknown): void;
}

/** What the loop needs of a {@link Drawing}. */
export type Steps = Pick<Drawing, 'input' | 'advance' | 'done' | 'poem' | 'slots'>;

interface Entry {
  readonly id: string;
  readonly listener: Listener;
  readonly drawing: Steps;
  /** In the time that turns are counted in; before all others until the first step is taken. */
  turn: number;
}

/**
 * Exponent of a poem's slots in the time between two of its turns. 0 gives all the same number of steps, 1 all the same
 * time, in which the long poems of a class would take more than twice their fair share (bench/speed/throughput.ts).
 */
const lengthCounts = 0.2;

export class StepLoop {
  readonly #denoiser: () => Pick<Denoiser, 'scores'>;
  readonly #entries: Entry[] = [];
  #turn = 0;
  #running = false;

  /** @param denoiser asked before each step */
  constructor(denoiser: () => Pick<Denoiser, 'scores'>) {
    this.#denoiser = denoiser;
  }

  start(id: string, drawing: Steps, listener: Listener): void {
    this.#entries.push({ id, listener, drawing, turn: Number.NEGATIVE_INFINITY });
    if (!this.#running) void this.#run();
  }

  cancel(id: string): void {
    const at = this.#entries.findIndex((entry) => entry.id === id);
    if (at >= 0) this.#entries.splice(at, 1);
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#entries.length > 0) {
        await this.#step(this.#next());
        // The process must hear of cancelled and new poems between two runs of the denoiser.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      this.#running = false;
    }
  }

  /** Whose turn it is; among equals, whoever came first. */
  #next(): Entry {
    return this.#entries.reduce((first, entry) => (entry.turn < first.turn ? entry : first));
  }

  async #step(entry: Entry): Promise<void> {
    const { drawing, listener } = entry;
    this.#turn = Math.max(this.#turn, entry.turn);
    entry.turn = this.#turn + drawing.slots ** lengthCounts;
    try {
      const input = drawing.input();
      const scores = input && (await this.#denoiser().scores(input));
      if (!this.#entries.includes(entry)) return;
      listener.event(drawing.advance(scores));
      if (!drawing.done) return;
      listener.event(drawing.poem());
    } catch (error) {
      listener.failed(error);
    }
    this.cancel(entry.id);
  }
}
