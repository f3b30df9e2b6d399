/**
 * Inkling itself: the local channel, Slack, and Discord, which is a platform of this process or, with DISCORD_SHARDS,
 * a process a shard that draws through this one's engine.
 * Run by `npm start`; ends on SIGINT and SIGTERM with every message finished or honestly marked.
 */
import { helpPage } from '../commands/index.ts';
import {
  endOnSignals,
  type Foundation,
  finishAndWatch,
  lay,
  runProgram,
  type Work,
  workOn,
} from './composition/index.ts';
import type { Config } from './config.ts';
import { startEngine } from './diffusion/index.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { ownModule } from './own-module.ts';
import type { Platform } from './platforms/contract.ts';
import { createDiscord, createShards, type Shards } from './platforms/discord/index.ts';
import { createSlack } from './platforms/slack/index.ts';
import { createWebPlatform, type WebPlatform } from './platforms/web/index.ts';
import type { Engine } from './poem.ts';
import { startQueueEngine } from './queue/index.ts';
import { serveShard } from './shards/index.ts';
import { channelLogIn } from './store/kept/index.ts';

type Logger = Foundation['logger'];

/** Runs until the signal aborts. */
async function run(config: Config, logger: Logger): Promise<void> {
  const ending = new AbortController();
  const { signal } = ending;
  endOnSignals(['SIGINT', 'SIGTERM'], ending, logger);
  let metrics!: Metrics;
  const foundation = await lay(config, logger, (clock) => {
    metrics = createMetrics(clock);
    return metrics.watchEngine(
      config.queue ? startQueueEngine({ url: config.queue.url, logger }) : startEngine({ ...config.engine, logger }),
    );
  });
  const { engine, store } = foundation;

  const connected = new Set<Platform>();
  const forget = (owner: string) => web.forget(owner);
  const work = workOn(
    foundation,
    { platform: (name) => [...connected].find((one) => one.name === name), forget },
    signal,
  );
  const shards = shardsOf(foundation, metrics);
  const health = (): Record<string, boolean> => ({
    ...Object.fromEntries(platforms.map((platform) => [platform.name, connected.has(platform)])),
    ...(shards && { discord: shards.connected }),
  });
  const web = localChannel(foundation, work, metrics, health);
  const platforms: readonly Platform[] = [web, ...chatPlatforms(foundation, work, metrics)];
  const connect = async (platform: Platform) => {
    await platform.start(work.handlers, signal);
    connected.add(platform);
  };

  let sharding: Promise<void> | undefined;
  try {
    // The page and /health stand before anything that may take long.
    await connect(web);
    logger.info(config.web.channelOpen ? `Inkling is at ${web.address} (type /poem)` : `/health is at ${web.address}`);
    sharding = shards?.run(signal);
    // Whoever waits for it below hears of it.
    sharding?.catch(() => {});
    const begun = Promise.all([
      readyOrEnding(engine, signal),
      ...platforms.filter((platform) => platform !== web).map(connect),
    ]);
    // Shards run on; what ends them early, such as a wrong token, is not to be waited for.
    await Promise.race([begun, ...(sharding ? [sharding] : [])]);
    if (engine.status().ready) logger.info('the engine can draw');
    await Promise.all([finishAndWatch(foundation, work, platforms, signal), sharding]);
  } finally {
    ending.abort();
    await work.router.idle();
    await Promise.allSettled([...platforms.map((platform) => platform.stop()), sharding]);
    await engine.close();
    await store.close();
  }
}

function localChannel(
  { config, clock, logger, store, engine }: Foundation,
  { commands }: Work,
  metrics: Metrics,
  platforms: () => Record<string, boolean>,
): WebPlatform {
  return createWebPlatform({
    ...config.web,
    ...{ clock, logger, platforms },
    commands: commands.map(({ definition }) => definition),
    live: { watch: metrics.watchEdits },
    log: channelLogIn(store, clock),
    status: () => engine.status(),
    metrics: () => metrics.scrape(),
  });
}

/** The platforms beside the local channel that this process is connected to itself. */
function chatPlatforms({ config, clock, logger }: Foundation, { commands }: Work, metrics: Metrics): Platform[] {
  const { discord, slack } = config;
  const live = { watch: metrics.watchEdits };
  const definitions = commands.map(({ definition }) => definition);
  return [
    ...(discord && !discord.shards
      ? [
          createDiscord({
            ...{ ...discord, commands: definitions, clock, logger, live },
            missed: () => metrics.countMissed('discord'),
          }),
        ]
      : []),
    ...(slack ? [createSlack({ ...slack, home: helpPage, clock, logger, live })] : []),
  ];
}

function shardsOf({ config, clock, logger, engine }: Foundation, metrics: Metrics): Shards | undefined {
  const { discord } = config;
  if (!discord?.shards) return undefined;
  return createShards({
    ...{ ...discord, amount: discord.shards, clock, logger },
    module: ownModule('shard-main.ts', import.meta.url),
    serve: (line) =>
      serveShard(line, { engine, countEdit: metrics.countEdit, countMissed: () => metrics.countMissed('discord') }),
  });
}

/** Workers may be hours away; a shutdown isn't kept waiting for them. */
async function readyOrEnding(engine: Engine, signal: AbortSignal): Promise<void> {
  const ending = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  if (!signal.aborted) await Promise.race([engine.ready(), ending]);
}

await runProgram(run);
