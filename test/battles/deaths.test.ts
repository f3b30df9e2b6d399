import { describe, expect, test } from 'vitest';
import { storeForTest } from '../settings/memory.ts';
import { classroom } from '../settings/people.ts';
import { localPlatform } from './local-platform.ts';
import { type Death, mortal } from './mortal.ts';
import { recordedEngine } from './recorded-engine.ts';
import { battleProcess, call, leaseMs, minute } from './world.ts';

const never = new AbortController().signal;

/** One battle whose process dies where it is told to, and what another process made of it. */
async function battleWithDeath(death: Death, postsOnce: boolean) {
  const { store, clock } = await storeForTest();
  const platform = localPlatform('discord', postsOnce);
  const engine = recordedEngine(1);
  const victim = mortal(store, platform, death);
  const first = battleProcess({ store: victim.store, platform: victim.platform, clock, engine });
  const second = battleProcess({ store, platform, clock, engine });
  const stateNow = async () => (await second.find(classroom, 'duel').catch(() => undefined))?.value;
  const goOn = async (one = first) => {
    await one.begin(never).catch(() => {});
    await one.idle();
  };

  await first.call(call('duel'), never).catch(() => {});
  await first.idle();
  const begun = await stateNow();
  if (!begun) return { steps: victim.steps, battle: undefined, platform };

  while ((await stateNow())?.state === 'drawing' || (await stateNow())?.state === 'opening') {
    clock.advance(leaseMs);
    await goOn(second);
  }
  if ((await stateNow())?.state === 'voting') {
    for (let n = 0; n < 9; n += 1)
      await second.vote(classroom, 'duel', { voter: { id: `v${n}`, name: 'V' }, side: n < 4 ? 'a' : 'b' }, never);
    clock.advance(5 * minute);
    await goOn(first);
    while (!['closed', 'removed', 'cancelled'].includes((await stateNow())!.state)) {
      clock.advance(leaseMs);
      await goOn(second);
    }
  }
  return { steps: victim.steps, dead: victim.dead, battle: await stateNow(), platform };
}

describe.each([true, false])('where the platform knows a post by its name: %s', (postsOnce) => {
  test.each(['before', 'after'] as const)(
    'a battle ends once and right, whichever step its process dies %s',
    async (moment) => {
      let deaths = 0;
      for (let at = 1; ; at += 1) {
        const { battle, platform, dead } = await battleWithDeath({ at, moment }, postsOnce);
        if (battle && !dead) break;
        deaths += 1;
        // Nothing was written yet, or a post was cut whose fate nobody can know: then no battle, and no second message.
        const ended = battle?.state ?? 'cancelled';
        if (ended === 'cancelled') {
          expect(platform.messages.length, `step ${at}`).toBeLessThanOrEqual(1);
          continue;
        }
        expect(battle, `step ${at}`).toMatchObject({ state: 'closed', winner: 'b', tally: { a: 4, b: 5 } });
        const [duel, ...announcements] = platform.in('verse');
        expect(duel?.content.text, `step ${at}`).toContain('B wins: Limerick');
        expect(announcements.length, `step ${at}`).toBeLessThanOrEqual(1);
        if (postsOnce) expect(announcements, `step ${at}`).toHaveLength(1);
      }
      expect(deaths).toBeGreaterThan(20);
    },
  );
});
