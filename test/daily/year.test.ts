import { expect, test } from 'vitest';
import { localPlatform } from '../battles/local-platform.ts';
import { recordedEngine } from '../battles/recorded-engine.ts';
import { storeForTest } from '../settings/memory.ts';
import { gapsAndRepeats, simulate } from './simulate.ts';
import { day, replica, schedule } from './world.ts';
import { zones } from './zones.ts';

// The weeks in which the clocks of most zones change; bench/daily-year.ts runs the whole year.
test.each([
  ['northern spring', Date.UTC(2026, 2, 1), 35],
  ['southern spring', Date.UTC(2026, 8, 1), 10],
  ['northern autumn', Date.UTC(2026, 9, 20), 16],
])('through %s, 40 zones have each local date exactly once', { timeout: 120_000 }, async (_, start, days) => {
  const { store, clock } = await storeForTest(start);
  const platform = localPlatform();
  const verses = replica({ store, clock, engine: recordedEngine(1), platform, atOnce: 50 });
  // Times at which some zone's clocks jump: at the start, the end and the middle of the night.
  const times = ['00:15', '01:45', '02:10', '02:30', '23:15', '23:45'];
  for (const [n, zone] of zones.entries())
    await verses.book.set(
      schedule(`z${n}`, start, {
        ...{ zone, time: times[n % times.length]! },
        place: { platform: 'discord', space: zone, channel: zone },
      }),
    );

  await simulate(verses, clock, start + days * day);

  for (const zone of zones) {
    const dates = platform.in(zone).map(({ content }) => content.text!.slice(0, 10));
    expect(gapsAndRepeats(dates), zone).toEqual([]);
    expect(dates.length, zone).toBeGreaterThanOrEqual(days - 1);
  }
});
