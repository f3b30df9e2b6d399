/**
 * How many steps a poem takes: what the person asks for, or the usual number as far as the edits that will be seen and
 * the load leave it. Nothing here is told to anybody but by the step counter.
 */

/** What an engine has to do, or on average one worker of a queue. */
export interface Load {
  /** Poems being drawn at the same time. */
  readonly inFlight: number;
  /** Poems that wait for a place. */
  readonly waiting: number;
}

/** The most steps that a poem may take at all. */
export const mostSteps = 64;
/** Steps of a poem that nobody has asked a number for: more make it no better (docs/decisions/0041-longer-in-focus.md). */
export const usualSteps = 48;
/** Beyond these a poem gains little but frames to look at. */
const enough = 40;
/** With these a poem is worse, but not by much. */
const hurried = 24;
/** Below these the words no longer settle one after the other. */
const fewest = 8;

/** Poems up to which none goes short; at which all are hurried; and at which all are down to the fewest steps. */
const crowd = { begins: 4, full: 24, most: 96 } as const;

/**
 * The most steps for a poem that nobody has asked a number for.
 * @returns a whole number, 8–64; never more for more load
 */
export function mostStepsUnder({ inFlight, waiting }: Load): number {
  const poems = inFlight + waiting;
  if (poems <= crowd.begins) return mostSteps;
  if (poems <= crowd.full)
    return Math.round(between(usualSteps, hurried, (poems - crowd.begins) / (crowd.full - crowd.begins)));
  return Math.round(between(hurried, fewest, (poems - crowd.full) / (crowd.most - crowd.full)));
}

function between(first: number, last: number, share: number): number {
  return first + (last - first) * Math.min(1, Math.max(0, share));
}

/** What a request says of its steps. */
export interface StepWishes {
  /** As the person asked; kept whatever else is said. */
  readonly asked?: number | undefined;
  /** Edits of the message that its readers will see. */
  readonly visible?: number | undefined;
  /** What the load leaves. */
  readonly most?: number | undefined;
}

/** @returns steps, from 1 */
export function stepsOf({ asked, visible = usualSteps, most = usualSteps }: StepWishes): number {
  if (asked !== undefined) return asked;
  // Steps that nobody sees are worth drawing only as long as they make the poem better.
  return Math.min(usualSteps, Math.max(enough, visible), most);
}

/** Redraw steps in a row that changed no word, after which a poem ends: more of them would be still frames. */
const stillEnough = 3;

/** May a poem end before its planned last step? @param still redraw steps in a row that changed no word */
export function hasSettled(still: number): boolean {
  return still >= stillEnough;
}
