import type { DailyVerses } from '../../src/daily/index.ts';
import type { SetClock } from '../store/clock.ts';

/** Moves the clock from one run to the next until `end`, letting each be carried out. */
export async function simulate(verses: DailyVerses, clock: SetClock, end: number): Promise<void> {
  const never = new AbortController().signal;
  for (;;) {
    const due = await verses.book.nextDue(end);
    if (due === undefined) return;
    clock.set(due);
    await verses.begin(never);
    await verses.idle();
  }
}

/** What is wrong with a list of dates that should be consecutive; empty when nothing is. */
export function gapsAndRepeats(dates: readonly string[]): readonly string[] {
  const dayOf = (date: string) => Date.parse(`${date}T00:00Z`) / 86_400_000;
  return dates.slice(1).flatMap((date, n) => {
    const step = dayOf(date) - dayOf(dates[n] as string);
    return step === 1 ? [] : [`${dates[n]} → ${date}`];
  });
}
