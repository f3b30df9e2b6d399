import { Cron } from 'croner';

/** When a schedule runs, in the words of its place. */
export interface Rule {
  /** 24-hour clock, `HH:MM`. */
  readonly time: string;
  /** IANA name, such as `Europe/Berlin`. */
  readonly zone: string;
  /** ISO weekdays, 1 = Monday … 7 = Sunday; at least one. */
  readonly days: readonly number[];
}

/** One run of a schedule. */
export interface Occurrence {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The local date that the run belongs to, `YYYY-MM-DD`. */
  readonly date: string;
}

/**
 * The first run after an instant. On a day whose clocks skip the time, the run is at the first instant after the gap;
 * on a day whose clocks show it twice, it is the first of the two.
 *
 * @param after milliseconds since the epoch; a run at exactly this instant does not count
 */
export function nextOccurrence(rule: Rule, after: number): Occurrence | undefined {
  const next = cronOf(rule).nextRun(new Date(after));
  if (!next) return undefined;
  const found = localTime(next.getTime(), rule.zone).date;
  // croner leaves a day out whose clocks skip the time and all that is left of the day (as in Nuuk).
  const start = localTime(after, rule.zone);
  const firstOpen = start.time < rule.time ? start.date : daysFrom(start.date, 1);
  for (let date = firstOpen; date < found; date = daysFrom(date, 1)) {
    if (!rule.days.includes(weekdayOf(date))) continue;
    const end = endOfDay(date, rule.zone);
    if (end > after && localTime(end - minuteMs, rule.zone).time < rule.time) return { at: end, date };
  }
  return { at: next.getTime(), date: found };
}

/** The cron expression of a rule, parsed once while few are in use. */
function cronOf({ time, zone, days }: Rule): Cron {
  const [hour, minute] = time.split(':').map(Number);
  // croner counts Sunday as 0.
  const pattern = `${minute} ${hour} * * ${days.map((day) => day % 7).join(',')}`;
  const key = `${pattern} ${zone}`;
  let cron = crons.get(key);
  if (!cron) {
    cron = new Cron(pattern, { timezone: zone, paused: true });
    if (crons.size >= mostCrons) crons.clear();
    crons.set(key, cron);
  }
  return cron;
}

const crons = new Map<string, Cron>();
const mostCrons = 1_000;

const minuteMs = 60_000;

/** The first instant of the next local day; clocks change at whole minutes. */
function endOfDay(date: string, zone: string): number {
  const midnight = Date.parse(`${daysFrom(date, 1)}T00:00Z`);
  // No zone is further from UTC than 14 hours.
  let [within, beyond] = [midnight - 15 * 60 * minuteMs, midnight + 15 * 60 * minuteMs];
  while (beyond - within > minuteMs) {
    const middle = within + Math.floor((beyond - within) / 2 / minuteMs) * minuteMs;
    if (localTime(middle, zone).date <= date) within = middle;
    else beyond = middle;
  }
  return beyond;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks and calendars of a zone show: `YYYY-MM-DD`, `HH:MM`. */
export function localTime(at: number, zone: string): { readonly date: string; readonly time: string } {
  let format = formats.get(zone);
  if (!format) {
    // Swedish writes dates and times as ISO 8601 does: `2026-03-29 02:30`.
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      calendar: 'gregory',
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    });
    formats.set(zone, format);
  }
  const [date = '', time = ''] = format.format(at).split(' ');
  return { date, time };
}

function daysFrom(date: string, days: number): string {
  return new Date((dayNumber(date) + days) * 86_400_000).toISOString().slice(0, 10);
}

/** ISO: 1 = Monday … 7 = Sunday. */
function weekdayOf(date: string): number {
  return new Date(dayNumber(date) * 86_400_000).getUTCDay() || 7;
}

/** Days since 1 January 1970 of a date `YYYY-MM-DD`. */
function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date}T00:00Z`) / 86_400_000);
}

/**
 * How many runs the rule has had before this date, counted from a Monday long ago; so that lists take turns
 * without anyone having to remember whose turn it is.
 */
export function turnOf(rule: Pick<Rule, 'days'>, date: string): number {
  // 1 January 1970 was a Thursday.
  const sinceMonday = dayNumber(date) + 3;
  const week = Math.floor(sinceMonday / 7);
  const weekday = sinceMonday - week * 7 + 1;
  return week * rule.days.length + rule.days.filter((day) => day < weekday).length;
}
