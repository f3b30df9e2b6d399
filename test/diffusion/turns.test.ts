import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { nextTurn } from '../../src/diffusion/turns.ts';

const keys = fc.array(
  fc.constantFrom('ann', 'ben', 'cid').map((key) => ({ key })),
  { maxLength: 12 },
);

describe('the line of waiting poems', () => {
  test.prop([keys, keys])(
    'lets whoever has the fewest in flight go first, the earliest of equals',
    (waiting, inFlight) => {
      const load = (key: string) => inFlight.filter((one) => one.key === key).length;
      const next = nextTurn(waiting, inFlight);
      if (waiting.length === 0) expect(next).toBe(-1);
      else
        for (const [at, { key }] of waiting.entries())
          expect(load(waiting[next]!.key)).toBeLessThan(load(key) + (at < next ? 0 : 1));
    },
  );
});
