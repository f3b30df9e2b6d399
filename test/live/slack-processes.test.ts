import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { openMessagesIn } from '../../src/store/kept/index.ts';
import { eventually } from '../peers/loopback-server.ts';
import { type PeerSlackMessage, SlackPeer } from '../peers/slack-peer.ts';
import { plainText } from '../platforms/slack-reading.ts';
import { backends } from '../store/backends.ts';
import type { SlackProcessTerms } from './slack-process.ts';
import '../store/patience.ts';

const ada = { id: 'U00000001', name: 'ada' };
/** Longer than a process is ever silent on a busy machine, shorter than a poem here takes. */
const leaseMs = 3_000;

interface Bot {
  /** What it drew, by topic. */
  readonly drawn: string[];
  kill(): Promise<void>;
}

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function startBot(terms: SlackProcessTerms): Promise<Bot> {
  const script = join(import.meta.dirname, 'slack-process.ts');
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(terms)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  open.push(kill);
  let said = '';
  child.stdout?.on('data', (text) => {
    said += text;
  });
  await eventually(() => said.includes('ready\n'), 'a bot was ready', 60_000);
  return {
    get drawn() {
      return [...said.matchAll(/^draws (.+)$/gm)].map(([, topic]) => topic!);
    },
    kill,
  };
}

test.each(backends.filter(({ installed }) => installed))(
  'a poem on Slack whose process is killed is finished by one of the others, over $name',
  async ({ start }) => {
    const service = await start();
    open.push(() => service.stop());
    const storeUrl = await service.freshUrl();
    const peer = await SlackPeer.start();
    open.push(() => peer.close());
    const terms: SlackProcessTerms = {
      ...{ storeUrl, leaseMs, apiUrl: peer.apiUrl, token: peer.botToken, appToken: peer.appToken },
      recording: { steps: 60, stepMs: 1_000 },
    };
    const text = (message: PeerSlackMessage) => plainText(message.history.at(-1)!.blocks);

    // Slack hands the command to the first that is connected; the others start in the middle of its poem.
    const victim = await startBot(terms);
    const asked = peer.command('poem', 'haiku about phoenix', ada);
    const message = await eventually(() => peer.answersTo(asked)[0], 'the poem was under way', 30_000);
    const others = await Promise.all(Array.from({ length: 3 }, () => startBot({ ...terms, recording: { steps: 8 } })));
    await new Promise((done) => setTimeout(done, 2 * leaseMs));
    expect(others.flatMap(({ drawn }) => drawn)).toEqual([]);
    expect(text(message)).not.toMatch(/seed \d+/);

    await victim.kill();

    const store = await openStore(storeUrl);
    open.push(() => store.close());
    const noted = openMessagesIn(store, { now: Date.now, sleep: () => new Promise(() => {}) });
    await expect.poll(() => noted.list(), { timeout: 60_000 }).toEqual([]);
    expect(others.flatMap(({ drawn }) => drawn)).toEqual(['phoenix']);
    expect(peer.answersTo(asked)).toEqual([message]);
    expect(text(message)).toMatch(/phoenix/);
    expect(text(message)).toMatch(/seed \d+/);
    expect(peer.violations).toEqual([]);
  },
);
