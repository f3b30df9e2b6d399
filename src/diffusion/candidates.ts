/** From a slot's logits to the few words worth considering: cutoff, costs, temperature, blocked words. */
import type { SlotCandidates } from './line-chain.ts';

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

/**
 * @param logits  [vocabulary] of one slot
 */
export function chooseCandidates(logits: Float32Array, rules: CandidateRules): LogCandidates {
  const { allowed, temperature, limit, cutoff, costs, always } = rules;
  let best = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < logits.length; token++)
    if (logits[token]! > best && allowed[token] === 1) best = logits[token]!;
  const kept = nearest(logits, allowed, best, cutoff, limit);
  const present = new Set(kept);
  for (const token of always) if (allowed[token] === 1 && !present.has(token)) present.add(token);
  const tokens = Int32Array.from(present).sort();
  const logs = new Float64Array(tokens.length);
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    // Below the cutoff a token stands only so that the line stays possible: it is not driven below e^-30.
    // A visitor, whom the denoiser cannot score, is such a token.
    const logit = logits[token] ?? Number.NEGATIVE_INFINITY;
    logs[at] = Math.max(-30, (logit - best - (costs.get(token) ?? 0)) / temperature);
  }
  return { tokens, logs };
}

const BUCKETS = 512;
const bucketSizes = new Int32Array(BUCKETS + 1);

/** The allowed tokens within `cutoff` of the best; about the best `limit` where there are more, found by counting. */
function nearest(logits: Float32Array, allowed: Uint8Array, best: number, cutoff: number, limit: number): number[] {
  const floor = best - cutoff;
  const found: number[] = [];
  for (let token = 0; token < logits.length; token++)
    if (logits[token]! >= floor && allowed[token] === 1) found.push(token);
  if (found.length <= limit) return found;
  const span = best - Math.max(floor, lowest(logits, found));
  const bucketOf = (token: number) => Math.floor(((best - logits[token]!) / span) * BUCKETS);
  bucketSizes.fill(0);
  for (const token of found) bucketSizes[bucketOf(token)]!++;
  let deepest = 0;
  for (let count = bucketSizes[0]!; deepest < BUCKETS && count + bucketSizes[deepest + 1]! <= limit; )
    count += bucketSizes[++deepest]!;
  return found.filter((token) => bucketOf(token) <= deepest);
}

function lowest(logits: Float32Array, tokens: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const token of tokens) if (logits[token]! < least) least = logits[token]!;
  return least;
}

/** The weights that the line chain reads. */
export function weigh({ tokens, logs }: LogCandidates): SlotCandidates {
  return { tokens, weights: logs.map(Math.exp) };
}

/** A settled slot: one candidate. */
export function only(token: number): LogCandidates {
  return { tokens: Int32Array.of(token), logs: Float64Array.of(0) };
}

/** A refrain's slot has one distribution: the geometric mean of its places'. */
export function meanLogits(all: readonly Float32Array[]): Float32Array {
  if (all.length === 1) return all[0]!;
  const mean = new Float32Array(all[0]!.length);
  for (const logits of all)
    for (let token = 0; token < mean.length; token++) mean[token]! += logits[token]! / all.length;
  return mean;
}

/** The best tokens of a set. */
export function bestOf(scores: Float32Array, allowed: Uint8Array, count: number): number[] {
  const tokens: number[] = [];
  for (let token = 0; token < scores.length; token++) if (allowed[token] === 1) tokens.push(token);
  return tokens.sort((one, other) => scores[other]! - scores[one]!).slice(0, count);
}
