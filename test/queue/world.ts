/** The common worlds of these tests: engines and workers on a queue of their own, stopped after each test. */
import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine, Poem, PoemEvent, PoemRequest } from '../../src/poem.ts';
import { type QueueEngineOptions, startQueueEngine, startQueueWorker } from '../../src/queue/index.ts';
import type { SmallEngine } from './small-engine.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

export class World {
  readonly url: string;
  readonly #stops: (() => Promise<unknown>)[] = [];

  constructor(url: string) {
    this.url = url;
  }

  /** The bot's side. */
  bot(options: Partial<QueueEngineOptions> = {}): Engine {
    const engine = startQueueEngine({ url: this.url, lookEveryMs: 50, ...options });
    this.#stops.unshift(() => engine.close());
    return engine;
  }

  /** A worker in this process. */
  async worker(engine: SmallEngine, concurrency = 1) {
    const worker = startQueueWorker({ url: this.url, engine, concurrency, lookEveryMs: 50 });
    this.#stops.push(() => worker.close());
    await worker.ready();
    return worker;
  }

  /** A worker in a process of its own, once it takes poems. */
  async workerProcess(file: string, options: { args?: string[]; env?: NodeJS.ProcessEnv } = {}): Promise<ChildProcess> {
    const child = fork(resolve(here, file), options.args ?? [], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: { ...process.env, ...options.env },
    });
    this.#stops.push(() => kill(child));
    await new Promise<void>((ready, reject) => {
      child.once('exit', (code) => reject(new Error(`The worker ended with ${code}.`)));
      child.once('message', () => ready());
      child.stdout?.on('data', (data) => {
        if (String(data).includes('takes poems')) ready();
      });
    });
    return child;
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) await stop();
  }
}

/** kill -9 */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** Everything that an engine says of one poem. */
export async function allOf(
  engine: Engine,
  request: PoemRequest,
  heard: (event: PoemEvent) => void = () => {},
): Promise<PoemEvent[]> {
  const events: PoemEvent[] = [];
  for await (const event of engine.draw(request)) {
    events.push(event);
    heard(event);
  }
  return events;
}

export const stepsOf = (events: readonly PoemEvent[]) =>
  events.flatMap((event) => (event.type === 'frame' ? [event.step] : []));

export const poemsOf = (events: readonly PoemEvent[]) => events.filter((event): event is Poem => event.type === 'poem');

/** 1 … n */
export const upTo = (n: number) => Array.from({ length: n }, (_, at) => at + 1);
