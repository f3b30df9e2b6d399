/**
 * The engine as the bot sees it: poems in, events out. Poems are drawn in lanes, processes of their own, so that under
 * load all cores are busy: each lane alternates the denoiser, which can use several threads, with the sampler, which
 * cannot. A poem that is alone has all threads; lanes that draw at the same time share them.
 */
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type Clock, systemClock } from '../clock.ts';
import { InklingError } from '../errors.ts';
import type { Engine, EngineStatus, PoemEvent, PoemRequest } from '../poem.ts';
import { styles } from '../poetics/index.ts';
import { EventQueue } from './event-queue.ts';
import { Lane } from './lane.ts';
import type { PoemNews } from './protocol.ts';
import { mostStepsUnder } from './step-policy.ts';
import { nextTurn } from './turns.ts';
import { fromWire } from './wire-error.ts';

export interface EngineOptions {
  /** models/verse, or another folder of the same kind. */
  readonly modelFolder: string;
  /** Threads of the denoiser, of all processes together; as many as there are cores, at most 4, when absent. */
  readonly threads?: number;
  /** Processes that draw; as many as there are cores, at most 4, when absent. One for a card, which they would share. */
  readonly processes?: number;
  readonly device?: 'cpu' | 'cuda';
  /** Poems drawn at the same time, and poems that may wait beyond those. */
  readonly inFlight?: number;
  readonly waiting?: number;
  readonly clock?: Clock;
  /** 0 ≤ x < 1; gives poems without a seed theirs. */
  readonly random?: () => number;
  readonly logger?: { warn(message: string): void };
}

interface OpenPoem {
  readonly id: string;
  readonly key: string;
  readonly events: EventQueue<PoemEvent>;
  /** What a step of it costs, roughly. */
  readonly work: number;
  /** With its seed, and once it is begun with the most steps that the load left: drawn again, it is the same poem. */
  request: PoemRequest;
  /** Where it is drawn; absent while it waits. */
  lane?: Lane;
  /** The last step that was shown; a lane that takes a poem over begins at the first again. */
  shown: number;
  /** Lanes that have died over it. */
  deaths: number;
  ahead?: number;
}

/** Lanes that may die over one poem before it is given up. */
const mostDeathsOfOne = 2;

/** Starts the engine in processes of its own; `ready()` tells when it can draw. */
export function startEngine(options: EngineOptions): Engine {
  return new LanesEngine(options);
}

class LanesEngine implements Engine {
  readonly #options: EngineOptions & { readonly clock: Clock; readonly inFlight: number; readonly waiting: number };
  readonly #lanes: Lane[] = [];
  readonly #inFlight = new Map<string, OpenPoem>();
  readonly #waiting: OpenPoem[] = [];
  #closing = false;
  #poems = 0;
  #steps = 0;

  constructor(options: EngineOptions) {
    this.#options = { clock: systemClock, inFlight: 32, waiting: 256, ...options };
    this.#openLane();
  }

