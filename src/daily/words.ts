/** Reads what people type for a time, days, and a time zone. */
import { RequestError } from '../errors.ts';
import { localTime } from './calendar.ts';

function unread(code: string, typed: string, sentence: (said: string) => string): RequestError {
  const said = typed.slice(0, 60);
  return new RequestError(code, sentence(said), { values: { typed: said } });
}

/** `7:30`, `07.30`, `19h30`, `7 pm`, `7:30pm` as `HH:MM`. @throws {RequestError} `bad-time` */
export function readTime(typed: string): string {
  const parts = /^\s*(\d{1,2})(?:\s*[:.h]\s*(\d{2})?)?\s*(?:uhr)?\s*([ap])?\.?\s*(?:m\.?)?\s*$/i.exec(typed);
  const [, hours = '', minutes = '0', half] = parts ?? [];
  let hour = Number(hours);
  if (half !== undefined && (hour < 1 || hour > 12)) hour = Number.NaN;
  else if (half?.toLowerCase() === 'p') hour = (hour % 12) + 12;
  else if (half?.toLowerCase() === 'a') hour %= 12;
  const minute = Number(minutes);
  if (hours === '' || !(hour <= 23) || minute > 59)
    throw unread('bad-time', typed, (said) => `I cannot read the time “${said}”. Write it like 7:30 or 19:05.`);
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** Words for several days at once. */
const groups: Readonly<Record<string, readonly number[]>> = {
  daily: everyDay,
  'every day': everyDay,
  täglich: everyDay,
  'tous les jours': everyDay,
  'todos los días': everyDay,
  weekdays: [1, 2, 3, 4, 5],
  werktags: [1, 2, 3, 4, 5],
  'en semaine': [1, 2, 3, 4, 5],
  laborables: [1, 2, 3, 4, 5],
  weekends: [6, 7],
  wochenende: [6, 7],
  'fins de semana': [6, 7],
  'week-end': [6, 7],
};

function nameOfDay(day: number, locale: string, weekday: 'long' | 'short'): string {
  // 5 January 1970 was a Monday.
  return new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format((day + 3) * 86_400_000);
}

// Each language's own names, long and short.
const dayNames = new Map<string, number>();
for (const language of ['es', 'fr', 'de', 'en'])
  for (const weekday of ['long', 'short'] as const)
    for (const day of everyDay) {
      const name = nameOfDay(day, language, weekday);
      dayNames.set(name.toLowerCase().replace(/\.$/, ''), day);
      if (language === 'en') dayNames.set(name.toLowerCase().slice(0, 2), day);
    }

/** `daily`, `weekdays`, `mon, wed` … as ISO weekdays in order. @throws {RequestError} `bad-days` */
export function readDays(typed: string): readonly number[] {
  const text = typed.trim().toLowerCase();
  const group = groups[text];
  if (group) return group;
  const days = text
    .split(/[\s,;+&/]+/)
    .filter(Boolean)
    .map((name) => dayNames.get(name.replace(/\.$/, '')));
  if (days.length === 0 || days.includes(undefined))
    throw unread(
      'bad-days',
      typed,
      (said) => `I cannot read the days “${said}”. Write daily, weekdays, weekends, or names like mon, wed, fri.`,
    );
  return [...new Set(days as number[])].sort();
}

/** @param day ISO: 1 = Monday. @returns its short name, as {@link readDays} reads it */
export function shortDay(day: number, locale: string): string {
  return nameOfDay(day, locale, 'short').replace(/\.$/, '');
}

const zoneNames: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];

/** A zone by its IANA name, whatever its capitals and spaces. @throws {RequestError} `bad-zone` */
export function readZone(typed: string): string {
  const wanted = typed.trim().replaceAll(/\s+/g, '_').toLowerCase();
  const known = zoneNames.find((name) => name.toLowerCase() === wanted);
  if (known) return known;
  const cities = zoneNames.filter((name) => name.toLowerCase().endsWith(`/${wanted}`));
  if (cities.length === 1) return cities[0] as string;
  try {
    // Older names, such as US/Eastern, that are no longer listed.
    if (/^[a-z_]+\/[a-z0-9_/+-]+$/.test(wanted))
      return new Intl.DateTimeFormat('en', { timeZone: wanted }).resolvedOptions().timeZone;
  } catch {
    // Not a zone at all.
  }
  throw unread(
    'bad-zone',
    typed,
    (said) => `I do not know the time zone “${said}”. Name one like Europe/Berlin; I complete it as you type.`,
  );
}

/** Zones whose name holds what was typed, with the time that their clocks show; at most 25. */
export function completeZone(
  typed: string,
  now: number,
): readonly { readonly value: string; readonly label: string }[] {
  const wanted = typed.trim().replaceAll(/\s+/g, '_').toLowerCase();
  const rank = (name: string) => {
    const lower = name.toLowerCase();
    return lower.startsWith(wanted) || lower.includes(`/${wanted}`) ? 0 : 1;
  };
  return zoneNames
    .filter((name) => name.toLowerCase().includes(wanted))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 25)
    .map((name) => ({ value: name, label: `${name.replaceAll('_', ' ')} · ${localTime(now, name).time}` }));
}
