import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { planSteps, settling } from '../../src/diffusion/schedule.ts';

const slots = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 150 });
const quiet = () => 0;

describe('the schedule', () => {
  test.prop([slots, fc.integer({ min: 1, max: 64 }), fc.double({ min: 0, max: 1, noNaN: true })])(
    'settles every slot exactly once by its last drawing step, some at each step',
    (all, steps, certainty) => {
      const plan = planSteps(steps, 0.35);
      const open = new Set(all);
      for (let step = 1; step <= plan.draw && open.size > 0; step++) {
        const now = settling(
          [...open].map((slot) => ({ slot, certainty })),
          all.length,
          step,
          plan,
          0.1,
          quiet,
        );
        expect(now.length).toBeGreaterThan(0);
        for (const slot of now) expect(open.delete(slot)).toBe(true);
      }
      expect(open.size).toBe(0);
    },
  );

  test('settles the most certain slots first', () => {
    const open = [0.2, 0.9, 0.5, 0.7].map((certainty, slot) => ({ slot, certainty }));
    expect(settling(open, 4, 1, planSteps(4, 0), 0, quiet)).toEqual([1]);
  });

  test('settles more than is due while the slots are all but certain', () => {
    const open = Array.from({ length: 10 }, (_, slot) => ({ slot, certainty: slot < 6 ? 0.9999 : 0.3 }));
    expect(settling(open, 10, 1, planSteps(10, 0), 0.1, quiet)).toHaveLength(6);
  });

  test('settles first what goes ahead, but no more for that', () => {
    const open = [0.9, 0.5, 0.5, 0.5].map((certainty, slot) => ({ slot, certainty, ahead: slot === 2 ? 5 : 0 }));
    expect(settling(open, 4, 1, planSteps(4, 0), 0.1, quiet)).toEqual([2]);
  });

  test('keeps at least one step for drawing, and no more than there are slots', () => {
    expect(planSteps(1, 0.9)).toEqual({ steps: 1, draw: 1 });
    expect(planSteps(40, 0.25)).toEqual({ steps: 40, draw: 30 });
    expect(planSteps(40, 0.25, 6)).toEqual({ steps: 40, draw: 6 });
    expect(planSteps(40, 0.25, 0)).toEqual({ steps: 40, draw: 1 });
  });

  test('draws little again where steps are few', () => {
    expect(planSteps(24, 0.34)).toEqual({ steps: 24, draw: 16 });
    expect(planSteps(12, 0.34)).toEqual({ steps: 12, draw: 10 });
    expect(planSteps(8, 0.34)).toEqual({ steps: 8, draw: 8 });
  });
});
