/** One process that draws: starts it, speaks the protocol, starts it again when it dies. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Clock } from '../clock.ts';
import { InklingError } from '../errors.ts';
import { ownModule } from '../own-module.ts';
import type { FromEngine, PoemNews, ToEngine } from './protocol.ts';
import { fromWire } from './wire-error.ts';

export interface LaneOptions {
  readonly modelFolder: string;
  /** Threads of all lanes together. */
  readonly threads: number;
  /** How many lanes share them at most. */
  readonly lanes: number;
  readonly device: 'cpu' | 'cuda';
  readonly clock: Clock;
}

/** Who is told what a lane does. */
export interface LaneOwner {
  /** It can draw: for the first time, or again. */
  opened(): void;
  news(news: PoemNews): void;
  /** Its process has ended, and all of its poems with it; `opening` says whether it comes back. */
  died(reason: InklingError): void;
}

/** Deaths within a minute after which a lane is given up. */
const mostDeaths = 5;
const closesWithinMs = 2_000;
/**
 * V8's young generation in MB, from the start: left to itself it grows in an engine's first thousand poems by what looks
 * like a leak, and is collected the more often until then. And how much the heap may grow, in percent of what was alive
 * after the last full collection, until the next: left to itself V8 lets it double on a machine of much memory.
 */
const steadyHeap = ['--min-semi-space-size=16', '--max-semi-space-size=16', '--heap-growing-percent=20'];

export class Lane {
  readonly #options: LaneOptions;
  readonly #owner: LaneOwner;
  #child: ChildProcess;
  #opening: Promise<void>;
  #open = false;
  #memory = 0;
  #company = 1;
  #closing = false;
  #broken: InklingError | undefined;
  #deaths: number[] = [];

  constructor(options: LaneOptions, owner: LaneOwner) {
    this.#options = options;
    this.#owner = owner;
    [this.#child, this.#opening] = this.#fork();
  }

  /** Settles when the lane can draw; rejects when its process dies before. Renewed with each process and its death. */
  get opening(): Promise<void> {
    return this.#opening;
  }

  get open(): boolean {
    return this.#open;
  }

  /** Resident bytes; 0 before the process has said so. */
  get memory(): number {
    return this.#memory;
  }

  say(message: ToEngine): void {
    if (this.#child.connected) this.#child.send(message);
  }

  /** Says how many lanes draw just now, if that has changed. */
  keepCompany(lanes: number): void {
    if (lanes === this.#company || !this.#open) return;
    this.#company = lanes;
    this.say({ kind: 'company', lanes });
  }

  async close(): Promise<void> {
    this.#closing = true;
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    this.say({ kind: 'close' });
    const hurry = setTimeout(() => child.kill('SIGKILL'), closesWithinMs);
    await gone;
    clearTimeout(hurry);
  }

  #fork(): [ChildProcess, Promise<void>] {
    const { modelFolder, threads, lanes, device } = this.#options;
    const { path, execArgv } = ownModule('engine-process.ts', import.meta.url);
    const child = fork(path, [modelFolder, `${threads}`, `${lanes}`, device], {
      serialization: 'advanced',
      execArgv: [...execArgv, ...steadyHeap],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const opening = new Promise<void>((resolve, reject) => {
      child.on('message', (message: FromEngine) => {
        if (message.kind === 'ready') {
          this.#open = true;
          resolve();
          this.#owner.opened();
        } else if (message.kind === 'broken') this.#broken = fromWire(message.error);
        else if (message.kind === 'memory') this.#memory = message.bytes;
        else this.#owner.news(message);
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        const reason = this.#broken ?? gone(code, signal);
        reject(reason);
        this.#died(reason);
      });
    });
    // Whoever waits for it hears of a rejection; nobody else must crash over it.
    opening.catch(() => {});
    return [child, opening];
  }

  #died(reason: InklingError): void {
    this.#open = false;
    this.#memory = 0;
    this.#company = 1;
    const now = this.#options.clock.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < 60_000), now];
    const again = !this.#closing && this.#broken === undefined && this.#deaths.length < mostDeaths;
    if (again) [this.#child, this.#opening] = this.#fork();
    else {
      this.#opening = Promise.reject(reason);
      this.#opening.catch(() => {});
    }
    this.#owner.died(reason);
  }
}

function gone(code: number | null, signal: string | null): InklingError {
  return new InklingError('engine-gone', {
    operator: `An engine process ended (${signal ?? `exit code ${code}`}); it is started again.`,
    person: 'My engine stumbled in the middle of a poem. Please ask again.',
    retryAfterMs: 2000,
  });
}
