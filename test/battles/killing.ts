/** A bot that is killed without warning and started again, in the middle of its battles, over and over. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Battle, SideName } from '../../src/battles/index.ts';
import { openStore } from '../../src/store/index.ts';
import { type ChatService, chatPlatform, type PostedMessage, startChatService } from '../daily/chat-service.ts';
import { fastClock } from '../daily/fast-clock.ts';
import { classroom } from '../settings/people.ts';
import type { Answer, BattleProcessTerms, Order } from './battle-process.ts';
import { recordedEngine } from './recorded-engine.ts';
import { battleProcess } from './world.ts';

export interface KillingOptions {
  readonly storeUrl: string;
  readonly kills: number;
  /** Whether the chat service knows a post by its name. */
  readonly postsOnce: boolean;
  /** Where the blows fall is drawn from it. */
  readonly random?: () => number;
}

/** What had become of the battles when all had come to rest. */
export interface Aftermath {
  /** Kills by what the battle that they were aimed at was doing. */
  readonly kills: Readonly<Record<Moment, number>>;
  /** Battles that stand in the store. */
  readonly battles: number;
  /** Closed, with the right result in its message and one announcement of the right winner. */
  readonly closedOnce: number;
  readonly closedTwice: readonly string[];
  /** Neither closed nor, where a post of unknown fate allows it, called off. */
  readonly neverClosed: readonly string[];
  readonly wrongWinner: readonly string[];
  /** Closed without an announcement, or called off without a vote: only where posts have no names. */
  readonly unclear: readonly string[];
}

export type Moment = 'drawing' | 'voting' | 'closing';
const moments: readonly Moment[] = ['drawing', 'voting', 'closing'];
const ended: ReadonlySet<Battle['state']> = new Set(['closed', 'cancelled', 'removed']);

// A minute passes in two seconds, and so does a lease.
const times = 30;
const voters = 9;

/** The bot's answer to an order that it does not carry out. */
class Refused extends Error {}

/** What is known of a battle's votes: which were answered, and which may or may not have been counted. */
interface Votes {
  readonly sure: Map<string, SideName>;
  readonly unsure: Map<string, SideName>;
}

export async function killing(options: KillingOptions): Promise<Aftermath> {
  const { storeUrl, kills, postsOnce, random = Math.random } = options;
  const chat = await startChatService(postsOnce);
  const terms: BattleProcessTerms = {
    ...{ storeUrl, postsOnce, chatUrl: chat.url },
    clock: { atWall: Date.now(), showed: Date.now(), times },
  };
  const store = await openStore(storeUrl, { clock: fastClock(terms.clock) });
  const platform = chatPlatform(chat.url, postsOnce);
  const looking = battleProcess({ store, clock: fastClock(terms.clock), platform, engine: recordedEngine() });
  const find = async (id: string) => (await looking.find(classroom, id).catch(() => undefined))?.value;

  const called: string[] = [];
  const votes = new Map<string, Votes>();
  const count = { drawing: 0, voting: 0, closing: 0 };
  for (let kill = 0; kill < kills; kill += 1) {
    const bot = await startBot(terms);
    const id = `b${kill}`;
    const moment = moments[kill % moments.length] as Moment;
    called.push(id);
    votes.set(id, { sure: new Map(), unsure: new Map() });
    await oneLife(bot, { id, moment, find, chat, votes: votes.get(id) as Votes, random });
    count[moment] += 1;
    await bot.kill();
  }

  // One last process mends what the killed ones left.
  const last = await startBot(terms);
  const unfinished = async () => {
    for (const id of called) if (!ended.has((await find(id))?.state ?? 'cancelled')) return true;
    return false;
  };
  const patience = Date.now() + 240_000;
  while ((await unfinished()) && Date.now() < patience) await pause(100);
  await last.kill();

  const report = await reportOn(called, { find, votes, chat, postsOnce });
  await store.close();
  await chat.close();
  return { kills: count, ...report };
}

interface Life {
  readonly id: string;
  readonly moment: Moment;
  readonly find: (id: string) => Promise<Battle | undefined>;
  readonly chat: ChatService;
  readonly votes: Votes;
  readonly random: () => number;
}

/** Calls one battle, takes it to the moment, and stops somewhere within it. */
async function oneLife(bot: Bot, { id, moment, find, chat, votes, random }: Life): Promise<void> {
  const somewhere = async (most: number) => {
    if (random() < 0.5) return pause(random() * 120);
    const enough = chat.requests() + 1 + Math.floor(random() * most);
    const patience = Date.now() + 3_000;
    while (chat.requests() < enough && Date.now() < patience) await pause(2);
  };
  // Some battles end while nobody runs, some are still open after the next restarts.
  const minutes = 1 + Math.floor(random() * 8);
  const calling = bot.tell({ do: 'call', id, minutes }).catch(() => {});
  if (moment === 'drawing') return somewhere(10);
  await calling;
  const patience = Date.now() + 30_000;
  while ((await find(id))?.state !== 'voting' && Date.now() < patience) await pause(10);

  const voting = Promise.allSettled(
    Array.from({ length: voters }, async (_, n) => {
      const choices = sidesFrom(random);
      for (const side of n % 3 === 0 ? choices : choices.slice(1)) await vote(bot, id, `v${n}`, side, votes);
    }),
  );
  if (moment === 'voting') return somewhere(3);
  await voting;
  bot.tell({ do: 'close', id }).catch(() => {});
  await somewhere(3);
}

