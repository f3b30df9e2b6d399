/** What the bot's process and a lane's process say to each other: start, cancel; frame, poem, failed. */
import type { Frame, Poem, PoemRequest } from '../poem.ts';

export type ToEngine =
  | { readonly kind: 'start'; readonly id: string; readonly request: PoemRequest }
  /** Reads a request that has to wait, so that a bad one is refused before it does; only a failure is answered. */
  | { readonly kind: 'check'; readonly id: string; readonly request: PoemRequest }
  | { readonly kind: 'cancel'; readonly id: string }
  /** How many lanes draw just now, this one included: they share the machine's cores. */
  | { readonly kind: 'company'; readonly lanes: number }
  | { readonly kind: 'close' };

/** An error as it crosses the process boundary. */
export interface WireError {
  readonly code: string;
  readonly operator: string;
  readonly person: string;
  readonly retryAfterMs?: number;
  /** The request's own fault: the other side makes a RequestError of it. */
  readonly request: boolean;
}

/** News of one poem. */
export type PoemNews =
  | { readonly kind: 'event'; readonly id: string; readonly event: Frame | Poem }
  | { readonly kind: 'failed'; readonly id: string; readonly error: WireError };

export type FromEngine =
  | PoemNews
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly error: WireError }
  /** Resident bytes of the process. */
  | { readonly kind: 'memory'; readonly bytes: number };
