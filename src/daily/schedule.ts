import type { MessageRef, Place } from '../platforms/contract.ts';
import type { PoemRequest } from '../poem.ts';
import { type Occurrence, type Rule, turnOf } from './calendar.ts';

/** A verse that comes at a time of day, on some days of the week, in one channel. JSON-serialisable. */
export interface Schedule extends Rule {
  /** Short; people type it. */
  readonly id: string;
  readonly place: Place;
  /** Styles that take turns; none = the server's default. */
  readonly styles: readonly string[];
  /** Topics that take turns; at least one. */
  readonly topics: readonly string[];
  /** BCP 47; the language of the date line. */
  readonly locale: string;
  /** The person's id on their platform. */
  readonly createdBy: string;
  readonly paused: boolean;
  /** Runs up to this instant have been seen to. */
  readonly handledUntil: number;
}

/**
 * How far one post has come. A crash leaves one of the first three, which the next replica to look mends.
 * - `claimed`: nothing has been posted.
 * - `posting`: the post was under way; it may stand or not.
 * - `posted`: the message stands, the poem may not.
 * - `unclear`: a crash came while posting, on a platform that cannot say whether the post arrived; a person decides.
 */
export type PostState = 'claimed' | 'posting' | 'posted' | 'unclear' | 'done' | 'missed' | 'skipped' | 'failed';

/** The one post of a schedule on a local date. JSON-serialisable. */
export interface DailyPost extends Occurrence {
  readonly schedule: string;
  readonly place: Place;
  readonly locale: string;
  readonly state: PostState;
  /** Without the server's blocked words, which are read anew; with its seed, so that a repaired poem is the same. */
  readonly request: Omit<PoemRequest, 'style'> & { readonly style?: string };
  /** Known from `posted` on. */
  readonly message?: MessageRef;
  /** Posting attempts that a person asked for anew; part of what makes a post the same post. */
  readonly round: number;
  /** Why it failed, for the manager. */
  readonly reason?: string;
}

/** What is drawn on a date: the style and topic whose turn it is, and a seed of the date's own. */
export function requestOn(schedule: Schedule, date: string): DailyPost['request'] {
  const turn = turnOf(schedule, date);
  const style = schedule.styles[turn % Math.max(1, schedule.styles.length)];
  return {
    topic: schedule.topics[turn % schedule.topics.length] as string,
    ...(style === undefined ? {} : { style }),
    seed: hashOf(`${schedule.id} ${date}`),
    fairnessKey: `${schedule.place.platform}:${schedule.place.space}:daily`,
  };
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
