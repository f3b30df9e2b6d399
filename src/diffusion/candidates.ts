/** From a slot's scores to the few words worth considering: cutoff, costs, temperature, blocked words. */
import type { SlotCandidates } from './line-chain.ts';
import type { SlotScores, TokenLogits } from './scores.ts';
import type { WordCosts } from './usage.ts';

export interface CandidateRules {
  /** 1 for every token that the slot may hold. */
  readonly allowed: Uint8Array;
  readonly temperature: number;
  /** Most candidates. */
  readonly limit: number;
  /** Nats below the best allowed token. */
  readonly cutoff: number;
  /** Nats taken from a token's logit. */
  readonly costs: WordCosts;
  /** Considered whatever their logit: the word that stands there now, anchors, words that open the line. */
  readonly always: readonly number[];
  /** The slot's candidates at the step before. */
  readonly held?: Int32Array | undefined;
}

/** Candidates of one slot with the natural logs of their weights, the best near 0. */
export interface LogCandidates extends SlotCandidates {
  readonly logs: Float64Array;
}

/** Below the cutoff a token stands only so that the line stays possible: its log weight is not driven below this. */
const LEAST = -30;

export function chooseCandidates(scores: SlotScores, rules: CandidateRules): LogCandidates {
  const { allowed, limit, always, held } = rules;
  return priced(
    scores.best(allowed, limit, held),
    always.filter((token) => allowed[token] === 1),
    scores,
    rules,
  );
}

/** The same among a few tokens, however unlikely they all are: limit and cutoff count from the best of them. */
export function chooseAmong(tokens: readonly number[], scores: SlotScores, rules: CandidateRules): LogCandidates {
  const { limit, always } = rules;
  const logit = new Map(tokens.map((token) => [token, scores.logit(token)]));
  const best =
    tokens.length > limit
      ? tokens.toSorted((one, other) => logit.get(other)! - logit.get(one)!).slice(0, limit)
      : [...tokens];
  const logits = best.map((token) => logit.get(token)!);
  return priced(
    { tokens: best, logits },
    always.filter((token) => logit.has(token)),
    scores,
    rules,
  );
}

/** Those of the best within the cutoff, and some whatever their logit, with their log weights. */
function priced(
  best: TokenLogits,
  always: readonly number[],
  scores: SlotScores,
  { costs, cutoff, temperature }: CandidateRules,
): LogCandidates {
  let highest = Number.NEGATIVE_INFINITY;
  for (const logit of best.logits) if (logit > highest) highest = logit;
  if (best.tokens.length === 0) highest = 0;
  const [tokens, logits]: [number[], number[]] = [[], []];
  for (let at = 0; at < best.tokens.length; at++) {
    if (best.logits[at]! < highest - cutoff) continue;
    tokens.push(best.tokens[at]!);
    logits.push(best.logits[at]!);
  }
  for (const token of always) {
    if (tokens.includes(token)) continue;
    tokens.push(token);
    logits.push(scores.logit(token));
  }
  const logs = new Float64Array(tokens.length);
  const weights = new Float64Array(tokens.length);
  for (let at = 0; at < logs.length; at++) {
    const cost = costs.get(tokens[at]!);
    logs[at] = Math.max(LEAST, (logits[at]! - highest - cost) / temperature);
    weights[at] = Math.exp(logs[at]!);
  }
  return { tokens: Int32Array.from(tokens), logs, weights };
}

const certain = { logs: Float64Array.of(0), weights: Float64Array.of(1) } as const;

/** A settled slot: one candidate. */
export function only(token: number): LogCandidates {
  return { tokens: Int32Array.of(token), ...certain };
}
