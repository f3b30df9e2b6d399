/** The whole bot in a process of its own, with the real engine, joined to loopback peers of this process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoopFigures } from './loop-watch.ts';

export interface WatchedBot {
  readonly storeUrl: string;
  /** Begins to measure anew. */
  reset(): void;
  figures(): Promise<LoopFigures>;
  end(): Promise<void>;
}

const sourceOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** @param settings the platforms' tokens and addresses */
export async function startWatchedBot(settings: Readonly<Record<string, string>>): Promise<WatchedBot> {
  const storeUrl = `sqlite://${join(mkdtempSync(join(tmpdir(), 'inkling-load-')), 'inkling.db')}`;
  const { PATH = '', HOME = '' } = process.env;
  const program = ['--import', 'tsx', '--import', sourceOf('loop-watch.ts'), sourceOf('../../src/main.ts')];
  const bot: ChildProcess = spawn(process.execPath, program, {
    env: { PATH, HOME, PORT: '0', STORE_URL: storeUrl, ...settings },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let log = '';
  bot.stdout!.on('data', (chunk: Buffer) => {
    log += chunk;
    for (const line of String(chunk).split('\n'))
      if (/"level":"(warn|error)"/.test(line)) process.stderr.write(`  ${line}\n`);
  });
  const exited = once(bot, 'exit');
  const expected = ['connected to Discord', 'connected to Slack', 'the engine can draw'];
  while (!expected.every((line) => log.includes(line))) {
    const more = once(bot.stdout!, 'data').then(() => true);
    if (!(await Promise.race([more, exited.then(() => false)]))) throw new Error(`The bot ended:\n${log}`);
  }
  return {
    storeUrl,
    reset: () => bot.send('loop-reset'),
    async figures() {
      const answer = once(bot, 'message');
      bot.send('loop-read');
      return (await answer)[0] as LoopFigures;
    },
    async end() {
      bot.kill('SIGTERM');
      await exited;
    },
  };
}
