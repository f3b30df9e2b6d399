import type { DailyLook, DailyPost, Schedule } from '../../src/daily/index.ts';
import { DailyVerses } from '../../src/daily/index.ts';
import type { Platform } from '../../src/platforms/contract.ts';
import type { Engine, PoemRequest } from '../../src/poem.ts';
import type { Store } from '../../src/store/index.ts';
import type { SetClock } from '../store/clock.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
export const graceMs = 6 * hour;
export const leaseMs = minute;

/** A look that says only what the tests ask about: the date and the text. */
export const plainLook: DailyLook = {
  opening: ({ date }) => ({ text: `${date}: …` }),
  frame: ({ date }, frame) => ({ text: `${date}: ${frame.text}` }),
  finished: ({ date }, poem) => ({ text: `${date}: ${poem.text}` }),
  broken: ({ date }) => ({ text: `${date}: sorry` }),
};

export const dress = async ({ request }: DailyPost): Promise<PoemRequest> => ({ style: 'haiku', ...request });

export const quiet = { info() {}, warn() {} };

/** One replica over a store. */
export function replica(parts: {
  readonly store: Store;
  readonly clock: SetClock;
  readonly engine: Engine;
  readonly platform: Platform;
  readonly atOnce?: number;
  readonly dress?: typeof dress;
}): DailyVerses {
  const { platform } = parts;
  return new DailyVerses({
    look: plainLook,
    dress,
    graceMs,
    leaseMs,
    logger: quiet,
    ...parts,
    platform: (name) => (name === platform.name ? platform : undefined),
  });
}

/** A schedule at eight in Berlin every day, with changes. */
export function schedule(id: string, handledUntil: number, changes: Partial<Schedule> = {}): Schedule {
  return {
    id,
    place: { platform: 'discord', space: 'school', channel: 'daily' },
    time: '08:00',
    zone: 'Europe/Berlin',
    days: [1, 2, 3, 4, 5, 6, 7],
    styles: ['haiku', 'limerick'],
    topics: ['rain', 'snow', 'the sea'],
    locale: 'en',
    createdBy: 'manager',
    paused: false,
    handledUntil,
    ...changes,
  };
}
