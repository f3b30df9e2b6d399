import type { MessageRef, Place } from '../platforms/contract.ts';
import type { Poem, PoemRequest } from '../poem.ts';
import type { Tally } from '../store/index.ts';

export const sides = ['a', 'b'] as const;
export type SideName = (typeof sides)[number];

/** Somebody as a battle names them. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What one side brings. */
export interface Side {
  /** With its seed, and without the server's blocked words, which are read anew. */
  readonly request: PoemRequest;
  /** The student who gave the draft, in a battle of teams. */
  readonly student?: Named;
}

/**
 * How far a battle has come. A crash leaves any of these; the next process to look goes on from it.
 * - `gathering`: a battle of teams waits for its drafts.
 * - `drawing`: both poems denoise.
 * - `opening`: the poems are kept and the vote is open, but the buttons may not stand yet.
 * - `voting`: until `closesAt`.
 * - `closing`: the vote is closed and counted; the message may not say so yet.
 * - `announcing`: the winner's poem is being posted.
 * - `closed`, `cancelled`, `removed` (its message was moderated away): the end.
 */
export type BattleState =
  | 'gathering'
  | 'drawing'
  | 'opening'
  | 'voting'
  | 'closing'
  | 'announcing'
  | 'closed'
  | 'cancelled'
  | 'removed';

/** A duel of two poems. JSON-serialisable. */
export interface Battle {
  /** Short; it stands in the ids of buttons. */
  readonly id: string;
  readonly place: Place;
  readonly locale: string;
  readonly topic: string;
  /** Absent once the person had themselves forgotten. */
  readonly calledBy?: Named;
  readonly calledAt: number;
  readonly state: BattleState;
  readonly a?: Side;
  readonly b?: Side;
  /** How long the vote is open. */
  readonly minutes: number;
  /** The tally shows only at the end: as the battle was called, unless somebody has said otherwise since. */
  readonly hidden: boolean;
  readonly message?: MessageRef;
  /** Set before posting: a message may stand that is not known here. */
  readonly posting?: boolean;
  readonly poems?: Readonly<Record<SideName, Poem>>;
  /** When the vote closes; when a gathering gives up. */
  readonly closesAt?: number;
  readonly tally?: Tally;
  readonly winner?: SideName | 'draw';
  /** The person who closed or cancelled it before its time. */
  readonly endedBy?: string;
  /** Why it was cancelled, where no person did it. */
  readonly reason?: 'nobody-came' | 'failed' | 'lost';
}

/** The winner of a tally; a draw is a draw, also of none to none. */
export function winnerOf(tally: Tally): SideName | 'draw' {
  const difference = (tally.a ?? 0) - (tally.b ?? 0);
  return difference === 0 ? 'draw' : difference > 0 ? 'a' : 'b';
}

/** The battle's key, in its collection and as a ballot. */
export function battleKey({ place, id }: Pick<Battle, 'place' | 'id'>): string {
  return `${place.platform}/${place.space}/${id}`;
}
