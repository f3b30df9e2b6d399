/**
 * When words settle: entropy-bounded (Ben-Hamu et al. 2025, arXiv 2505.24857), at least one a step, and paced to the
 * number of steps asked for, so that a poem of 16 steps sharpens over 16 frames.
 */

/** How a poem's steps are divided. */
export interface StepPlan {
  readonly steps: number;
  /** Steps 1 … `draw` settle the canvas; the rest draw the worst lines again. */
  readonly draw: number;
}

/** With fewer steps than these most are needed to settle the words one after the other. */
const FEW_STEPS = 24;

/**
 * @param redrawShare share of the steps that is spent on drawing lines again; where steps are few, less
 * @param slots       that are to be settled: more drawing steps than these would settle nothing, and draw again instead
 */
export function planSteps(steps: number, redrawShare: number, slots = Number.POSITIVE_INFINITY): StepPlan {
  const redraw = Math.floor(steps * redrawShare * Math.min(1, steps / FEW_STEPS));
  return { steps, draw: Math.max(1, Math.min(slots, steps - redraw)) };
}

/** How far the poem is through its drawing steps, 0 (first) … 1 (last). */
export function progress(plan: StepPlan, step: number): number {
  return plan.draw <= 1 ? 1 : Math.min(1, (step - 1) / (plan.draw - 1));
}

/** One open slot as the schedule sees it. */
export interface OpenSlot {
  readonly slot: number;
  /** Posterior probability of the word that was drawn for it. */
  readonly certainty: number;
  /** Nats by which it goes before others that are as certain; it counts as no more certain for that. */
  readonly ahead?: number;
}

/**
 * Which open slots settle at this step.
 *
 * @param open      all open slots
 * @param total     slots of the whole canvas
 * @param step      from 1
 * @param noise     added to each slot's log certainty: some randomness in the order, since greed repeats itself
 * @returns slot numbers, at least one; all of them at the last drawing step
 */
export function settling(
  open: readonly OpenSlot[],
  total: number,
  step: number,
  plan: StepPlan,
  entropyBound: number,
  noise: () => number,
): number[] {
  if (step >= plan.draw) return open.map(({ slot }) => slot);
  const settled = total - open.length;
  const due = Math.max(1, Math.round((total * step) / plan.draw) - settled);
  const ranks = open.map(({ certainty, ahead = 0 }) => Math.log(Math.max(certainty, 1e-9)) + ahead + noise());
  const order = open.map((_, place) => place).sort((one, other) => ranks[other]! - ranks[one]!);
  let entropy = 0;
  const now: number[] = [];
  for (const place of order) {
    const { slot, certainty } = open[place]!;
    entropy += binaryEntropy(certainty);
    if (now.length >= due && entropy > entropyBound) break;
    now.push(slot);
  }
  return now;
}

/** Entropy of "this word or another", in nats: a lower bound of the slot's own entropy. */
function binaryEntropy(certainty: number): number {
  const p = Math.min(1 - 1e-12, Math.max(1e-12, certainty));
  return -p * Math.log(p) - (1 - p) * Math.log(1 - p);
}