function sidesFrom(random: () => number): readonly [SideName, SideName] {
  return random() < 0.5 ? ['a', 'b'] : ['b', 'a'];
}

async function vote(bot: Bot, id: string, voter: string, side: SideName, { sure, unsure }: Votes): Promise<void> {
  unsure.set(voter, side);
  try {
    await bot.tell({ do: 'vote', id, voter, side });
    sure.set(voter, side);
  } catch (error) {
    // A bot that died before it answered may have counted the vote; one that refused it has not.
    if (!(error instanceof Refused)) throw error;
  }
  unsure.delete(voter);
}

async function reportOn(
  called: readonly string[],
  {
    find,
    votes,
    chat,
    postsOnce,
  }: Pick<Life, 'find' | 'chat'> & {
    readonly votes: ReadonlyMap<string, Votes>;
    readonly postsOnce: boolean;
  },
) {
  const report = { battles: 0, closedOnce: 0 };
  const [closedTwice, neverClosed, wrongWinner, unclear]: [string[], string[], string[], string[]] = [[], [], [], []];
  for (const id of called) {
    const battle = await find(id);
    // Killed before anything was written: nobody was told of a battle.
    if (!battle) continue;
    report.battles += 1;
    const named = (what: string) => chat.messages.filter(({ once }) => once === `${what} discord/school/${id}`);
    const [duels, announcements] = [named('battle'), named('winner')];
    if (duels.length > 1 || announcements.length > 1) closedTwice.push(id);
    else if (battle.state === 'cancelled' && battle.reason === 'lost' && !postsOnce) unclear.push(`${id}: called off`);
    else if (battle.state !== 'closed') neverClosed.push(`${id}: ${battle.state}`);
    else if (!isRight(battle, votes.get(id) as Votes, duels[0], announcements[0])) wrongWinner.push(id);
    else if (announcements.length === 0 && postsOnce) neverClosed.push(`${id}: not announced`);
    else if (announcements.length === 0) unclear.push(`${id}: not announced`);
    else report.closedOnce += 1;
  }
  return { ...report, closedTwice, neverClosed, wrongWinner, unclear };
}

/** Whether the tally is made of the votes that were cast, and both messages name its winner. */
function isRight(
  { tally = {}, winner }: Battle,
  { sure, unsure }: Votes,
  duel: PostedMessage | undefined,
  announcement: PostedMessage | undefined,
): boolean {
  const counted = { a: tally.a ?? 0, b: tally.b ?? 0 };
  const among = (side: SideName) => [...sure].filter(([voter, choice]) => choice === side && !unsure.has(voter)).length;
  const possible = (side: SideName) =>
    new Set([
      ...[...sure].filter(([, choice]) => choice === side).map(([voter]) => voter),
      ...[...unsure].filter(([, choice]) => choice === side).map(([voter]) => voter),
    ]).size;
  const people = new Set([...sure.keys(), ...unsure.keys()]).size;
  const inBounds = (['a', 'b'] as const).every(
    (side) => counted[side] >= among(side) && counted[side] <= possible(side),
  );
  const rightWinner = winner === (counted.a === counted.b ? 'draw' : counted.a > counted.b ? 'a' : 'b');
  const says = winner === 'draw' ? /draw/ : winner === 'a' ? /A wins: Haiku/ : /B wins: Limerick/;
  const shown = [duel, announcement].filter((message) => message !== undefined);
  const saidRight = shown.every(({ contents }) => says.test(contents.at(-1)?.text ?? ''));
  return inBounds && counted.a + counted.b <= people && counted.a + counted.b >= sure.size && rightWinner && saidRight;
}

interface Bot {
  /** @returns when the bot has answered; rejects when it refuses, or dies before */
  tell(order: Unnumbered<Order>): Promise<void>;
  kill(): Promise<void>;
}

type Unnumbered<T> = T extends unknown ? Omit<T, 'order'> : never;

async function startBot(terms: BattleProcessTerms): Promise<Bot> {
  const script = join(import.meta.dirname, 'battle-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(terms)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const asked = new Map<number, { done(): void; failed(error: Error): void }>();
  let orders = 0;
  const answer = (order: number) =>
    new Promise<void>((done, failed) => {
      asked.set(order, { done, failed });
    });
  child.on('message', ({ order, refused }: Answer) => {
    const waiting = asked.get(order);
    asked.delete(order);
    if (refused === undefined) waiting?.done();
    else waiting?.failed(new Refused(refused));
  });
  child.once('exit', (code) => {
    for (const { failed } of asked.values()) failed(new Error(`the bot ended with ${code}`));
  });
  await answer(0);

  return {
    async tell(order) {
      orders += 1;
      const answered = answer(orders);
      child.send({ ...order, order: orders } as Order, () => {});
      await answered;
    },
    kill: () => kill(child),
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) throw new Error(`a bot ended by itself with ${child.exitCode}`);
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await gone;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
