/** The bot's side of the queue: an engine whose poems are drawn by workers elsewhere. */
import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { type Clock, systemClock } from '../clock.ts';
import { EventQueue, fromWire, mostStepsUnder } from '../diffusion/index.ts';
import { InklingError } from '../errors.ts';
import type { Engine, EngineStatus, Frame, Poem, PoemEvent, PoemRequest } from '../poem.ts';
import { connect, open, type QueueAddress, queueError, readAddress } from './address.ts';
import { type Outlook, Presence } from './presence.ts';
import { ReplyStream } from './reply-stream.ts';
import { keysOf, type PoemJob, type QueueKeys, queueName, type Reply } from './wire.ts';

export interface QueueEngineOptions {
  /** redis://…, rediss://… or redis+unix://…; `?prefix=` keeps several queues apart. */
  readonly url: string;
  /** Poems that may wait beyond those that the workers can draw at once. */
  readonly waiting?: number;
  /** How long poems wait for a worker to appear, and for Redis to come back. */
  readonly patienceMs?: number;
  /** How often the queue is looked over. */
  readonly lookEveryMs?: number;
  readonly clock?: Clock;
  /** 0 ≤ x < 1; gives poems without a seed theirs. */
  readonly random?: () => number;
  readonly logger?: { warn(message: string): void };
}

interface OpenPoem {
  readonly events: EventQueue<PoemEvent>;
  /** Whose poem it is: poems of one key take turns with those of others. */
  readonly key: string;
  /** It lies in the queue; before that, its absence there means nothing. */
  entered: boolean;
  /** The last step that was shown; a worker that takes a poem over begins at the first again. */
  shown: number;
  ahead?: number;
  lost?: boolean;
}

/** A bot that says nothing for so long is given up by the workers, and a worker by the bots. */
const presenceMs = 15_000;
/** Tries of a poem whose engine died under it, or whose worker was told to stop. */
const attempts = 10;

/** Starts the bot's side; `ready()` settles when a worker is there, and rejects when Redis cannot be reached. */
export function startQueueEngine(options: QueueEngineOptions): Engine {
  return new QueueEngine(options);
}

class QueueEngine implements Engine {
  readonly #address: QueueAddress;
  readonly #keys: QueueKeys;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #logger: QueueEngineOptions['logger'];
  readonly #limits: { readonly waiting: number; readonly patienceMs: number; readonly lookEveryMs: number };
  readonly #client: Redis;
  readonly #presence: Presence;
  readonly #replies: ReplyStream;
  readonly #poems = new Map<string, OpenPoem>();
  readonly #leaving = new Set<Promise<void>>();
  readonly #ending = new AbortController();
  readonly #connected: Promise<Queue<PoemJob>>;
  readonly #ready: Promise<void>;
  readonly #watching: Promise<void>;
  #status: EngineStatus = { ready: false, active: 0, queued: 0, poems: 0, steps: 0, workers: 0 };

