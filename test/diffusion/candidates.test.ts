import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { chooseAmong, chooseCandidates } from '../../src/diffusion/candidates.ts';

const scores = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 5, maxLength: 400 });
const rules = { temperature: 1, limit: 12, cutoff: 8, costs: new Map<number, number>(), always: [] as number[] };
const all = (count: number) => new Uint8Array(count).fill(1);

describe('the candidates of a slot', () => {
  test.prop([scores, fc.nat(3)])('are the best allowed tokens within the cutoff', (values, modulus) => {
    const logits = Float32Array.from(values);
    const allowed = all(logits.length).map((_, token) => (token % 4 === modulus ? 0 : 1));
    const { tokens } = chooseCandidates(logits, { ...rules, allowed });
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
    const { tokens, logs } = chooseCandidates(logits, {
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

  test('of a rhyme that stands are kept however unlikely', () => {
    const logits = Float32Array.from({ length: 50 }, (_, token) => -token);
    const { tokens, logs } = chooseAmong([30, 45, 20], logits, {
      ...rules,
      allowed: all(50),
      limit: 2,
      always: [45, 3],
    });
    expect([...tokens]).toEqual([20, 30, 45]);
    expect(logs[0]).toBe(0);
  });
});
