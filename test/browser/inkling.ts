/** Inkling as whoever runs it has it: `npm start` as a process, with the model that it ships. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const sources = ['--import', 'tsx', new URL('../../src/main.ts', import.meta.url).pathname];

export interface Inkling {
  readonly address: string;
  /** What it has logged so far. */
  log(): string;
  /** Ends it as an operator does; its exit code. */
  end(): Promise<number | null>;
}

/**
 * Starts it on a free port with settings of the test's own; resolves when it can draw.
 * @param program what node is to run; the sources when absent
 */
export async function startInkling(settings: Record<string, string>, program = sources): Promise<Inkling> {
  const { PATH = '', HOME = '' } = process.env;
  const child: ChildProcess = spawn(process.execPath, program, {
    env: { PATH, HOME, PORT: '0', ENGINE_PROCESSES: '1', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const heard = (chunk: Buffer) => {
    log += chunk;
  };
  child.stdout!.on('data', heard);
  child.stderr!.on('data', heard);
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  while (!log.includes('the engine can draw')) {
    const more = once(child.stdout!, 'data');
    if ((await Promise.race([more, ended.then(() => 'ended')])) === 'ended') throw new Error(`Inkling ended:\n${log}`);
  }
  return {
    address: /Inkling is at (http:\S+)/.exec(log)![1]!,
    log: () => log,
    async end() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
