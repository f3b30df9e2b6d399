/** Replicas that are killed without warning, again and again, while their schedules run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { PostState } from '../../src/daily/index.ts';
import { DailyVerses, nextRun } from '../../src/daily/index.ts';
import { openStore } from '../../src/store/index.ts';
import { poemFor, recordedEngine } from '../battles/recorded-engine.ts';
import { type ChatService, chatPlatform, startChatService } from './chat-service.ts';
import { fastClock } from './fast-clock.ts';
import type { ReplicaTerms } from './replica-process.ts';
import { day, dress, hour, plainLook, quiet, schedule } from './world.ts';

export interface KillingOptions {
  readonly storeUrl: string;
  readonly kills: number;
  /** Whether the chat service knows a post by its name. */
  readonly postsOnce: boolean;
  readonly replicas?: number;
}

/** What had become of each date when all had come to rest. */
export interface Aftermath {
  readonly kills: number;
  readonly dates: number;
  /** Dates with more than one message. */
  readonly twice: readonly string[];
  /** Dates without a message, with the state that the store gives for it. */
  readonly missing: readonly string[];
  /** Messages whose last content is not the date's whole poem, though the store says `done`. */
  readonly unfinished: readonly string[];
  readonly states: Readonly<Partial<Record<PostState, number>>>;
}

// A day passes in twenty seconds; a lease lasts two. The grace time is longer than any killing here.
const times = day / 20_000;
const leaseMs = 2_000 * times;
const graceMs = 400 * day;
const start = Date.UTC(2026, 2, 20);
const zones = ['Europe/Berlin', 'America/Nuuk', 'Asia/Tokyo', 'America/Havana', 'Pacific/Auckland'];

export async function killing({ storeUrl, kills, postsOnce, replicas = 3 }: KillingOptions): Promise<Aftermath> {
  const chat = await startChatService(postsOnce);
  const atWall = Date.now();
  const terms = { atWall, showed: start, times };
  const clock = fastClock(terms);
  const store = await openStore(storeUrl, { clock });
  const verses = new DailyVerses({
    ...{ store, clock, dress, look: plainLook, logger: quiet, graceMs, leaseMs, engine: recordedEngine() },
    platform: () => chatPlatform(chat.url, postsOnce),
  });
  const schedules = zones.flatMap((zone, n) =>
    ['02:30', '23:30'].map((time, m) => schedule(`s${n}${m}`, start, { zone, time })),
  );
  for (const one of schedules) await verses.book.set(one);

  const replicaTerms: ReplicaTerms = { storeUrl, chatUrl: chat.url, postsOnce, clock: terms, graceMs, leaseMs };
  let left = kills;
  const lives = Array.from({ length: replicas }, async () => {
    while (left > 0) {
      left -= 1;
      const child = await startReplica(replicaTerms);
      // After a few requests, whoever made them: so the blow falls in the middle of posting, on a slow machine too.
      await requestsOf(chat, 1 + Math.floor(Math.random() * 8));
      await kill(child);
    }
  });
  await Promise.all(lives);

  // One last replica mends what the killed ones left, up to the end of the day that it starts on.
  const end = clock.now() + hour;
  const last = await startReplica(replicaTerms);
  const open = async () => {
    for (const one of await verses.book.of(schedules[0]!.place)) if ((nextRun(one)?.at ?? 0) <= end) return true;
    return (await openPosts()).length > 0;
  };
  const openPosts = async () => {
    const posts = await Promise.all(schedules.map(({ id }) => verses.posts.latest(id, 1_000)));
    return posts
      .flat()
      .map(({ value }) => value)
      .filter(({ state, at }) => at <= end && ['claimed', 'posting', 'posted'].includes(state));
  };
  while (await open()) await new Promise((done) => setTimeout(done, 100));
  await kill(last);

  const dates: string[] = [];
  const twice: string[] = [];
  const missing: string[] = [];
  const unfinished: string[] = [];
  const states: Partial<Record<PostState, number>> = {};
  for (const one of schedules) {
    for (let run = nextRun(one); run && run.at <= end; run = nextRun({ ...one, handledUntil: run.at })) {
      const name = `${one.id} ${run.date}`;
      dates.push(name);
      const post = await verses.posts.get(one.id, run.date);
      const state = post?.state ?? 'missed';
      states[state] = (states[state] ?? 0) + 1;
      const messages = chat.messages.filter(({ once }) => once?.startsWith(`daily ${name} `));
      if (messages.length > 1) twice.push(name);
      if (messages.length === 0) missing.push(`${name}: ${state}`);
      const whole = post && `${run.date}: ${poemFor(await dress(post)).text}`;
      if (state === 'done' && messages.some(({ contents }) => contents.at(-1)?.text !== whole)) unfinished.push(name);
    }
  }
  await store.close();
  await chat.close();
  return { kills, dates: dates.length, twice, missing, unfinished, states };
}

/** Resolves some requests later, or after three seconds without enough of them. */
async function requestsOf(chat: ChatService, count: number): Promise<void> {
  const enough = chat.requests() + count;
  const patience = Date.now() + 3_000;
  while (chat.requests() < enough && Date.now() < patience) await new Promise((done) => setTimeout(done, 5));
}

async function startReplica(terms: ReplicaTerms): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'replica-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(terms)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((ready, failed) => {
    child.stdout?.once('data', () => ready());
    child.once('exit', (code) => failed(new Error(`a replica ended with ${code} before it was ready`)));
  });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) throw new Error(`a replica ended by itself with ${child.exitCode}`);
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await ended;
}
