/** From a slot's scores to the few words worth considering: cutoff, costs, temperature, blocked words. */
import { HighestValues } from './highest-values.ts';
import type { SlotCandidates } from './line-chain.ts';
import type { SlotScores } from './scores.ts';

export interface CandidateRules {
  /** 1 for every token that the slot may hold. */
  readonly allowed: Uint8Array;
  readonly temperature: number;
  /** Most candidates. */
  readonly limit: number;
  /** Nats below the best allowed token. */
  readonly cutoff: number;
  /** Nats taken from a token's logit. */
  readonly costs: ReadonlyMap<number, number>;
  /** Considered whatever their logit: the word that stands there now, anchors, words that open the line. */
  readonly always: readonly number[];
}

/** Candidates of one slot with their natural-log weights. */
export interface LogCandidates {
  readonly tokens: Int32Array;
  /** Natural logs, the best near 0. */
  readonly logs: Float64Array;
}

/** Below the cutoff a token stands only so that the line stays possible: its log weight is not driven below this. */
const LEAST = -30;

export function chooseCandidates(scores: SlotScores, rules: CandidateRules): LogCandidates {
  const { allowed, always } = rules;
  const best = collectBest(scores, rules);
  const kept = found.owners(best - rules.cutoff);
  for (const token of always) if (allowed[token] === 1) kept.push(token);
  return priced(scores, best, kept, rules);
}

/** The same among a few tokens, however unlikely they all are: limit and cutoff count from the best of them. */
export function chooseAmong(tokens: readonly number[], scores: SlotScores, rules: CandidateRules): LogCandidates {
  const { limit, cutoff, always } = rules;
  let best = Number.NEGATIVE_INFINITY;
  for (const token of tokens) best = Math.max(best, scores.logit(token));
  const near = tokens.filter((token) => scores.logit(token) >= best - cutoff);
  if (near.length > limit) near.sort((one, other) => scores.logit(other) - scores.logit(one));
  const kept = [...near.slice(0, limit), ...always.filter((token) => tokens.includes(token))];
  return priced(scores, tokens.length > 0 ? best : 0, kept, rules);
}

/** Tokens with their log weights, each once, in order of their ids. */
function priced(
  scores: SlotScores,
  best: number,
  among: readonly number[],
  { costs, temperature }: CandidateRules,
): LogCandidates {
  const sorted = Int32Array.from(among).sort();
  let count = 0;
  for (const token of sorted) if (count === 0 || sorted[count - 1] !== token) sorted[count++] = token;
  const tokens = sorted.slice(0, count);
  const logs = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const token = tokens[at]!;
    logs[at] = Math.max(LEAST, (scores.logit(token) - best - (costs.get(token) ?? 0)) / temperature);
  }
  return { tokens, logs };
}

const found = new HighestValues();
const blocks = new HighestValues();

/** Collects the best allowed tokens. @returns the highest logit of them */
function collectBest(scores: SlotScores, { allowed, limit, cutoff }: CandidateRules): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < scores.blocks; place++) top = Math.max(top, scores.highest(place));
  collect(scores, allowed, limit, top - cutoff);
  // Nearly always the highest of all is allowed; where it is not, the bar was too high.
  if (found.highest < top) collect(scores, allowed, limit, Number.NEGATIVE_INFINITY);
  return found.highest;
}

/** Collects the best `limit` of the allowed tokens whose logit is not below a bar. */
function collect(scores: SlotScores, allowed: Uint8Array, limit: number, bar: number): void {
  found.start(limit, bar);
  scores.offerRaised(allowed, found);
  // As many blocks as tokens are wanted hold those tokens, unless some of their highest are not allowed.
  blocks.start(limit, bar);
  for (let place = 0; place < scores.blocks; place++)
    if (scores.highest(place) >= blocks.bar) blocks.add(place, scores.highest(place));
  blocks.settle();
  const first = blocks.owners();
  for (const place of first) scores.offerBlock(place, allowed, found);
  found.settle();
  if (first.length < limit) return;
  for (let place = 0; place < scores.blocks; place++)
    if (scores.highest(place) < blocks.bar && scores.highest(place) >= found.bar)
      scores.offerBlock(place, allowed, found);
  found.settle();
}

/** The weights that the line chain reads. */
export function weigh({ tokens, logs }: LogCandidates): SlotCandidates {
  return { tokens, weights: logs.map(Math.exp) };
}

/** A settled slot: one candidate. */
export function only(token: number): LogCandidates {
  return { tokens: Int32Array.of(token), logs: Float64Array.of(0) };
}

/** The best tokens of a set. */
export function bestOf(scores: SlotScores, allowed: Uint8Array, count: number): number[] {
  collect(scores, allowed, count, Number.NEGATIVE_INFINITY);
  return found.owners();
}
