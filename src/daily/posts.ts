import type { Clock } from '../clock.ts';
import { type Collection, LeasedRecords, type Store, type Stored } from '../store/index.ts';
import { day, keptForDays } from '../store/kept/retention.ts';
import type { DailyPost, PostState } from './schedule.ts';

const unfinished: ReadonlySet<PostState> = new Set(['claimed', 'posting', 'posted']);

/** The claims, one a schedule and local date. */
export class PostTable {
  /** The posts as work: unfinished ones are due when their lease ends. */
  readonly work: LeasedRecords<DailyPost>;
  readonly #posts: Collection<DailyPost>;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock, leaseMs: number) {
    this.#posts = store.collection('daily-posts');
    this.#clock = clock;
    this.work = new LeasedRecords(this.#posts, {
      clock,
      leaseMs,
      dueAt: ({ state }, leaseEnd) => (unfinished.has(state) ? leaseEnd : undefined),
      facts: ({ at }) => expiry(at),
    });
  }

  /** The latest posts of a schedule, the newest first. */
  latest(schedule: string, limit: number): Promise<readonly Stored<DailyPost>[]> {
    return this.#posts.list({ prefix: `${schedule}/`, descending: true, limit });
  }

  async get(schedule: string, date: string): Promise<DailyPost | undefined> {
    return (await this.#posts.get(postKey({ schedule, date })))?.value;
  }

  /** Ends an unclear post as a person decided; false when it is not unclear. */
  async settle(schedule: string, date: string, decision: 'post' | 'leave'): Promise<boolean> {
    const stored = await this.#posts.get(postKey({ schedule, date }));
    if (stored?.value.state !== 'unclear') return false;
    const { key, version, value } = stored;
    const written =
      decision === 'leave'
        ? await this.#posts.replace(key, version, { ...value, state: 'done' }, expiry(value.at))
        : await this.#posts.replace(
            key,
            version,
            { ...value, state: 'claimed', round: value.round + 1 },
            { ...expiry(value.at), due: this.#clock.now() },
          );
    return written !== undefined;
  }
}

/** The key that makes a post the only one of its schedule and date. */
export function postKey({ schedule, date }: Pick<DailyPost, 'schedule' | 'date'>): string {
  return `${schedule}/${date}`;
}

function expiry(at: number) {
  return { expiresAt: at + keptForDays.dailyPosts * day };
}