  constructor(options: QueueEngineOptions) {
    const { waiting = 256, patienceMs = 60_000, lookEveryMs = 1_000 } = options;
    this.#limits = { waiting, patienceMs, lookEveryMs };
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#logger = options.logger;
    this.#address = readAddress(options.url);
    this.#keys = keysOf(this.#address.prefix);
    this.#client = connect(this.#address, 'refuses');
    this.#presence = new Presence(this.#client, this.#keys, presenceMs);
    this.#replies = new ReplyStream(this.#address, this.#keys.replies(randomUUID()), (reply) => this.#hear(reply));
    this.#connected = this.#connect();
    let workersCame = () => {};
    const workers = new Promise<void>((resolve, reject) => {
      workersCame = resolve;
      this.#ending.signal.addEventListener('abort', () => reject(closed()), { once: true });
    });
    this.#ready = this.#connected.then(() => workers);
    // Whoever waits for them hears of a rejection; nobody else must crash over it.
    for (const promise of [this.#connected, workers, this.#ready]) promise.catch(() => {});
    this.#watching = this.#connected.then(
      () => this.#watch(workersCame),
      () => {},
    );
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  status(): EngineStatus {
    return this.#status;
  }

  async *draw(request: PoemRequest, { signal }: { signal?: AbortSignal } = {}): AsyncIterable<PoemEvent> {
    signal?.throwIfAborted();
    const queue = await this.#connected;
    if (this.#ending.signal.aborted) throw closed();
    const id = randomUUID();
    const poem: OpenPoem = {
      events: new EventQueue<PoemEvent>(),
      key: request.fairnessKey ?? id,
      entered: false,
      shown: 0,
    };
    const stop = () => poem.events.fail(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    let ended = false;
    try {
      await this.#enter(queue, id, poem, request);
      for await (const event of poem.events) {
        ended = event.type === 'poem';
        yield event;
        if (ended) return;
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#poems.delete(id);
      // Whoever leaves is not kept waiting for Redis.
      const leaving = this.#leave(queue, id, ended)
        .catch(() => {})
        .finally(() => this.#leaving.delete(leaving));
      this.#leaving.add(leaving);
    }
  }

  async close(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    for (const { events } of this.#poems.values()) events.fail(closed());
    const queue = await this.#connected.catch(() => undefined);
    await this.#watching;
    await Promise.all(this.#leaving);
    await this.#replies.close();
    await queue?.close().catch(() => {});
    this.#client.disconnect();
  }

  async #connect(): Promise<Queue<PoemJob>> {
    try {
      await open(this.#client);
      await this.#replies.open();
      // Only now: BullMQ would itself connect a client that isn't connected.
      const queue = new Queue<PoemJob>(queueName, { connection: this.#client, prefix: this.#keys.queue });
      queue.on('error', () => {});
      await queue.waitUntilReady();
      return queue;
    } catch (error) {
      this.#client.disconnect();
      await this.#replies.close();
      throw queueError(error, this.#address.place);
    }
  }

  /** @throws {InklingError} `engine-full` when too many wait, `queue-unreachable` */
  async #enter(queue: Queue<PoemJob>, id: string, poem: OpenPoem, request: PoemRequest): Promise<void> {
    // The n-th poem of a person or server takes its turn with the n-th ones of all others.
    const turn = 1 + [...this.#poems.values()].filter(({ key }) => key === poem.key).length;
    this.#poems.set(id, poem);
    // Settled here, so that a poem that changes workers is drawn alike.
    const seed = request.seed ?? Math.floor(this.#random() * 2 ** 32);
    const mostSteps = request.mostSteps ?? mostStepsUnder(this.#load());
    try {
      const { taken, poems } = await this.#presence.enter(id, this.#limits.waiting);
      if (!taken) throw full(poems);
      await queue.add(
        'poem',
        { request: { ...request, seed, mostSteps }, replies: this.#replies.key },
        // Nothing that a person wrote stays in Redis once the poem has ended.
        { jobId: id, priority: turn, attempts, removeOnComplete: true, removeOnFail: true },
      );
      poem.entered = true;
    } catch (error) {
      throw queueError(error, this.#address.place);
    }
  }

  /** What one worker has to do, as far as this bot knows: all of its own poems, and those of others at the last look. */
  #load(): { readonly inFlight: number; readonly waiting: number } {
    const { active, queued, workers = 0 } = this.#status;
    const poems = Math.max(active + queued, this.#poems.size);
    const each = (count: number) => count / Math.max(1, workers);
    return { inFlight: each(Math.min(active, poems)), waiting: each(poems - Math.min(active, poems)) };
  }

  async #leave(queue: Queue<PoemJob>, id: string, ended: boolean): Promise<void> {
    // First of all: a worker that takes the poem up in this very moment asks whether it is still wanted.
    await this.#presence.forgetPoem(id);
    if (ended) return;
    if ((await queue.remove(id)) === 0) await this.#client.publish(this.#keys.cancel, id);
  }

  #hear(reply: Reply): void {
    const poem = this.#poems.get(reply.poem);
    if (poem === undefined) return;
    if ('lost' in reply) poem.events.fail(lost());
    else if ('error' in reply) poem.events.fail(fromWire(reply.error));
    else this.#pass(reply.poem, poem, reply.event);
  }

  #pass(id: string, poem: OpenPoem, event: Frame | Poem): void {
    const { poems, steps } = this.#status;
    if (event.type === 'frame') {
      if (event.step <= poem.shown) return;
      poem.shown = event.step;
      this.#status = { ...this.#status, steps: steps + 1 };
    } else {
      // A worker that was thought dead may still send its own ending.
      this.#poems.delete(id);
      this.#status = { ...this.#status, poems: poems + 1 };
    }
    poem.events.push(event);
  }

  /** Looks the queue over again and again: tells poems their places, and ends those that nobody will draw. */
  async #watch(workersCame: () => void): Promise<void> {
    const { signal } = this.#ending;
    let reachedAt = this.#clock.now();
    let workersAt = reachedAt;
    let warned = false;
    const warn = (reason: InklingError) => {
      if (!warned) this.#logger?.warn(reason.message);
      warned = true;
    };
    while (!signal.aborted) {
      try {
        const open = [...this.#poems].flatMap(([id, { entered }]) => (entered ? [id] : []));
        const outlook = await this.#presence.look(open);
        reachedAt = this.#clock.now();
        if (outlook.workers > 0) {
          workersAt = reachedAt;
          warned = false;
          workersCame();
        } else warn(noWorkers());
        this.#status = {
          ...this.#status,
          ready: outlook.workers > 0,
          active: outlook.active,
          queued: outlook.queued,
          workers: outlook.workers,
        };
        await this.#tell(outlook);
        if (reachedAt - workersAt > this.#limits.patienceMs) this.#failAll(noWorkers());
      } catch (error) {
        const reason = queueError(error, this.#address.place);
        warn(reason);
        this.#status = { ...this.#status, ready: false, workers: 0 };
        if (this.#clock.now() - reachedAt > this.#limits.patienceMs) this.#failAll(reason);
      }
      await this.#clock.sleep(this.#limits.lookEveryMs, signal).catch(() => {});
    }
  }

  async #tell(outlook: Outlook): Promise<void> {
    for (const [id, place] of outlook.poems) {
      const poem = this.#poems.get(id);
      if (poem === undefined) continue;
      if (place === 'lost' && !poem.lost) {
        poem.lost = true;
        await this.#replies.append({ poem: id, lost: true });
      } else if (typeof place === 'number' && poem.shown === 0) {
        const ahead = place + outlook.active;
        if (poem.ahead !== ahead) poem.events.push({ type: 'queued', ahead });
        poem.ahead = ahead;
      }
    }
  }

  #failAll(reason: InklingError): void {
    for (const { events } of this.#poems.values()) events.fail(reason);
  }
}

function full(poems: number): InklingError {
  return new InklingError('engine-full', {
    operator: `The queue is full: ${poems} poems are in it. More workers would draw them faster.`,
    person: 'So many poems are being written just now that I cannot take another. Please try again in a minute.',
    retryAfterMs: 60_000,
  });
}

function noWorkers(): InklingError {
  return new InklingError('no-workers', {
    operator: 'No worker draws poems from the queue. Start one with "npm run worker" and the same QUEUE_URL.',
    person: 'Nobody is at my writing desk just now. Please try again in a minute.',
    retryAfterMs: 60_000,
  });
}

function lost(): InklingError {
  return new InklingError('engine-gone', {
    operator: 'A poem has left the queue without an end: its workers died again and again, or Redis lost it.',
    person: 'My engine stumbled in the middle of a poem. Please ask again.',
    retryAfterMs: 2_000,
  });
}

function closed(): InklingError {
  return new InklingError('engine-closed', {
    operator: 'The queue was closed while a poem was being drawn.',
    person: 'I am being restarted. Please ask again in a minute.',
    retryAfterMs: 30_000,
  });
}
