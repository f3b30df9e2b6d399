/** What bots and workers say to each other through Redis, and under which keys. */
import type { WireError } from '../diffusion/index.ts';
import type { Frame, Poem, PoemRequest } from '../poem.ts';

/** A poem to draw, as it lies in the queue; its job has the poem's id. */
export interface PoemJob {
  /** Always with a seed, so that whoever draws it draws the same poem. */
  readonly request: PoemRequest;
  /** The stream that the frames go to. */
  readonly replies: string;
}

/** One entry of a bot's stream of replies. */
export type Reply =
  | { readonly poem: string; readonly event: Frame | Poem }
  | { readonly poem: string; readonly error: WireError }
  /** A bot's note to itself that the poem is in the queue no more: what comes before it in the stream still counts. */
  | { readonly poem: string; readonly lost: true };

/** The name of BullMQ's queue. */
export const queueName = 'poems';

/**
 *   P:queue:poems:…      BullMQ's own keys
 *   P:queue:wanted       sorted set: poem → until when (ms) its bot waits for it, unless the bot says so again
 *   P:queue:workers      sorted set: "CONCURRENCY:WORKER" → until when (ms) the worker counts as present
 *   P:queue:replies:BOT  stream of replies, trimmed as they are read
 *   P:queue:cancel       channel of the ids of poems that nobody waits for any more
 */
export function keysOf(prefix: string) {
  const queue = `${prefix}:queue`;
  const jobs = `${queue}:${queueName}`;
  return {
    queue,
    wanted: `${queue}:wanted`,
    workers: `${queue}:workers`,
    cancel: `${queue}:cancel`,
    replies: (bot: string) => `${queue}:replies:${bot}`,
    /** Jobs that wait, in their order; all of ours have a priority. */
    waiting: `${jobs}:prioritized`,
    active: `${jobs}:active`,
    job: (id: string) => `${jobs}:${id}`,
  };
}

export type QueueKeys = ReturnType<typeof keysOf>;
