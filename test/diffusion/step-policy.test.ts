import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { hasSettled, mostSteps, mostStepsUnder, stepsOf } from '../../src/diffusion/step-policy.ts';

const steps = fc.integer({ min: 1, max: mostSteps });
const poems = fc.integer({ min: 0, max: 400 });
const perhaps = (number: typeof steps) => fc.option(number, { nil: undefined });

describe('the number of steps', () => {
  test.prop([steps, steps, perhaps(steps), perhaps(steps)])(
    'is the one that was asked for, whatever else is said',
    (asked, style, visible, most) => {
      expect(stepsOf({ asked, style, visible, most })).toBe(asked);
    },
  );

  test.prop([steps, perhaps(steps), perhaps(steps)])(
    'is otherwise never above the style’s own, and never above what the load leaves',
    (style, visible, most) => {
      const taken = stepsOf({ style, visible, most });
      expect(taken).toBeGreaterThanOrEqual(1);
      expect(taken).toBeLessThanOrEqual(Math.min(style, most ?? style));
    },
  );

  test.prop([steps])('is the style’s own while nothing presses', (style) => {
    expect(stepsOf({ style, most: mostStepsUnder({ inFlight: 1, waiting: 0 }) })).toBe(style);
  });

  test('follows the edits that will be seen, but not below what a poem needs', () => {
    expect(stepsOf({ style: 32, visible: 24 })).toBe(24);
    expect(stepsOf({ style: 32, visible: 5 })).toBe(24);
    expect(stepsOf({ style: 16, visible: 40 })).toBe(16);
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

  test('takes from long poems first, and from short ones only when some wait', () => {
    const full = mostStepsUnder({ inFlight: 32, waiting: 0 });
    expect(stepsOf({ style: 32, most: full })).toBe(24);
    expect(stepsOf({ style: 16, most: full })).toBe(16);
    expect(stepsOf({ style: 16, most: mostStepsUnder({ inFlight: 32, waiting: 48 }) })).toBe(12);
  });
});

test('a poem has settled when redraws in a row were in vain, not when one was', () => {
  expect(hasSettled(1)).toBe(false);
  expect(hasSettled(3)).toBe(true);
});
