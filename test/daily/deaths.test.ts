import { describe, expect, test } from 'vitest';
import { localPlatform } from '../battles/local-platform.ts';
import { type Death, mortal } from '../battles/mortal.ts';
import { poemFor, recordedEngine } from '../battles/recorded-engine.ts';
import { storeForTest } from '../settings/memory.ts';
import { dress, hour, leaseMs, replica, schedule } from './world.ts';

const never = new AbortController().signal;
const start = Date.parse('2026-06-01T04:00Z');

/** One verse whose replica dies where it is told to, and what the next replica made of it. */
async function verseWithDeath(death: Death, postsOnce: boolean) {
  const { store, clock } = await storeForTest(start);
  const platform = localPlatform('discord', postsOnce);
  const engine = recordedEngine(1);
  const second = replica({ store, clock, engine, platform });
  await second.book.set(schedule('a', start));
  clock.advance(2 * hour);

  const victim = mortal(store, platform, death);
  const first = replica({ store: victim.store, platform: victim.platform, clock, engine });
  await first.begin(never).catch(() => {});
  await first.idle();
  for (let looks = 0; looks < 3; looks += 1) {
    clock.advance(leaseMs);
    await second.begin(never);
    await second.idle();
  }
  return { dead: victim.dead, post: await second.posts.get('a', '2026-06-01'), verses: platform.in('daily') };
}

describe.each([true, false])('where the platform knows a post by its name: %s', (postsOnce) => {
  test.each(['before', 'after'] as const)(
    'a verse comes once and whole, whichever step its replica dies %s',
    async (moment) => {
      let deaths = 0;
      for (let at = 1; ; at += 1) {
        const { dead, post, verses } = await verseWithDeath({ at, moment }, postsOnce);
        if (!dead) break;
        deaths += 1;
        const label = `step ${at}`;
        expect(verses.length, label).toBeLessThanOrEqual(1);
        if (postsOnce || post?.state !== 'unclear') {
          expect(post?.state, label).toBe('done');
          expect(verses[0]?.content.text, label).toBe(`2026-06-01: ${poemFor(await dress(post!)).text}`);
        }
      }
      expect(deaths).toBeGreaterThan(8);
    },
  );
});