  /** One lane is enough; the others open after it, so that the first poem has the machine to itself. */
  async ready(): Promise<void> {
    await Promise.any(this.#lanes.map(({ opening }) => opening)).catch(({ errors: [reason] }: AggregateError) => {
      throw reason;
    });
  }

  status(): EngineStatus {
    const open = this.#lanes.filter((lane) => lane.open);
    return {
      ready: open.length > 0,
      active: this.#inFlight.size,
      queued: this.#waiting.length,
      poems: this.#poems,
      steps: this.#steps,
      lanes: open.length,
      memory: open.reduce((sum, { memory }) => sum + memory, 0),
    };
  }

  async *draw(request: PoemRequest, { signal }: { signal?: AbortSignal } = {}): AsyncIterable<PoemEvent> {
    signal?.throwIfAborted();
    await this.ready();
    signal?.throwIfAborted();
    if (this.#closing) throw closed();
    const poem = this.#enter(request);
    const stop = () => poem.events.fail(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      for await (const event of poem.events) {
        yield event;
        if (event.type === 'poem') return;
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#leave(poem);
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const { events } of [...this.#inFlight.values(), ...this.#waiting]) events.fail(closed());
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }

  /** @throws {InklingError} `engine-full` when too many wait */
  #enter(request: PoemRequest): OpenPoem {
    const { random = Math.random, inFlight, waiting } = this.#options;
    if (this.#inFlight.size >= inFlight && this.#waiting.length >= waiting)
      throw full(this.#inFlight.size, this.#waiting.length);
    const id = randomUUID();
    const poem: OpenPoem = {
      id,
      key: request.fairnessKey ?? id,
      request: { ...request, seed: request.seed ?? Math.floor(random() * 2 ** 32) },
      events: new EventQueue<PoemEvent>(),
      work: workOf(request),
      shown: 0,
      deaths: 0,
    };
    this.#waiting.push(poem);
    this.#admit();
    if (poem.lane === undefined) this.#leastLoaded()?.say({ kind: 'check', id, request: poem.request });
    return poem;
  }

  #leave(poem: OpenPoem): void {
    // A poem that has ended is in no lane any more.
    poem.lane?.say({ kind: 'cancel', id: poem.id });
    this.#free(poem);
  }

  #free(poem: OpenPoem): void {
    delete poem.lane;
    this.#inFlight.delete(poem.id);
    const at = this.#waiting.indexOf(poem);
    if (at >= 0) this.#waiting.splice(at, 1);
    this.#admit();
  }

  /** Gives waiting poems to lanes while there is room, and tells the others their places. */
  #admit(): void {
    while (this.#inFlight.size < this.#options.inFlight) {
      const lane = this.#leastLoaded();
      const next = nextTurn(this.#waiting, this.#inFlight.values());
      if (lane === undefined || next < 0) break;
      this.#begin(this.#waiting.splice(next, 1)[0]!, lane);
    }
    const busy = new Set([...this.#inFlight.values()].map(({ lane }) => lane));
    for (const lane of this.#lanes) lane.keepCompany(Math.max(1, busy.size));
    for (const [place, poem] of this.#waiting.entries()) {
      const ahead = place + this.#inFlight.size;
      // Whoever has seen words already is not sent back into the line.
      if (poem.ahead !== ahead && poem.shown === 0) poem.events.push({ type: 'queued', ahead });
      poem.ahead = ahead;
    }
  }

  #begin(poem: OpenPoem, lane: Lane): void {
    poem.lane = lane;
    this.#inFlight.set(poem.id, poem);
    const load = { inFlight: this.#inFlight.size, waiting: this.#waiting.length };
    poem.request = { ...poem.request, mostSteps: poem.request.mostSteps ?? mostStepsUnder(load) };
    lane.say({ kind: 'start', id: poem.id, request: poem.request });
  }

  /** Among equals the first, so that a poem that is alone is always drawn in the same lane. */
  #leastLoaded(): Lane | undefined {
    const loads = new Map(this.#lanes.filter(({ open }) => open).map((lane) => [lane, 0]));
    for (const { lane, work } of this.#inFlight.values()) if (lane) loads.set(lane, (loads.get(lane) ?? 0) + work);
    let least: Lane | undefined;
    for (const [lane, load] of loads) if (least === undefined || load < loads.get(least)!) least = lane;
    return least;
  }

  #hear(news: PoemNews): void {
    const poem = this.#inFlight.get(news.id) ?? this.#waiting.find(({ id }) => id === news.id);
    if (poem === undefined) return;
    if (news.kind === 'failed') {
      poem.events.fail(fromWire(news.error));
      this.#free(poem);
    } else if (news.event.type === 'poem') {
      this.#poems++;
      poem.events.push(news.event);
      this.#free(poem);
    } else {
      this.#steps++;
      if (news.event.step <= poem.shown) return;
      poem.shown = news.event.step;
      poem.events.push(news.event);
    }
  }

  #openLane(): void {
    const cores = Math.min(4, availableParallelism());
    const { modelFolder, device = 'cpu', threads = cores, clock } = this.#options;
    const { processes: lanes = device === 'cpu' ? cores : 1 } = this.#options;
    const lane: Lane = new Lane(
      { modelFolder, device, threads, lanes, clock },
      {
        opened: () => {
          if (this.#lanes.length < lanes && !this.#closing) this.#openLane();
          this.#admit();
        },
        news: (news) => this.#hear(news),
        died: (reason) => this.#mourn(lane, reason),
      },
    );
    this.#lanes.push(lane);
  }

  /** The poems of a lane that died are drawn elsewhere, but not again and again: one of them may be what kills. */
  #mourn(lane: Lane, reason: InklingError): void {
    if (this.#closing) return;
    if (reason.code === 'engine-gone') this.#options.logger?.warn(reason.message);
    const orphans = [...this.#inFlight.values()].filter((poem) => poem.lane === lane);
    for (const poem of orphans.toReversed()) {
      delete poem.lane;
      this.#inFlight.delete(poem.id);
      poem.deaths++;
      if (poem.deaths < mostDeathsOfOne) this.#waiting.unshift(poem);
      else poem.events.fail(reason);
    }
    this.#admit();
    // Where no lane comes back, nobody will draw what waits.
    void this.ready().catch((never) => {
      for (const { events } of this.#waiting) events.fail(never);
    });
  }
}

/** Lines, by which a step grows, and what every step costs besides. */
function workOf({ style, lines }: PoemRequest): number {
  return 2 + (lines ?? styles.find(({ id }) => id === style)?.form.lines.usual ?? 0);
}

function closed(): InklingError {
  return new InklingError('engine-closed', {
    operator: 'The engine was closed while a poem was being drawn.',
    person: 'I am being restarted. Please ask again in a minute.',
    retryAfterMs: 30_000,
  });
}

function full(inFlight: number, waiting: number): InklingError {
  return new InklingError('engine-full', {
    operator: `The queue is full: ${inFlight} poems are being drawn and ${waiting} wait.`,
    person: 'So many poems are being written just now that I cannot take another. Please try again in a minute.',
    retryAfterMs: 60_000,
  });
}
