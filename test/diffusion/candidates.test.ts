import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { bestOf, chooseAmong, chooseCandidates } from '../../src/diffusion/candidates.ts';
import { meanScores, Scores, type SlotScores } from '../../src/diffusion/scores.ts';

const values = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 5, maxLength: 400 });
const rules = {
  temperature: 1,
  limit: 12,
  cutoff: 8,
  costs: new Map<number, number>(),
  always: [] as number[],
};
const all = (count: number) => new Uint8Array(count).fill(1);
/** One slot's scores, as a model says them that knows no blocks. */
const slot = (logits: Float32Array) => Scores.ofWhole(logits, logits.length).row(0);

describe('the candidates of a slot', () => {
  test.prop([values, fc.nat(3)])('are the best allowed tokens within the cutoff', (drawn, modulus) => {
    const logits = Float32Array.from(drawn);
    const allowed = all(logits.length).map((_, token) => (token % 4 === modulus ? 0 : 1));
    const { tokens } = chooseCandidates(slot(logits), { ...rules, allowed });
    const ranked = [...logits.keys()]
      .filter((token) => allowed[token] === 1)
      .sort((one, other) => logits[other]! - logits[one]!);
    const bar = logits[ranked[0]!]! - rules.cutoff;
    const wanted = ranked.filter((token) => logits[token]! >= bar).slice(0, rules.limit);
    const last = logits[wanted.at(-1)!]!;
    for (const token of wanted) expect(tokens).toContain(token);
    // Beyond the limit only what is as good as the last.
    for (const token of tokens) expect(wanted.includes(token) || logits[token] === last).toBe(true);
  });

  test('hold what must be considered, each once, and price what was said before', () => {
    const logits = Float32Array.from({ length: 50 }, (_, token) => -token);
    const { tokens, logs } = chooseCandidates(slot(logits), {
      ...rules,
      allowed: all(50),
      costs: new Map([[1, 3]]),
      always: [1, 40, 40],
    });
    expect([...tokens]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 40]);
    expect(logs[0]).toBe(0);
    expect(logs[1]).toBe(-4);
    expect(logs.at(-1)).toBe(-30);
  });

  test('of a rhyme that stands are counted from the best of them, however unlikely', () => {
    const scores = slot(Float32Array.from({ length: 50 }, (_, token) => -token));
    const ofRhyme = { ...rules, allowed: all(50), always: [45, 3] };
    const { tokens, logs } = chooseAmong([26, 30, 45, 20], scores, { ...ofRhyme, limit: 3 });
    expect([...tokens]).toEqual([20, 26, 45]);
    expect(logs[0]).toBe(0);
    const last = chooseAmong([26, 30, 45, 20], scores, { ...ofRhyme, limit: 3, cutoff: Number.POSITIVE_INFINITY });
    expect([...last.tokens]).toEqual([20, 26, 30, 45]);
  });
});

describe('the scores of a run', () => {
  const vocabulary = 120;
  const size = 6;
  const rows = fc.array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: vocabulary, maxLength: vocabulary });
  const raises = fc.uniqueArray(fc.tuple(fc.nat(vocabulary - 1), fc.float({ min: 0, max: 30, noNaN: true })), {
    selector: ([token]) => token,
  });

  /** The same row whole, and as its 12 best blocks with these names. */
  function bothWays(drawn: readonly number[], names: Int32Array) {
    const logits = Float32Array.from(drawn);
    const every = Array.from({ length: vocabulary / size }, (_, block) => block);
    const highestOf = (block: number) => Math.max(...logits.subarray(block * size, (block + 1) * size));
    const blocks = Int32Array.from(every.sort((one, other) => highestOf(other) - highestOf(one)).slice(0, 12));
    const highest = Float32Array.from(blocks, highestOf);
    const near = Float32Array.from(
      [...blocks].flatMap((block) => [...logits.subarray(block * size, (block + 1) * size)]),
    );
    const named = Float32Array.from(names, (name) => logits[name]!);
    const wanted = { names, wholeRows: new Int32Array(0) };
    const some = new Scores({ blocks, highest, near, named, whole: new Float32Array(0) }, wanted, 1, vocabulary, size);
    return [Scores.ofWhole(logits, vocabulary, size), some] as const;
  }

  test.prop([rows, raises, fc.integer({ min: 1, max: 12 })])(
    'choose alike from all words and from the best blocks with the raised words',
    (drawn, raised, limit) => {
      const tokens = Int32Array.from(raised, ([token]) => token);
      const gains = Float32Array.from(raised, ([, gain]) => gain);
      const chosen = bothWays(drawn, tokens).map((scores) => {
        scores.raise([0], tokens, gains);
        return chooseCandidates(scores.row(0), { ...rules, limit, allowed: all(vocabulary), always: [...tokens] });
      });
      expect(chosen[1]).toEqual(chosen[0]);
    },
  );

  test.prop([rows, fc.nat(vocabulary - 1)])('know what is named, and nothing of what is far', (drawn, name) => {
    const [whole, some] = bothWays(drawn, Int32Array.of(name)).map((scores) => scores.row(0)) as [
      SlotScores,
      SlotScores,
    ];
    expect(some.logit(name)).toBe(whole.logit(name));
    const known = Array.from({ length: vocabulary }, (_, token) => some.logit(token)).filter(Number.isFinite);
    expect(known.length).toBeLessThanOrEqual(12 * size + 1);
    expect(whole.all()).toEqual(Float32Array.from(drawn));
    expect(() => some.all()).toThrow(RangeError);
  });

  test.prop([rows, rows])('of a refrain are the mean of its places', (first, second) => {
    const logits = meanScores([slot(Float32Array.from(first)), slot(Float32Array.from(second))]).all();
    for (const [token, logit] of logits.entries()) expect(logit).toBeCloseTo((first[token]! + second[token]!) / 2, 4);
  });

  test.prop([rows, fc.integer({ min: 1, max: 40 })])('give the best of a set, however low', (drawn, count) => {
    const logits = Float32Array.from(drawn);
    const allowed = all(vocabulary).map((_, token) => (token % 3 === 0 ? 1 : 0));
    const best = bestOf(slot(logits), allowed, count);
    const ranked = [...logits.keys()].filter((token) => allowed[token] === 1).sort((a, b) => logits[b]! - logits[a]!);
    const last = logits[ranked[count - 1] ?? ranked.at(-1)!]!;
    for (const token of best) expect(logits[token]).toBeGreaterThanOrEqual(last);
    expect(best.length).toBeGreaterThanOrEqual(Math.min(count, ranked.length));
  });
});
