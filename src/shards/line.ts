import type { WireError } from '../diffusion/index.ts';
import type { CountedEdit } from '../metrics.ts';
import type { PoemEvent, PoemRequest } from '../poem.ts';

/** From a shard to the bot's process. */
export type FromShard =
  | { readonly kind: 'draw'; readonly id: string; readonly request: PoemRequest }
  | { readonly kind: 'cancel'; readonly id: string }
  | { readonly kind: 'edit'; readonly edit: CountedEdit }
  | { readonly kind: 'missed' };

/** From the bot's process to a shard. */
export type ToShard =
  | { readonly kind: 'event'; readonly id: string; readonly event: PoemEvent }
  | { readonly kind: 'failed'; readonly id: string; readonly error: WireError }
  | { readonly kind: 'end' };

/** One side's end of the line between the two processes. Messages are JSON. */
export interface Line<Said, Heard> {
  /** Never throws: what is said to a process that has just died is lost with it. */
  say(message: Said): void;
  listen(hear: (message: Heard) => void): void;
  /** Aborts when the other process is gone. */
  readonly broken: AbortSignal;
}

/** The line to the process that forked this one. */
export function lineToParent(): Line<FromShard, ToShard> {
  const broken = new AbortController();
  process.on('disconnect', () => broken.abort());
  // discord.js also speaks when the line is gone; its last words must not cut short what is being finished.
  process.on('error', () => {});
  return {
    say(message) {
      if (process.connected) process.send?.(message, undefined, undefined, () => {});
    },
    listen(hear) {
      process.on('message', (message: unknown) => {
        // discord.js speaks on the same line, in messages without a kind.
        if (typeof message === 'object' && message !== null && 'kind' in message) hear(message as ToShard);
      });
    },
    broken: broken.signal,
  };
}
