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

/** Below the cutoff a token stands only so that the line stays possible: its log weight is not driven below this. */
const LEAST = -30;

/**
 * @param logits  [vocabulary] of one slot
 */
export function chooseCandidates(logits: Float32Array, rules: CandidateRules): LogCandidates {
  const { allowed, limit, cutoff, always } = rules;
  const best = bestAllowed(logits, allowed);
  const kept = nearest(logits, allowed, best, cutoff, limit);
  return priced(logits, best, [...kept, ...always.filter((token) => allowed[token] === 1)], rules);
}

/** The same among a few tokens: however unlikely they are, the best `limit` of them are kept. */
export function chooseAmong(tokens: readonly number[], logits: Float32Array, rules: CandidateRules): LogCandidates {
  const logit = (token: number) => logits[token] ?? Number.NEGATIVE_INFINITY;
  const sorted = [...tokens].sort((one, other) => logit(other) - logit(one));
  const among = [...sorted.slice(0, rules.limit), ...rules.always.filter((token) => tokens.includes(token))];
  return priced(logits, sorted.length > 0 ? logit(sorted[0]!) : 0, among, rules);
}

/** Tokens with their log weights, each once, in order of their ids. */
function priced(
  logits: Float32Array,
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
    // A visitor, whom the denoiser cannot score, has no logit.
    const logit = logits[token] ?? Number.NEGATIVE_INFINITY;
    logs[at] = Math.max(LEAST, (logit - best - (costs.get(token) ?? 0)) / temperature);
  }
  return { tokens, logs };
}

function bestAllowed(logits: Float32Array, allowed: Uint8Array): number {
  // The best of all is nearly always allowed: the plain scan is the fast one.
  let best = Number.NEGATIVE_INFINITY;
  let first = -1;
  for (let token = 0; token < logits.length; token++)
    if (logits[token]! > best) {
      best = logits[token]!;
      first = token;
    }
  if (first >= 0 && allowed[first] === 1) return best;
  best = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < logits.length; token++)
    if (logits[token]! > best && allowed[token] === 1) best = logits[token]!;
  return best;
}

/** So many times the limit are collected before the worst of them are thrown away. */
const ROOM = 4;
let foundTokens = new Int32Array(0);
let foundLogits = new Float32Array(0);

/**
 * The best `limit` of the allowed tokens within `cutoff` of the best. Ids follow frequency, so the bar that a token
 * must pass rises early in the scan, and few are collected.
 */
function nearest(logits: Float32Array, allowed: Uint8Array, best: number, cutoff: number, limit: number): number[] {
  const room = ROOM * limit;
  if (foundTokens.length < room) {
    foundTokens = new Int32Array(room);
    foundLogits = new Float32Array(room);
  }
  let bar = best - cutoff;
  let count = 0;
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token]!;
    if (logit < bar || allowed[token] !== 1) continue;
    foundTokens[count] = token;
    foundLogits[count++] = logit;
    if (count < room) continue;
    bar = nthHighest(foundLogits.slice(0, count), limit);
    count = keepFrom(bar, count);
  }
  if (count > limit) count = keepFrom(nthHighest(foundLogits.slice(0, count), limit), count);
  return Array.from(foundTokens.subarray(0, count));
}

/** Drops what was found below a bar; equal logits may leave a few more than the limit. @returns how many stay */
function keepFrom(bar: number, count: number): number {
  let kept = 0;
  for (let at = 0; at < count; at++) {
    if (foundLogits[at]! < bar) continue;
    foundTokens[kept] = foundTokens[at]!;
    foundLogits[kept++] = foundLogits[at]!;
  }
  // Where all are equal nothing could be dropped: the commonest stay.
  return Math.min(kept, foundTokens.length - 1);
}

/** The n-th highest value, by Hoare's selection; `values` are put into another order. */
function nthHighest(values: Float32Array, n: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! > pivot) left++;
      while (values[right]! < pivot) right--;
      if (left > right) break;
      const swapped = values[left]!;
      values[left++] = values[right]!;
      values[right--] = swapped;
    }
    if (n - 1 <= right) high = right;
    else if (n - 1 >= left) low = left;
    else break;
  }
  return values[n - 1]!;
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
