/** The bot as main.ts composes it, with `/battle` alone and an engine that plays back. */
import { pino } from 'pino';
import { createBattleCommand } from '../../../commands/battle.ts';
import { battleLook } from '../../../commands/battle-look.ts';
import { type CommandDefinition, createRouter } from '../../../commands/index.ts';
import { Battles } from '../../../src/battles/index.ts';
import { systemClock } from '../../../src/clock.ts';
import { createGuard, wordFilter } from '../../../src/guard/index.ts';
import type { Platform } from '../../../src/platforms/contract.ts';
import { inPlaceLanguage, settingsIn } from '../../../src/settings/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { RecordedEngine } from '../../platforms/recorded-engine.ts';

export interface Bot {
  readonly store: Store;
  readonly battles: Battles;
  stop(): Promise<void>;
}

/** @param create makes the platform, which is then started */
export async function startBot(
  storeUrl: string,
  create: (commands: readonly CommandDefinition[]) => Platform,
): Promise<Bot> {
  const ending = new AbortController();
  const logger = pino({ level: 'silent' });
  const store = await openStore(storeUrl, { clock: systemClock });
  const settings = settingsIn(store);
  const guard = createGuard({ settings, store, filter: wordFilter([]), quotaSentence: () => '' });
  let connected: Platform | undefined;
  const battles = new Battles({
    ...{ store, logger, look: battleLook, clock: systemClock, leaseMs: 60_000 },
    engine: new RecordedEngine({ steps: 12, stepMs: 100 }),
    platform: (name) => (connected?.name === name ? connected : undefined),
    dress: async (_, side) => side.request,
  });
  const commands = [createBattleCommand({ battles, guard, settings, random: Math.random })];
  const router = createRouter(commands, {
    ...{ logger, signal: ending.signal },
    admit: (asked) => guard.admit(asked),
  });
  const platform = create(commands.map(({ definition }) => definition));
  await platform.start(inPlaceLanguage(router, settings), ending.signal);
  connected = platform;
  const clockwork = battles.run(ending.signal);

  return {
    store,
    battles,
    async stop() {
      ending.abort();
      await router.idle();
      await clockwork;
      await battles.boardsIdle();
      await platform.stop();
      await store.close();
    },
  };
}
