/** A local channel on a free port, with real commands, a real sink and an engine of the test's choice. */
import type { Command } from '../../commands/command.ts';
import { createRouter } from '../../commands/index.ts';
import { createPoemCommand } from '../../commands/poem.ts';
import { poemRecordsInMemory } from '../../commands/poem-records.ts';
import { systemClock } from '../../src/clock.ts';
import { openMessagesInMemory } from '../../src/live/index.ts';
import {
  type ChannelLog,
  createWebPlatform,
  memoryChannelLog,
  type WebOptions,
  type WebPlatform,
} from '../../src/platforms/web/index.ts';
import type { Engine } from '../../src/poem.ts';
import { recordedEngine } from './recorded-engine.ts';

const quiet = { error: () => undefined, info: () => undefined, warn: () => undefined };

export interface HouseOptions extends Partial<WebOptions> {
  readonly engine?: Engine;
  readonly log?: ChannelLog;
  /** Commands beside /poem. */
  readonly more?: readonly Command[];
}

export interface LocalHouse {
  readonly address: string;
  readonly platform: WebPlatform;
  close(): Promise<void>;
}

export async function openHouse(options: HouseOptions = {}): Promise<LocalHouse> {
  const { engine = recordedEngine(), log = memoryChannelLog(), more = [], ...web } = options;
  const ending = new AbortController();
  const poem = createPoemCommand({
    engine,
    clock: systemClock,
    records: poemRecordsInMemory(),
    open: openMessagesInMemory(),
    logger: quiet,
    random: Math.random,
  });
  const commands = [poem, ...more];
  const platform = createWebPlatform({
    host: '127.0.0.1',
    port: 0,
    commands: commands.map(({ definition }) => definition),
    log,
    frameMs: 10,
    clock: systemClock,
    logger: quiet,
    status: () => engine.status(),
    platforms: () => ({ web: true }),
    metrics: async () => ({ type: 'text/plain', text: '' }),
    ...web,
  });
  const router = createRouter(commands, { signal: ending.signal, logger: quiet });
  await platform.start(router, ending.signal);
  return {
    address: platform.address!,
    platform,
    async close() {
      ending.abort();
      await router.idle();
      await platform.stop();
    },
  };
}
