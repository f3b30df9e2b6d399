import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { SeededRandom } from '../../src/diffusion/random.ts';

describe('the seeded generator', () => {
  test.prop([fc.integer({ min: 0, max: 2 ** 32 - 1 })])('repeats itself for the same seed', (seed) => {
    const [one, other] = [new SeededRandom(seed), new SeededRandom(seed)];
    for (let draw = 0; draw < 20; draw++) expect(one.next()).toBe(other.next());
  });

  test.prop([fc.integer({ min: 0, max: 2 ** 32 - 2 })])('differs from its neighbour at once', (seed) => {
    expect(new SeededRandom(seed).next()).not.toBe(new SeededRandom(seed + 1).next());
  });

  test('is uniform over [0, 1)', () => {
    const random = new SeededRandom(2);
    const bins = new Array<number>(16).fill(0);
    for (let draw = 0; draw < 160_000; draw++) bins[Math.floor(random.next() * 16)]!++;
    // χ² with 15 degrees of freedom: 37.7 is passed once in a thousand.
    expect(bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(37.7);
  });

  test.prop([fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 1, maxLength: 20 }), fc.nat()])(
    'never draws an index of no weight',
    (weights, seed) => {
      const at = new SeededRandom(seed).index(Float64Array.from(weights), weights.length);
      if (weights.some((weight) => weight > 0)) expect(weights[at]).toBeGreaterThan(0);
      else expect(at).toBe(-1);
    },
  );
});
