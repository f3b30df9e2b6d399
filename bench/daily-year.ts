/**
 * A simulated year of daily verses in 40 time zones, through the real clockwork and a real SQLite store.
 * `node --import tsx bench/daily-year.ts` prints what was posted and what was missing or doubled.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/store/index.ts';
import { localPlatform } from '../test/battles/local-platform.ts';
import { recordedEngine } from '../test/battles/recorded-engine.ts';
import { gapsAndRepeats, simulate } from '../test/daily/simulate.ts';
import { day, replica, schedule } from '../test/daily/world.ts';
import { zones } from '../test/daily/zones.ts';
import { setClock } from '../test/store/clock.ts';

const start = Date.UTC(2026, 0, 1);
const times = ['00:15', '01:45', '02:10', '02:30', '23:15', '23:45'];

const folder = mkdtempSync(join(tmpdir(), 'inkling-year-'));
const clock = setClock(start);
const store = await openStore(`sqlite://${folder}/inkling.db`, { clock });
const platform = localPlatform();
const verses = replica({ store, clock, engine: recordedEngine(1), platform, atOnce: 50 });
for (const [n, zone] of zones.entries()) {
  const place = { platform: 'discord', space: zone, channel: zone } as const;
  await verses.book.set(schedule(`z${n}`, start, { zone, time: times[n % times.length] as string, place }));
}
await simulate(verses, clock, start + 365 * day);

let faults = 0;
for (const zone of zones) {
  const dates = platform.in(zone).map(({ content }) => String(content.text).slice(0, 10));
  const wrong = gapsAndRepeats(dates);
  faults += wrong.length;
  if (wrong.length > 0) console.log(`${zone}: ${wrong.join(', ')}`);
}
console.log(`${platform.messages.length} verses in ${zones.length} zones; ${faults} dates missing or doubled.`);
await store.close();
rmSync(folder, { recursive: true });
process.exitCode = faults === 0 ? 0 : 1;
