import { RequestError } from '../errors.ts';
import type { Place } from '../platforms/contract.ts';
import { type Collection, personKey, type RecordFacts, type Store, type Stored } from '../store/index.ts';
import { nextOccurrence, type Occurrence } from './calendar.ts';
import type { Schedule } from './schedule.ts';

/** Schedules that one server may have. */
const mostSchedules = 20;

/** All schedules, by server; each is due when its next run is. */
export class ScheduleBook {
  readonly #schedules: Collection<Schedule>;

  constructor(store: Store) {
    this.#schedules = store.collection('schedules');
  }

  /** Adds a schedule, or gives the one of its id new terms. */
  async set(schedule: Schedule): Promise<void> {
    const key = keyOf(schedule.place, schedule.id);
    const present = await this.#schedules.get(key);
    if (!present && (await this.of(schedule.place)).length >= mostSchedules)
      throw new RequestError(
        'too-many-schedules',
        `A server can have ${mostSchedules} daily verses. Remove one first.`,
        { values: { most: mostSchedules } },
      );
    await this.#schedules.put(key, schedule, factsOf(schedule));
  }

  async get(space: Pick<Place, 'platform' | 'space'>, id: string): Promise<Schedule | undefined> {
    return (await this.#schedules.get(keyOf(space, id)))?.value;
  }

  async of(space: Pick<Place, 'platform' | 'space'>): Promise<readonly Schedule[]> {
    return (await this.#schedules.list({ prefix: keyOf(space, '') })).map(({ value }) => value);
  }

  /** Changes a schedule; undefined when there is none. `change` must be pure. */
  async change(
    space: Pick<Place, 'platform' | 'space'>,
    id: string,
    change: (schedule: Schedule) => Schedule | undefined,
  ): Promise<Schedule | undefined> {
    return (await this.#schedules.update(keyOf(space, id), change, factsOf))?.value;
  }

  remove(space: Pick<Place, 'platform' | 'space'>, id: string): Promise<boolean> {
    return this.#schedules.delete(keyOf(space, id));
  }

  /** Schedules with a run at or before `now` that nobody has seen to. */
  async due(now: number): Promise<readonly Schedule[]> {
    return (await this.#schedules.due(now)).map(({ value }) => value);
  }

  /** When the first run at or before `by` is due. */
  async nextDue(by: number): Promise<number | undefined> {
    return (await this.#schedules.due(by, 1))[0]?.due;
  }

  ownedBy(person: string): Promise<readonly Stored<Schedule>[]> {
    return this.#schedules.ownedBy(person);
  }
}

/** When a schedule posts next. */
export function nextRun(schedule: Schedule): Occurrence | undefined {
  return schedule.paused ? undefined : nextOccurrence(schedule, schedule.handledUntil);
}

function factsOf(schedule: Schedule): RecordFacts {
  const next = nextRun(schedule);
  return {
    ...(schedule.createdBy === '' ? {} : { owner: personKey(schedule.place.platform, schedule.createdBy) }),
    ...(next === undefined ? {} : { due: next.at }),
  };
}

function keyOf({ platform, space }: Pick<Place, 'platform' | 'space'>, id: string): string {
  return `${platform}/${space}/${id}`;
}
