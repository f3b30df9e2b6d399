import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import type { Limiter, LimitOutcome } from './contract.ts';
import { StoreError } from './errors.ts';

/** rate-limiter-flexible behind Inkling's own words: it rejects with a result, here that is an answer. */
export function limiterOver(limits: RateLimiterAbstract): Limiter {
  const outcome = async (question: Promise<RateLimiterRes | null>): Promise<LimitOutcome> => {
    try {
      const answer = await question;
      return answer
        ? {
            allowed: answer.consumedPoints <= limits.points,
            remaining: answer.remainingPoints,
            resetAfterMs: Math.max(0, answer.msBeforeNext),
          }
        : { allowed: true, remaining: limits.points, resetAfterMs: 0 };
    } catch (error) {
      if (error instanceof RateLimiterRes)
        return { allowed: false, remaining: 0, resetAfterMs: Math.max(0, error.msBeforeNext) };
      throw new StoreError('store-failed', `The limits cannot be read: ${error}`, { cause: error });
    }
  };

  return {
    async take(key, points = 1) {
      const answer = await outcome(limits.consume(key, points));
      // The library counts a refused attempt too; given back, so that asking again costs nothing.
      if (!answer.allowed) await outcome(limits.reward(key, points));
      return answer;
    },
    async giveBack(key, points = 1) {
      const before = await outcome(limits.get(key));
      // Outside a running span there is nothing to give back, and a reward would open a span below zero.
      if (before.resetAfterMs > 0) await outcome(limits.reward(key, points));
    },
    look: (key) => outcome(limits.get(key)),
  };
}
