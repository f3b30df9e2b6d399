import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { standings } from '../../bench/blind/standings.ts';

const mark = fc.integer({ min: 2, max: 20 }).map((halves) => halves / 2);

describe('what marks say of variants', () => {
  test('is their mean, and the gain over the first on the same poems', () => {
    const [best, other, strange] = standings({
      before: { 'haiku 1': [3, 5], 'haiku 2': [2, 2] },
      after: { 'haiku 1': [6, 6], 'haiku 2': [3, 3] },
      elsewhere: { 'haiku 3': [1, 1] },
    });
    expect(best).toEqual({
      variant: 'after',
      poems: 2,
      mean: 4.5,
      gain: { mean: 1.5, error: expect.closeTo(0.35355, 4) },
    });
    expect(other).toEqual({ variant: 'before', poems: 2, mean: 3 });
    expect(strange).toEqual({ variant: 'elsewhere', poems: 1, mean: 1 });
  });

  test.prop([fc.array(fc.array(mark, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 20 }), mark])(
    'does not change with a reader who is kinder by as much to all',
    (marks, kindness) => {
      const variant = (shift: number) =>
        Object.fromEntries(marks.map((given, poem) => [`poem ${poem}`, given.map((one) => one + shift)]));
      const row = standings({ before: variant(0), after: variant(kindness) }).find((one) => one.variant === 'after');
      expect(row?.gain?.mean).toBeCloseTo(kindness, 6);
      expect(row?.gain?.error).toBeCloseTo(0, 6);
    },
  );
});
