/**
 * One loop advances all poems in flight by a step, turn by turn, so that a new poem joins at the next step and a short
 * one isn't held up by a long one. Waiting poems are admitted fairly: the person or server with the fewest poems in
 * flight goes first. Each poem has a run of its own: the int8 denoiser scales its activations over a whole run, so a
 * shared run would let one poem's words depend on another's.
 */
import { InklingError } from '../errors.ts';
import type { EngineStatus, PoemEvent, PoemRequest } from '../poem.ts';
import type { Denoiser } from './denoiser.ts';
import type { Drawing } from './drawing.ts';

export interface StepLoopOptions {
  /** Poems drawn at the same time. */
  readonly inFlight: number;
  /** Poems that may wait beyond those. */
  readonly waiting: number;
}

/** How the loop answers one poem. */
export interface Listener {
  event(event: PoemEvent): void;
  failed(error: unknown): void;
}

interface Entry {
  readonly id: string;
  readonly key: string;
  readonly listener: Listener;
  readonly prepare: () => Drawing;
  drawing?: Drawing;
}

export class StepLoop {
  readonly #denoiser: Denoiser;
  readonly #options: StepLoopOptions;
  readonly #waiting: Entry[] = [];
  readonly #active: Entry[] = [];
  #running = false;
  #poems = 0;
  #steps = 0;

  constructor(denoiser: Denoiser, options: StepLoopOptions) {
    this.#denoiser = denoiser;
    this.#options = options;
  }

  /**
   * Takes a poem in.
   * @param prepare  reads the request; called at once, so that a bad request is refused before it waits
   * @throws {InklingError} `engine-full` when too many wait
   */
  start(id: string, request: PoemRequest, prepare: () => Drawing, listener: Listener): void {
    if (this.#active.length >= this.#options.inFlight && this.#waiting.length >= this.#options.waiting)
      throw new InklingError('engine-full', {
        operator: `The queue is full: ${this.#active.length} poems are being drawn and ${this.#waiting.length} wait.`,
        person: 'So many poems are being written just now that I cannot take another. Please try again in a minute.',
        retryAfterMs: 60_000,
      });
    this.#waiting.push({ id, key: request.fairnessKey ?? id, listener, prepare, drawing: prepare() });
    this.#admit();
    this.#tellPlaces();
    if (!this.#running) void this.#run();
  }

  cancel(id: string): void {
    for (const list of [this.#waiting, this.#active]) {
      const at = list.findIndex((entry) => entry.id === id);
      if (at >= 0) list.splice(at, 1);
    }
    this.#admit();
    this.#tellPlaces();
  }

  status(): EngineStatus {
    return {
      ready: true,
      active: this.#active.length,
      queued: this.#waiting.length,
      poems: this.#poems,
      steps: this.#steps,
    };
  }

  #admit(): void {
    while (this.#active.length < this.#options.inFlight && this.#waiting.length > 0) {
      const load = (key: string) => this.#active.filter((entry) => entry.key === key).length;
      let next = 0;
      for (const [at, entry] of this.#waiting.entries())
        if (load(entry.key) < load(this.#waiting[next]!.key)) next = at;
      this.#active.push(this.#waiting.splice(next, 1)[0]!);
    }
  }

  #tellPlaces(): void {
    for (const [ahead, { listener }] of this.#waiting.entries())
      listener.event({ type: 'queued', ahead: ahead + this.#active.length });
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#active.length > 0) {
        for (const entry of [...this.#active]) {
          if (this.#active.includes(entry)) await this.#step(entry);
          // The process must hear of cancelled and new poems between two runs of the denoiser.
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    } finally {
      this.#running = false;
    }
  }

  async #step(entry: Entry): Promise<void> {
    const drawing = entry.drawing!;
    try {
      const input = drawing.input();
      const logits = input && (await this.#denoiser.logits(input));
      if (!this.#active.includes(entry)) return;
      entry.listener.event(drawing.advance(logits));
      this.#steps++;
      if (!drawing.done) return;
      entry.listener.event(drawing.poem());
      this.#poems++;
    } catch (error) {
      entry.listener.failed(error);
    }
    this.#leave(entry);
  }

  #leave(entry: Entry): void {
    const at = this.#active.indexOf(entry);
    if (at >= 0) this.#active.splice(at, 1);
    this.#admit();
    this.#tellPlaces();
  }
}
