import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { chooseAmong, chooseCandidates } from '../../src/diffusion/candidates.ts';
import { meanScores, Scores, type SlotScores } from '../../src/diffusion/scores.ts';

const values = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 5, maxLength: 400 });
const rules = {
  temperature: 1,
  limit: 12,
  cutoff: 8,
  costs: { get: () => 0 },
  always: [] as number[],
};
const all = (count: number) => new Uint8Array(count).fill(1);
/** One slot's scores, as a model says them that does not choose. */
const slot = (logits: Float32Array) => Scores.ofWhole(logits, new Float32Array(logits.length)).row(0);

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

  test('lose no word to others that are all alike', () => {
    const logits = new Float32Array(120);
    logits[119] = 1;
    const { tokens } = chooseCandidates(slot(logits), { ...rules, limit: 2, allowed: all(120) });
    expect(tokens).toContain(119);
  });

  test('hold what must be considered, each once, and price what was said before', () => {
    const logits = Float32Array.from({ length: 50 }, (_, token) => -token);
    const { tokens, logs } = chooseCandidates(slot(logits), {
      ...rules,
      allowed: all(50),
      costs: { get: (token: number) => (token === 1 ? 3 : 0) },
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
    expect([...tokens].sort()).toEqual([20, 26, 45]);
    expect(logs[tokens.indexOf(20)]).toBe(0);
    const last = chooseAmong([26, 30, 45, 20], scores, { ...ofRhyme, limit: 3, cutoff: Number.POSITIVE_INFINITY });
    expect([...last.tokens].sort()).toEqual([20, 26, 30, 45]);
  });
});

describe('the scores of a run', () => {
  const vocabulary = 120;
  const rows = fc
    .array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: vocabulary, maxLength: vocabulary })
    // A sum knows no negative zero.
    .map((values) => values.map((value) => value + 0));
  const best = 12;

  /** The same row whole, and as its best tokens with these names. */
  function bothWays(drawn: readonly number[], names: Int32Array): readonly [SlotScores, SlotScores] {
    const logits = Float32Array.from(drawn);
    const ranked = Int32Array.from(
      [...logits.keys()].sort((one, other) => logits[other]! - logits[one]!).slice(0, best),
    );
    const outputs = {
      best: ranked,
      bestLogits: Float32Array.from(ranked, (token) => logits[token]!),
      named: Float32Array.from(names, (name) => logits[name]!),
      whole: new Float32Array(0),
    };
    const wanted = { names, wholeRows: new Int32Array(0), gains: new Float32Array(vocabulary) };
    return [slot(logits), new Scores(outputs, wanted, 1).row(0)];
  }

  test.prop([rows, fc.uniqueArray(fc.nat(vocabulary - 1), { maxLength: 5 }), fc.integer({ min: 1, max: best })])(
    'choose alike from all words and from the best',
    (drawn, always, limit) => {
      const chosen = bothWays(drawn, Int32Array.from(always)).map((scores) => {
        const { tokens, logs } = chooseCandidates(scores, { ...rules, limit, allowed: all(vocabulary), always });
        return new Map([...tokens].map((token, at) => [token, logs[at]] as const));
      });
      const last = Float32Array.from(drawn).sort().at(-limit)!;
      // Where several are as good as the last, each may take another of them.
      for (const [one, other] of [chosen, chosen.toReversed()])
        for (const [token, log] of one!)
          if (drawn[token] !== last || always.includes(token)) expect(other!.get(token)).toBe(log);
    },
  );

  test.prop([rows, fc.nat(vocabulary - 1)])('know what is named, and nothing of what is far', (drawn, name) => {
    const [whole, some] = bothWays(drawn, Int32Array.of(name));
    expect(some.logit(name)).toBe(whole.logit(name));
    const known = Array.from({ length: vocabulary }, (_, token) => some.logit(token)).filter(Number.isFinite);
    expect(known.length).toBeLessThanOrEqual(best + 1);
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
    const { tokens, logits: found } = slot(logits).best(allowed, count);
    const ranked = [...logits.keys()].filter((token) => allowed[token] === 1).sort((a, b) => logits[b]! - logits[a]!);
    const last = logits[ranked[count - 1] ?? ranked.at(-1)!]!;
    for (const [at, token] of tokens.entries()) {
      expect(found[at]).toBe(logits[token]);
      expect(logits[token]).toBeGreaterThanOrEqual(last);
    }
    expect(tokens.length).toBeGreaterThanOrEqual(Math.min(count, ranked.length));
  });

  test.prop([rows, rows])('of a model that does not choose hold what each token gains', (drawn, gains) => {
    const row = Scores.ofWhole(Float32Array.from(drawn), Float32Array.from(gains)).row(0);
    for (let token = 0; token < vocabulary; token++)
      expect(row.logit(token)).toBeCloseTo(drawn[token]! + gains[token]!, 3);
  });
});
