/** A local channel in which battles can be held, over a store of its own and a recorded engine. */
import { createBattleCommand } from '../../commands/battle.ts';
import { battleLook } from '../../commands/battle-look.ts';
import { Battles } from '../../src/battles/index.ts';
import { systemClock } from '../../src/clock.ts';
import { createGuard, wordFilter } from '../../src/guard/index.ts';
import { settingsIn } from '../../src/settings/index.ts';
import { openStore } from '../../src/store/index.ts';
import { type LocalHouse, openHouse } from '../web/local-house.ts';
import { recordedEngine } from '../web/recorded-engine.ts';

const quiet = { info: () => undefined, warn: () => undefined };

export async function openClassHouse(): Promise<LocalHouse> {
  const store = await openStore('sqlite://:memory:');
  const settings = settingsIn(store);
  const guard = createGuard({ settings, store, filter: wordFilter([]), quotaSentence: () => 'Later.' });
  const engine = recordedEngine();
  const ending = new AbortController();
  const battles: Battles = new Battles({
    ...{ store, clock: systemClock, engine, leaseMs: 60_000, look: battleLook, logger: quiet },
    platform: () => house.platform,
    dress: async (_battle, side) => side.request,
  });
  const battle = createBattleCommand({ battles, guard, settings, random: Math.random });
  const house = await openHouse({ engine, more: [battle] });
  const clockwork = battles.run(ending.signal);
  return {
    ...house,
    async close() {
      ending.abort();
      await Promise.all([clockwork, battles.boardsIdle()]);
      await house.close();
      await store.close();
    },
  };
}
