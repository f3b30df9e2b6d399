import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { NgramModel } from '../../bench/verse/index.ts';

/** Tokens: 0 pad, 1 and 2 end marks, 3 … 9 words. */
const vocabulary = 10;
const endsLine = Uint8Array.from({ length: vocabulary }, (_, token) => (token === 1 || token === 2 ? 1 : 0));

const anyLine = fc.tuple(
  fc.array(fc.integer({ min: 3, max: 9 }), { minLength: 1, maxLength: 6 }),
  fc.constantFrom(1, 2),
);
const anyVerse = fc
  .array(anyLine, { minLength: 1, maxLength: 12 })
  .map((lines) => Uint16Array.from(lines.flatMap(([words, mark]) => [...words, mark])));
const anyToken = fc.integer({ min: 0, max: 9 });

describe('a 3-gram model', () => {
  test.prop([anyVerse, fc.option(anyToken, { nil: undefined }), fc.option(anyToken, { nil: undefined }), fc.boolean()])(
    'gives every history a distribution that sums to one',
    (verse, previous, before, backward) => {
      const model = new NgramModel(verse, { vocabulary, endsLine, backward });

      const distribution = model.distribution(previous, before, new Float64Array(vocabulary));

      expect(distribution.every((p) => p > 0)).toBe(true);
      expect(distribution.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
    },
  );

  test.prop([anyVerse, anyToken, anyToken, anyToken])(
    'says of a single word what its whole distribution says',
    (verse, token, previous, before) => {
      const model = new NgramModel(verse, { vocabulary, endsLine });

      const distribution = model.distribution(previous, before, new Float64Array(vocabulary));

      expect(model.probability(token, previous, before)).toBeCloseTo(distribution[token]!, 12);
    },
  );

  test('prefers what it has read, forwards and backwards', () => {
    const verse = Uint16Array.from([3, 4, 5, 1, 3, 4, 5, 1, 6, 4, 7, 2]);
    const forward = new NgramModel(verse, { vocabulary, endsLine });
    const backward = new NgramModel(verse, { vocabulary, endsLine, backward: true });
    const best = (distribution: Float64Array) => distribution.indexOf(Math.max(...distribution));

    expect(best(forward.distribution(4, 3, new Float64Array(vocabulary)))).toBe(5);
    expect(best(forward.distribution(4, 6, new Float64Array(vocabulary)))).toBe(7);
    expect(best(backward.distribution(5, 1, new Float64Array(vocabulary)))).toBe(4);
    expect(best(backward.distribution(3, 4, new Float64Array(vocabulary)))).toBe(0);
  });
});
