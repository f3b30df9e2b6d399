import { RequestError } from '../errors.ts';
import { type Held, personKey, type Store } from '../store/index.ts';
import { ScheduleBook } from './book.ts';
import { nextOccurrence, type Occurrence } from './calendar.ts';
import { type CarryOutOptions, carryOut, requestFor } from './carry-out.ts';
import { PostTable, postKey } from './posts.ts';
import { type DailyPost, requestOn, type Schedule } from './schedule.ts';

export interface DailyOptions extends Omit<CarryOutOptions, 'posts'> {
  readonly store: Store;
  /** Verses that this process draws at once; the rest waits, also for other replicas. */
  readonly atOnce?: number;
}

/** How long the clockwork rests at most before it looks for what other replicas or a person changed. */
const restMs = 15_000;

/** Schedules and their posts. Any number of replicas may run over one store. */
export class DailyVerses {
  readonly book: ScheduleBook;
  readonly posts: PostTable;
  readonly #options: CarryOutOptions;
  readonly #atOnce: number;
  readonly #running = new Map<string, Promise<void>>();

  constructor({ store, atOnce = 8, ...options }: DailyOptions) {
    this.book = new ScheduleBook(store);
    this.posts = new PostTable(store, options.clock, options.leaseMs);
    this.#options = { ...options, posts: this.posts };
    this.#atOnce = atOnce;
  }

  /** Posts what is due, mends what a crash cut, and waits, until the signal aborts; then lets go of what is running. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    while (!signal.aborted) {
      try {
        await this.begin(signal);
      } catch (error) {
        // A store that is away for a while must not end the clockwork.
        logger.warn({ err: error }, 'the daily verses could not be looked through');
      }
      await clock.sleep(await this.#rest(), signal).catch(() => {});
    }
    await this.idle();
  }

  /**
   * Claims every run that is due and takes over what others left, as far as there is room; carrying out goes on
   * after this resolves.
   *
   * @returns how many posts were begun
   */
  async begin(signal: AbortSignal): Promise<number> {
    let begun = 0;
    const start = (held: Held<DailyPost> | undefined) => {
      if (!held) return;
      begun += 1;
      const work = carryOut(held, this.#options, signal).finally(() => this.#running.delete(held.key));
      this.#running.set(held.key, work);
    };
    for (const lapsed of await this.posts.work.due()) {
      if (this.#room() <= 0) break;
      // A busy process may be late with its own lease; it must not begin its own work a second time.
      if (this.#running.has(lapsed.key) || !this.#isConnected(lapsed.value)) continue;
      start(await this.posts.work.takeOver(lapsed));
    }
    for (const schedule of await this.book.due(this.#options.clock.now())) {
      if (this.#room() <= 0) break;
      if (this.#isConnected(schedule)) await this.#claimDue(schedule, start);
    }
    return begun;
  }

  /** Settles when nothing is being carried out here. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running.values());
  }

  /** Leaves the next run out. @returns the date that will have no verse, or undefined when it is too late or paused */
  async skip(schedule: Schedule): Promise<string | undefined> {
    const next = schedule.paused ? undefined : await this.next(schedule);
    const held = next && (await this.#claim(this.#post(schedule, next, 'skipped')));
    return held?.value.date;
  }

  /** The first run to come whose date has no post yet: one that was skipped, or posted at another time, is not it. */
  async next(schedule: Schedule): Promise<Occurrence | undefined> {
    let after = Math.max(schedule.handledUntil, this.#options.clock.now());
    for (;;) {
      const run = nextOccurrence(schedule, after);
      if (!run || !(await this.posts.get(schedule.id, run.date))) return run;
      after = run.at;
    }
  }

  /** The post that comes next, as it would be made; for the preview. */
  async upcoming(schedule: Schedule): Promise<DailyPost | undefined> {
    const next = await this.next(schedule);
    return next && this.#post(schedule, next, 'claimed');
  }

  /** What a post will ask the engine for. @throws {RequestError} when its topic is refused by now */
  requestFor(post: DailyPost): ReturnType<CarryOutOptions['dress']> {
    return requestFor(post, this.#options);
  }

  /** The schedules that a person set up, for `/privacy`. Erasing takes the person's name off them. */
  get personalData() {
    const { book } = this;
    return {
      kind: 'schedules' as const,
      keptForDays: 0,
      list: async (person: string) =>
        (await book.ownedBy(person)).map(
          ({ value }) => `${value.id}: ${value.time} ${value.zone} · ${value.topics.join('; ')}`,
        ),
      async erase(person: string) {
        const schedules = await book.ownedBy(person);
        for (const { value } of schedules)
          await book.change(value.place, value.id, (schedule) =>
            personKey(schedule.place.platform, schedule.createdBy) === person
              ? { ...schedule, createdBy: '' }
              : undefined,
          );
        return schedules.length;
      },
    };
  }

  /** Claims a schedule's runs up to now, as far as there is room. */
  async #claimDue(schedule: Schedule, start: (held: Held<DailyPost> | undefined) => void): Promise<void> {
    const { clock, graceMs, logger } = this.#options;
    const now = clock.now();
    let cursor = schedule.handledUntil;
    while (this.#room() > 0) {
      const run = nextOccurrence(schedule, cursor);
      if (!run || run.at > now) break;
      const missed = now - run.at > graceMs;
      const claim = await this.#claim(this.#post(schedule, run, missed ? 'missed' : 'claimed'));
      if (claim && missed) logger.warn({ schedule: schedule.id, date: run.date }, 'a daily verse was missed');
      if (!missed) start(claim);
      cursor = run.at;
    }
    // After the claims: a crash in between finds the runs due again, and claimed.
    await this.book.change(schedule.place, schedule.id, (present) =>
      present.handledUntil < cursor ? { ...present, handledUntil: cursor } : undefined,
    );
  }

  #post(schedule: Schedule, { at, date }: Occurrence, state: DailyPost['state']): DailyPost {
    const { id, place, locale } = schedule;
    return { schedule: id, place, locale, at, date, state, round: 0, request: requestOn(schedule, date) };
  }

  /** Takes a date: of any number of replicas one gets it. */
  #claim(post: DailyPost): Promise<Held<DailyPost> | undefined> {
    return this.posts.work.claim(postKey(post), post);
  }

  #isConnected({ place }: Pick<Schedule, 'place'>): boolean {
    return this.#options.platform(place.platform) !== undefined;
  }

  #room(): number {
    return this.#atOnce - this.#running.size;
  }

  async #rest(): Promise<number> {
    const { clock } = this.#options;
    if (this.#room() <= 0) return 250;
    const soon = await this.book.nextDue(clock.now() + restMs).catch(() => undefined);
    return soon === undefined ? restMs : Math.max(50, Math.min(restMs, soon - clock.now()));
  }
}

/** @throws {RequestError} when a server has no schedule of this id */
export async function findSchedule(
  book: ScheduleBook,
  space: Parameters<ScheduleBook['get']>[0],
  id: string,
): Promise<Schedule> {
  const schedule = await book.get(space, id.trim().toLowerCase());
  if (!schedule)
    throw new RequestError('no-such-schedule', 'There is no daily verse of that name here. See /daily list.');
  return schedule;
}
