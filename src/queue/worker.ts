/** A worker's side of the queue: takes poems, draws them with an engine of its own, and sends their frames back. */
import { randomUUID } from 'node:crypto';
import { type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { type Clock, systemClock } from '../clock.ts';
import { toWire } from '../diffusion/index.ts';
import { InklingError } from '../errors.ts';
import type { Engine } from '../poem.ts';
import { connect, open, type QueueAddress, queueError, readAddress } from './address.ts';
import { Presence } from './presence.ts';
import { appendReply } from './reply-stream.ts';
import { keysOf, type PoemJob, type QueueKeys, queueName, type Reply } from './wire.ts';

export interface QueueWorkerOptions {
  /** The same address as the bots'. */
  readonly url: string;
  /** Draws the poems; its owner closes it. */
  readonly engine: Engine;
  /** Poems drawn at the same time. */
  readonly concurrency?: number;
  /** A worker that has been silent for so long has died, and its poems are taken over by others. */
  readonly takeOverAfterMs?: number;
  /** How often the worker says that it is there, and asks whether its poems are still waited for. */
  readonly lookEveryMs?: number;
  readonly clock?: Clock;
  readonly logger?: { info(details: object, message: string): void; warn(details: object, message: string): void };
}

export interface QueueWorker {
  /** Settles when the worker takes poems; rejects when Redis cannot be reached or the engine cannot draw. */
  ready(): Promise<void>;
  /** Rejects with the reason when the worker's engine is broken for good; never settles otherwise. */
  readonly broken: Promise<never>;
  /** Takes no more poems, and hands those in the middle over to other workers. */
  close(): Promise<void>;
}

/** Workers that may die over one poem before it is given up. */
const mostDeaths = 25;
const presenceMs = 15_000;

/** Why a poem is not drawn on here. */
type Leave = 'unwanted' | 'taken-over' | 'handed-over';

export function startQueueWorker(options: QueueWorkerOptions): QueueWorker {
  return new PoemWorker(options);
}

class PoemWorker implements QueueWorker {
  readonly broken: Promise<never>;
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #logger: QueueWorkerOptions['logger'];
  readonly #lookEveryMs: number;
  readonly #address: QueueAddress;
  readonly #keys: QueueKeys;
  readonly #name: string;
  readonly #client: Redis;
  readonly #cancellations: Redis;
  readonly #presence: Presence;
  readonly #worker: Worker<PoemJob>;
  readonly #poems = new Map<string, AbortController>();
  readonly #ending = new AbortController();
  readonly #ready: Promise<void>;
  #working: Promise<unknown> = Promise.resolve();
  #break: (reason: unknown) => void = () => {};

  constructor(options: QueueWorkerOptions) {
    const { concurrency = 8, takeOverAfterMs = 10_000, lookEveryMs = 1_000 } = options;
    this.#engine = options.engine;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger;
    this.#lookEveryMs = lookEveryMs;
    this.#address = readAddress(options.url);
    this.#keys = keysOf(this.#address.prefix);
    this.#name = `${concurrency}:${randomUUID()}`;
    this.#client = connect(this.#address, 'refuses');
    this.#cancellations = connect(this.#address, 'waits');
    this.#presence = new Presence(this.#client, this.#keys, presenceMs);
    this.#worker = new Worker<PoemJob>(queueName, (job) => this.#draw(job), {
      connection: this.#address.options,
      prefix: this.#keys.queue,
      autorun: false,
      concurrency,
      lockDuration: takeOverAfterMs,
      stalledInterval: takeOverAfterMs / 2,
      maxStalledCount: mostDeaths,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    // Lost connections come back, and a poem whose lock is lost is drawn elsewhere: worth a line, not an end.
    this.#worker.on('error', (error) => this.#logger?.warn({ err: error }, 'the queue stumbled'));
    this.#worker.on('lockRenewalFailed', (poems) => {
      for (const poem of poems) this.#leave(poem, 'taken-over');
    });
    this.broken = new Promise((_, reject) => {
      this.#break = reject;
    });
    this.broken.catch(() => {});
    this.#ready = this.#start();
    this.#ready.catch(() => {});
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  async close(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    await this.#ready.catch(() => {});
    // Leaves the register first, so that no bot counts on this worker any more.
    await this.#presence.forgetWorker(this.#name).catch(() => {});
    const closed = this.#worker.close();
    for (const poem of this.#poems.keys()) this.#leave(poem, 'handed-over');
    await closed.catch(() => {});
    await this.#working.catch(() => {});
    await this.#presence.forgetWorker(this.#name).catch(() => {});
    this.#cancellations.disconnect();
    this.#client.disconnect();
  }

  async #start(): Promise<void> {
    await this.#engine.ready();
    try {
      await Promise.all([open(this.#client), open(this.#cancellations)]);
      this.#cancellations.on('message', (_channel, poem) => this.#leave(poem, 'unwanted'));
      await this.#cancellations.subscribe(this.#keys.cancel);
      await this.#worker.waitUntilReady();
      await this.#presence.work(this.#name, []);
    } catch (error) {
      throw queueError(error, this.#address.place);
    }
    if (this.#ending.signal.aborted) return;
    this.#working = Promise.all([this.#worker.run(), this.#watch()]);
    this.#working.catch((error) => this.#break(error));
  }

  async #watch(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      // While Redis is away there is nothing to say, and BullMQ has said so in the log.
      const unwanted = await this.#presence.work(this.#name, [...this.#poems.keys()]).catch(() => []);
      for (const poem of unwanted) this.#leave(poem, 'unwanted');
      await this.#clock.sleep(this.#lookEveryMs, signal).catch(() => {});
    }
  }

  #leave(poem: string, why: Leave): void {
    this.#poems.get(poem)?.abort(why);
  }

  /** What it throws, BullMQ tries again on another worker; what it returns from has ended. */
  async #draw({ id: poem = '', data: { request, replies } }: Job<PoemJob>): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#poems.set(poem, controller);
    const reply = (answer: Reply) =>
      appendReply(this.#client, replies, answer).catch((error) => {
        throw queueError(error, this.#address.place);
      });
    try {
      // A cancellation may have come before anybody here listened for it.
      if ((await this.#presence.work(this.#name, [poem])).length > 0) return;
      this.#logger?.info({ poem }, 'a poem is begun');
      for await (const event of this.#engine.draw(request, { signal }))
        if (event.type !== 'queued') await reply({ poem, event });
      this.#logger?.info({ poem }, 'a poem is drawn');
    } catch (error) {
      if (signal.aborted) {
        this.#logger?.info({ poem, why: signal.reason }, 'a poem is left');
        if (signal.reason === 'unwanted') return;
        throw new Error(`The poem was ${signal.reason}.`);
      }
      this.#logger?.warn({ poem, err: error }, 'a poem failed');
      if (isPassing(error)) {
        // An engine that is started again is waited for here; one that never comes back ends this worker.
        await this.#engine.ready().catch((reason) => this.#break(reason));
        throw error;
      }
      await reply({ poem, error: toWire(error) });
    } finally {
      // Another run of the same poem may have begun here, after this one lost its lock.
      if (this.#poems.get(poem) === controller) this.#poems.delete(poem);
    }
  }
}

/** Failures of this worker, not of the poem: another one may succeed. */
function isPassing(error: unknown): boolean {
  return error instanceof InklingError && (error.code === 'engine-gone' || error.code === 'queue-unreachable');
}
