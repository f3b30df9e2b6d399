import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { localTime, nextOccurrence, type Rule, turnOf } from '../../src/daily/calendar.ts';
import { zones } from './zones.ts';

const minute = 60_000;
const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** What the clocks of a zone show, minute by minute, around each change of them in 2026. */
const walls = new Map(zones.map((zone) => [zone, clockChanges(zone).map((change) => wallAround(zone, change))]));

function wallAround(zone: string, change: number) {
  const start = change - 26 * 60 * minute;
  return Array.from({ length: 52 * 60 }, (_, n) => ({
    at: start + n * minute,
    ...localTime(start + n * minute, zone),
  }));
}

/** Each whole local date on a wall, with the first minute at which its clocks show `time` or later. */
function byLookingAtTheClock(wall: ReturnType<typeof wallAround>, time: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  let before = wall[0]!.date;
  for (const { at, date, time: shown } of wall) {
    // A day that ended before its clocks showed the time has its run at the next day's first instant.
    if (date !== before && !found.has(before)) found.set(before, at);
    if (shown >= time && !found.has(date)) found.set(date, at);
    before = date;
  }
  found.delete(wall[0]!.date);
  found.delete(wall.at(-1)!.date);
  return found;
}

describe('the next run', () => {
  test.each([
    ['Europe/Berlin', '02:30', '2026-03-29', '2026-03-29T01:00Z', 'the gap’s end, for a time that the clocks skip'],
    ['Europe/Berlin', '02:30', '2026-10-25', '2026-10-25T00:30Z', 'the first, for a time that they show twice'],
    ['America/Havana', '00:15', '2026-03-08', '2026-03-08T05:00Z', 'at the gap’s end where midnight is skipped'],
    ['America/Nuuk', '23:30', '2026-03-28', '2026-03-29T01:00Z', 'after midnight where the day’s last hour is skipped'],
    ['Australia/Lord_Howe', '02:10', '2026-10-04', '2026-10-03T15:30Z', 'at the end of a gap of half an hour'],
    ['Pacific/Kiritimati', '00:00', '2026-06-01', '2026-05-31T10:00Z', 'a day ahead of most'],
  ])('in %s at %s on %s is %s: %s', (zone, time, date, instant) => {
    const rule: Rule = { time, zone, days: everyDay };
    const at = Date.parse(instant);
    expect(nextOccurrence(rule, at - 1)).toEqual({ at, date });
    expect(nextOccurrence(rule, at)?.date).not.toBe(date);
  });

  test('comes once on each local date of a year in 40 zones', { timeout: 120_000 }, () => {
    const time = '02:30';
    expect(zones).toHaveLength(40);
    const start = Date.UTC(2026, 0, 1);
    for (const zone of zones) {
      const dates: string[] = [];
      let at = start;
      for (;;) {
        const next = nextOccurrence({ time, zone, days: everyDay }, at)!;
        if (next.at > start + 366 * 86_400_000) break;
        expect(next.at, zone).toBeGreaterThan(at);
        dates.push(next.date);
        at = next.at;
      }
      const first = Date.parse(`${dates[0]}T00:00Z`);
      const expected = dates.map((_, n) => new Date(first + n * 86_400_000).toISOString().slice(0, 10));
      expect(dates, zone).toEqual(expected);
    }
  });

  // Around each change of the clocks in 2026, minute by minute, against the zone's own clock.
  test.each(['00:00', '00:15', '01:45', '02:10', '02:30', '03:15', '23:15', '23:30'])(
    'at %s is what the clock on the wall shows around every change of the clocks',
    (time) => {
      let days = 0;
      for (const [zone, changes] of walls)
        for (const wall of changes)
          for (const [date, at] of byLookingAtTheClock(wall, time)) {
            expect(nextOccurrence({ time, zone, days: everyDay }, at - 1), `${zone} ${date}`).toEqual({ at, date });
            days += 1;
          }
      expect(days).toBeGreaterThan(60);
    },
  );

  test('keeps to its weekdays, also where the run slips past midnight', () => {
    const saturdays: Rule = { time: '23:30', zone: 'America/Nuuk', days: [6] };
    expect(nextOccurrence(saturdays, Date.parse('2026-03-27T12:00Z'))).toEqual({
      at: Date.parse('2026-03-29T01:00Z'),
      date: '2026-03-28',
    });
    const sundays: Rule = { ...saturdays, days: [7] };
    expect(nextOccurrence(sundays, Date.parse('2026-03-27T12:00Z'))?.date).toBe('2026-03-29');
  });
});

/** The minutes of 2026 at which a zone's clocks change. */
function clockChanges(zone: string): readonly number[] {
  const offset = (at: number) => {
    const { date, time } = localTime(at, zone);
    return Date.parse(`${date}T${time}Z`) - at;
  };
  const changes: number[] = [];
  const hour = 60 * minute;
  for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 6 * hour) {
    if (offset(at) === offset(at + 6 * hour)) continue;
    let [low, high] = [at, at + 6 * hour];
    while (high - low > minute) {
      const middle = low + Math.floor((high - low) / 2 / minute) * minute;
      if (offset(middle) === offset(at)) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}

const anyDays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }).map((days) => [...days].sort());

property.prop([anyDays, fc.integer({ min: 0, max: 20_000 })])('each run takes the next turn', (days, start) => {
  const rule: Rule = { time: '12:00', zone: 'UTC', days };
  let at = start * 86_400_000;
  let turn: number | undefined;
  for (let run = 0; run < 15; run += 1) {
    const next = nextOccurrence(rule, at)!;
    if (turn !== undefined) expect(turnOf(rule, next.date)).toBe(turn + 1);
    turn = turnOf(rule, next.date);
    at = next.at;
  }
});
