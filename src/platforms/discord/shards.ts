/**
 * Discord in several processes, one a shard: started one after the other as Discord's limit on sign-ins wants it,
 * started again when they die, ended with the bot.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type APIGatewayBotInfo, Routes, type Shard, ShardingManager } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { OwnModule } from '../../own-module.ts';
import type { FromShard, Line, ToShard } from '../../shards/index.ts';
import { connectionError } from './connection-error.ts';
import { Wire } from './wire.ts';

export interface ShardsOptions {
  readonly token: string;
  readonly apiUrl?: string;
  /** How many, or as many as Discord recommends. */
  readonly amount: number | 'auto';
  /** The program of one shard. */
  readonly module: OwnModule;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** Called for each process that is started. */
  serve(line: Line<ToShard, FromShard>): void;
}

export interface Shards {
  /** Whether every shard is connected to its gateway. */
  readonly connected: boolean;
  /**
   * Keeps the shards running until the signal aborts, then ends them; resolves when all of them are gone.
   *
   * @throws {InklingError} when the token is wrong or Discord is out of reach
   */
  run(signal: AbortSignal): Promise<void>;
}

/** One shard signs in within five seconds, or as many as Discord allows; with room for clocks that differ. */
const identifyWindowMs = 5_500;
const firstWaitMs = 1_000;
/** A shard that dies at every start must not use up the thousand sign-ins of a day. */
const longestWaitMs = 5 * 60_000;
/** After this long a death is the first one again. */
const steadyAfterMs = 60_000;
/** A shard that does not end by itself is killed, before the bot's own shutdown is cut short. */
const endWithinMs = 8_000;

export function createShards(options: ShardsOptions): Shards {
  const { clock, logger, module } = options;
  const token = options.token.trim().replace(/^(?:Bot|Bearer)\s+/i, '');
  let shards: readonly Shard[] = [];

  async function plan(): Promise<{ amount: number; spacingMs: number }> {
    const wire = new Wire({ token, apiUrl: options.apiUrl, clock });
    const gateway = await wire
      .insist<APIGatewayBotInfo>({ method: 'GET', route: Routes.gatewayBot() })
      .catch((error) => Promise.reject(connectionError(error)));
    return {
      amount: options.amount === 'auto' ? gateway.shards : options.amount,
      spacingMs: Math.ceil(identifyWindowMs / Math.max(1, gateway.session_start_limit.max_concurrency)),
    };
  }

  /** Starts one shard again and again, each time when it is its turn. */
  async function keep(shard: Shard, turn: () => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(longestWaitMs, waitMs * 2)) {
      await turn();
      if (signal.aborted) return;
      const startedAt = clock.now();
      await oneLife(shard, signal);
      if (signal.aborted) return;
      if (clock.now() - startedAt > steadyAfterMs) waitMs = firstWaitMs;
      logger.warn({ shard: shard.id, againInMs: waitMs }, 'a shard of Discord ended');
      await clock.sleep(waitMs, signal).catch(() => {});
    }
  }

  /** From a process's start to its death; the signal ends it in good order. */
  async function oneLife(shard: Shard, signal: AbortSignal): Promise<void> {
    const broken = new AbortController();
    const died = once(shard, 'death');
    // The library's own timeout would give up a shard that is only slow.
    const child = (await shard.spawn(-1)) as ChildProcess;
    child.on('error', (error) => logger.warn({ err: error, shard: shard.id }, 'a shard of Discord has trouble'));
    logger.info({ shard: shard.id, process: child.pid }, 'a shard of Discord starts');
    const say = (message: ToShard) => {
      if (!broken.signal.aborted) shard.send(message).catch(() => {});
    };
    options.serve({ say, listen: (hear) => child.on('message', hear), broken: broken.signal });
    const end = async () => {
      say({ kind: 'end' });
      await clock.sleep(endWithinMs, broken.signal).catch(() => {});
      if (!broken.signal.aborted) child.kill('SIGKILL');
    };
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) void end();
    await died;
    broken.abort();
    signal.removeEventListener('abort', end);
  }

  return {
    get connected() {
      return shards.length > 0 && shards.every(({ ready }) => ready);
    },

    async run(signal) {
      const { amount, spacingMs } = await plan();
      const { path, execArgv } = module;
      const manager = new ShardingManager(path, { token, totalShards: amount, respawn: false, execArgv });
      shards = Array.from({ length: amount }, (_, id) => manager.createShard(id));
      logger.info({ shards: amount }, 'starting the shards of Discord');
      let last: Promise<void> = Promise.resolve();
      const turn = () => {
        const mine = last;
        last = mine.then(() => clock.sleep(spacingMs, signal)).catch(() => {});
        return mine;
      };
      await Promise.all(shards.map((shard) => keep(shard, turn, signal)));
    },
  };
}

/** A shard as its own process knows it. */
export interface OwnShard {
  readonly id: number;
  readonly count: number;
}

/** What the library's ShardingManager told this process; undefined in one that it has not started. */
export function shardOfThisProcess(given: Readonly<Record<string, string | undefined>>): OwnShard | undefined {
  const { SHARDING_MANAGER: managed, SHARDS: id, SHARD_COUNT: count } = given;
  return managed && id !== undefined && count !== undefined ? { id: Number(id), count: Number(count) } : undefined;
}

/** The shard that a guild's events come to; what is no guild's comes to the first. */
export function shardOf(space: string, count: number): number {
  return /^\d+$/.test(space) ? Number((BigInt(space) >> 22n) % BigInt(count)) : 0;
}
