/** What the bot's process and the engine's process say to each other: start, cancel; queued, frame, done, failed. */
import type { EngineStatus, PoemEvent, PoemRequest } from '../poem.ts';

export type ToEngine =
  | { readonly kind: 'start'; readonly id: string; readonly request: PoemRequest }
  | { readonly kind: 'cancel'; readonly id: string }
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

export type FromEngine =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly error: WireError }
  | { readonly kind: 'event'; readonly id: string; readonly event: PoemEvent }
  | { readonly kind: 'failed'; readonly id: string; readonly error: WireError }
  | { readonly kind: 'status'; readonly status: EngineStatus };
