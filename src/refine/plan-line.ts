/**
 * The smallest change that brings one line into form: which words stay, which are drawn again, where a slot is missing.
 * A shortest path over (words read, syllables used), as in the alignment of two strings (Wagner & Fischer 1974).
 */
import type { LineShape, Pronunciation } from '../poetics/index.ts';

export interface LineWord {
  readonly word: string;
  readonly pronunciations: readonly Pronunciation[];
  readonly carriesSense: boolean;
}

/** What the last word of the line must be. */
export interface LineEnd {
  /** The word that ends the line now may stay. */
  readonly stays: boolean;
  /** Stress patterns of the words that may be drawn in its place; any at all when absent. */
  readonly patterns?: ReadonlySet<string>;
}

/** One step of a planned line. */
export type Move =
  | { readonly kind: 'keep'; readonly at: number }
  | { readonly kind: 'redraw'; readonly at: number }
  | { readonly kind: 'drop'; readonly at: number }
  | { readonly kind: 'insert' };

export interface LinePlan {
  /** Words changed count 1, new slots less; 0 for a line that stays as it is. */
  readonly cost: number;
  readonly syllables: number;
  readonly moves: readonly Move[];
}

/** Stress patterns that the lexicon always has words for. */
const commonPatterns = ['1', '0', '10', '01', '010', '100', '101'];

const costs = {
  redraw: 1,
  /** A word is lost for good, which says more where it carries sense. */
  drop: { sense: 1.4, plain: 1.1, doubled: 0.5 },
  /** No word is touched. */
  insert: 0.3,
  /** A new slot reads best behind "the" or "my", worst between two small words. */
  insertElsewhere: 0.08,
  /** For each syllable more or fewer than the word that is drawn again had. */
  otherLength: 0.05,
};

const determiners = new Set(
  'a an the my thy his her its our your their this that these those no every each some any and'.split(' '),
);
/** Lines of more words are no verse: what follows is dropped. */
const mostWords = 60;

interface Step {
  readonly cost: number;
  readonly from: number;
  readonly move: Move | undefined;
}

/**
 * @returns the cheapest plan over all numbers of syllables that the shape allows; undefined when there is none
 */
export function planLine(words: readonly LineWord[], shape: LineShape, end: LineEnd): LinePlan | undefined {
  const read = words.slice(0, mostWords);
  const dropped = words.slice(mostWords).map((_, at): Move => ({ kind: 'drop', at: mostWords + at }));
  let best: LinePlan | undefined;
  for (const syllables of shape.syllables) {
    const plan = planFor(read, syllables, shape, end);
    if (plan && (!best || plan.cost < best.cost - 1e-9)) best = plan;
  }
  return best && dropped.length > 0
    ? { ...best, cost: best.cost + dropped.length, moves: [...best.moves, ...dropped] }
    : best;
}

function planFor(words: readonly LineWord[], total: number, shape: LineShape, end: LineEnd): LinePlan | undefined {
  const { meter, initial } = shape;
  const width = total + 1;
  // A state is the words read and the syllables used; the line's end may be reached once only, by its last word.
  const steps = new Array<Step | undefined>((words.length + 1) * width);
  steps[0] = { cost: 0, from: -1, move: undefined };
  const relax = (from: number, to: number, cost: number, move: Move) => {
    const whole = steps[from]!.cost + cost;
    if (whole < (steps[to]?.cost ?? Number.POSITIVE_INFINITY) - 1e-12) steps[to] = { cost: whole, from, move };
  };
  const fits = (stress: string, used: number) =>
    used + stress.length <= total && (meter === undefined || meter.fits(stress, used, total));
  const patternsAt = (used: number) =>
    [...(end.patterns ?? commonPatterns), ...commonPatterns].filter((stress, at, all) => {
      if (all.indexOf(stress) !== at || !fits(stress, used)) return false;
      const closes = used + stress.length === total;
      return closes ? (end.patterns?.has(stress) ?? true) : commonPatterns.includes(stress);
    });

  for (let at = 0; at <= words.length; at++)
    for (let used = 0; used <= total; used++) {
      const from = at * width + used;
      if (!steps[from]) continue;
      const isLast = at === words.length - 1;
      const to = (more: number, read: number) => (at + read) * width + used + more;
      if (at < words.length) {
        const { word, pronunciations, carriesSense } = words[at]!;
        const opens = used > 0 || initial === undefined || word.startsWith(initial);
        for (const { stress } of pronunciations)
          if (opens && fits(stress, used) && mayStay(used + stress.length === total, isLast, end))
            relax(from, to(stress.length, 1), 0, { kind: 'keep', at });
        const length = pronunciations[0]?.syllables ?? 1;
        for (const stress of patternsAt(used)) {
          const other = costs.otherLength * Math.abs(stress.length - length);
          relax(from, to(stress.length, 1), costs.redraw + other, { kind: 'redraw', at });
        }
        const drop = words[at - 1]?.word === word ? costs.drop.doubled : costs.drop[carriesSense ? 'sense' : 'plain'];
        relax(from, to(0, 1), drop, { kind: 'drop', at });
      }
      for (const stress of patternsAt(used)) {
        const before = words[at - 1]?.word;
        const natural = before !== undefined && determiners.has(before) && at < words.length;
        const where = natural ? 0 : costs.insertElsewhere;
        relax(from, to(stress.length, 0), costs.insert + where, { kind: 'insert' });
      }
    }
  return planTo(steps, words.length * width + total, total);
}

/** A rhyming line must end with the word that it ends with now, if that may stay; any other line with any word. */
function mayStay(closes: boolean, isLast: boolean, { stays, patterns }: LineEnd): boolean {
  if (patterns === undefined) return true;
  return closes ? isLast && stays : !isLast;
}

function planTo(steps: readonly (Step | undefined)[], goal: number, syllables: number): LinePlan | undefined {
  const last = steps[goal];
  if (!last) return undefined;
  const moves: Move[] = [];
  for (let step: Step | undefined = last; step?.move; step = steps[step.from]) moves.unshift(step.move);
  return { cost: last.cost, syllables, moves };
}
