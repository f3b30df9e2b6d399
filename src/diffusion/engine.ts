/** The bot's side of the engine process: starts it, speaks the protocol, starts it again when it dies. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { InklingError } from '../errors.ts';
import type { Engine, EngineStatus, PoemEvent, PoemRequest } from '../poem.ts';
import { EventQueue } from './event-queue.ts';
import type { FromEngine, ToEngine } from './protocol.ts';
import { fromWire } from './wire-error.ts';

export interface EngineOptions {
  /** models/verse, or another folder of the same kind. */
  readonly modelFolder: string;
  /** Threads of the denoiser; as many as there are cores when absent. */
  readonly threads?: number;
  readonly device?: 'cpu' | 'cuda';
  readonly logger?: { warn(message: string): void };
}

const resting: EngineStatus = { ready: false, active: 0, queued: 0, poems: 0, steps: 0 };
/** Deaths within a minute after which the engine is given up. */
const MOST_DEATHS = 5;

/** Starts the engine in a process of its own; `ready()` tells when it can draw. */
export function startEngine(options: EngineOptions): Engine {
  return new EngineProcess(options);
}

class EngineProcess implements Engine {
  readonly #options: EngineOptions;
  readonly #poems = new Map<string, EventQueue<PoemEvent>>();
  #child: ChildProcess;
  #ready: Promise<void>;
  #status = resting;
  #closing = false;
  #broken: InklingError | undefined;
  #deaths: number[] = [];

  constructor(options: EngineOptions) {
    this.#options = options;
    [this.#child, this.#ready] = this.#fork();
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  status(): EngineStatus {
    return this.#status;
  }

  async *draw(request: PoemRequest, { signal }: { signal?: AbortSignal } = {}): AsyncIterable<PoemEvent> {
    signal?.throwIfAborted();
    await this.#ready;
    const id = randomUUID();
    const queue = new EventQueue<PoemEvent>();
    this.#poems.set(id, queue);
    const stop = () => queue.fail(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    let ended = false;
    try {
      this.#say({ kind: 'start', id, request });
      for await (const event of queue) {
        ended = event.type === 'poem';
        yield event;
        if (ended) return;
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#poems.delete(id);
      if (!ended) this.#say({ kind: 'cancel', id });
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    this.#say({ kind: 'close' });
    const hurry = setTimeout(() => child.kill('SIGKILL'), 2000);
    await gone;
    clearTimeout(hurry);
  }

  #say(message: ToEngine): void {
    if (this.#child.connected) this.#child.send(message);
  }

  #fork(): [ChildProcess, Promise<void>] {
    const { modelFolder, threads = Math.min(4, availableParallelism()), device = 'cpu' } = this.#options;
    const child = fork(
      fileURLToPath(new URL('engine-process.ts', import.meta.url)),
      [modelFolder, `${threads}`, device],
      {
        serialization: 'advanced',
        execArgv: ['--import', 'tsx'],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    );
    const ready = new Promise<void>((resolve, reject) => {
      child.on('message', (message: FromEngine) => {
        if (message.kind === 'ready') {
          this.#status = { ...this.#status, ready: true };
          resolve();
        } else if (message.kind === 'broken') {
          this.#broken = fromWire(message.error);
          reject(this.#broken);
        } else this.#hear(message);
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        reject(this.#broken ?? gone(code, signal));
        this.#died(code, signal);
      });
    });
    // Whoever waits for it hears of a rejection; nobody else must crash over it.
    ready.catch(() => {});
    return [child, ready];
  }

  #hear(message: Exclude<FromEngine, { kind: 'ready' | 'broken' }>): void {
    if (message.kind === 'status') this.#status = message.status;
    else if (message.kind === 'event') this.#poems.get(message.id)?.push(message.event);
    else this.#poems.get(message.id)?.fail(fromWire(message.error));
  }

  #died(code: number | null, signal: string | null): void {
    this.#status = resting;
    const reason = gone(code, signal);
    for (const queue of this.#poems.values()) queue.fail(reason);
    if (this.#closing || this.#broken) return;
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < 60_000), now];
    this.#options.logger?.warn(reason.message);
    if (this.#deaths.length < MOST_DEATHS) [this.#child, this.#ready] = this.#fork();
  }
}

function gone(code: number | null, signal: string | null): InklingError {
  return new InklingError('engine-gone', {
    operator: `The engine process ended (${signal ?? `exit code ${code}`}); it is started again.`,
    person: 'My engine stumbled in the middle of a poem. Please ask again.',
    retryAfterMs: 2000,
  });
}
