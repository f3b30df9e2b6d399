import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { hasSettled, mostSteps, mostStepsUnder, stepsOf, usualSteps } from '../../src/diffusion/step-policy.ts';

const steps = fc.integer({ min: 1, max: mostSteps });
const poems = fc.integer({ min: 0, max: 400 });
const perhaps = (number: typeof steps) => fc.option(number, { nil: undefined });

describe('the number of steps', () => {
  test.prop([steps, perhaps(steps), perhaps(steps)])(
    'is the one that was asked for, whatever else is said',
    (asked, visible, most) => {
      expect(stepsOf({ asked, visible, most })).toBe(asked);
    },
  );

  test.prop([perhaps(steps), perhaps(steps)])(
    'is otherwise never above the usual, and never above what the load leaves',
    (visible, most) => {
      const taken = stepsOf({ visible, most });
      expect(taken).toBeGreaterThanOrEqual(1);
      expect(taken).toBeLessThanOrEqual(Math.min(usualSteps, most ?? usualSteps));
    },
  );

  test('is the usual one while nothing presses', () => {
    expect(stepsOf({ most: mostStepsUnder({ inFlight: 1, waiting: 0 }) })).toBe(usualSteps);
  });

  test('follows the edits that will be seen, but not below what a poem needs', () => {
    expect(stepsOf({ visible: 44 })).toBe(44);
    expect(stepsOf({ visible: 5 })).toBe(40);
    expect(stepsOf({ visible: 400 })).toBe(usualSteps);
  });
});

describe('the load', () => {
  test.prop([poems, poems, poems, poems])(
    'never leaves more steps when it is greater',
    (inFlight, waiting, more, line) => {
      expect(mostStepsUnder({ inFlight: inFlight + more, waiting: waiting + line })).toBeLessThanOrEqual(
        mostStepsUnder({ inFlight, waiting }),
      );
    },
  );

  test.prop([poems, poems])('leaves at least eight whole steps', (inFlight, waiting) => {
    const most = mostStepsUnder({ inFlight, waiting });
    expect(Number.isInteger(most)).toBe(true);
    expect(most).toBeGreaterThanOrEqual(8);
  });

  test('takes half of the steps from a class, and more when some wait', () => {
    expect(stepsOf({ most: mostStepsUnder({ inFlight: 4, waiting: 0 }) })).toBe(48);
    expect(stepsOf({ most: mostStepsUnder({ inFlight: 24, waiting: 0 }) })).toBe(24);
    expect(stepsOf({ most: mostStepsUnder({ inFlight: 32, waiting: 28 }) })).toBe(16);
  });
});

test('a poem has settled when redraws in a row were in vain, not when one was', () => {
  expect(hasSettled(1)).toBe(false);
  expect(hasSettled(3)).toBe(true);
});
