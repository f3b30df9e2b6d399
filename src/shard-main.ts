/**
 * One shard of Discord in a process of its own: its guilds' commands, and its turn at daily verses and battles. It draws
 * through the engine of the process that started it (src/main.ts, with DISCORD_SHARDS), and ends with it.
 */
import { endOnSignals, type Foundation, finishAndWatch, lay, runProgram, workOn } from './composition/index.ts';
import { type Config, ConfigError } from './config.ts';
import { FrameAges } from './frame-ages.ts';
import { watchEdits } from './metrics.ts';
import type { Platform } from './platforms/contract.ts';
import { createDiscord, shardOf, shardOfThisProcess } from './platforms/discord/index.ts';
import { createDistantEngine, lineToParent } from './shards/index.ts';

async function run(config: Config, whole: Foundation['logger']): Promise<void> {
  const shard = shardOfThisProcess(process.env);
  if (shard === undefined || config.discord === undefined)
    throw new ConfigError('DISCORD_SHARDS', 'A shard is started by the bot itself: set DISCORD_SHARDS and start that.');
  const logger = whole.child({ shard: shard.id });
  const ending = new AbortController();
  const { signal } = ending;
  // Ctrl-C reaches the whole process group; the bot decides when its shards end.
  process.on('SIGINT', () => {});
  endOnSignals(['SIGTERM'], ending, logger);
  const line = lineToParent();
  line.listen(({ kind }) => kind === 'end' && ending.abort());
  line.broken.addEventListener('abort', () => ending.abort());

  let ages!: FrameAges;
  const foundation = await lay(config, logger, (clock) => {
    ages = new FrameAges(clock);
    return ages.watch(createDistantEngine(line));
  });
  const { clock, store } = foundation;
  let connected: Platform | undefined;
  const work = workOn(foundation, { platform: (name) => (name === 'discord' ? connected : undefined) }, signal);
  const discord = createDiscord({
    ...{ ...config.discord, shard, clock, logger },
    commands: work.commands.map(({ definition }) => definition),
    live: { watch: watchEdits(clock, ages, (edit) => line.say({ kind: 'edit', edit })) },
    missed: () => line.say({ kind: 'missed' }),
  });
  try {
    await discord.start(work.handlers, signal);
    connected = discord;
    await finishAndWatch(foundation, work, [discord], signal, ({ space }) => shardOf(space, shard.count) === shard.id);
  } finally {
    ending.abort();
    await work.router.idle();
    await discord.stop();
    await store.close();
    // The line to the bot would keep this process alive.
    if (process.connected) process.disconnect();
  }
}

await runProgram(run);
