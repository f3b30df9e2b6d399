import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { SeededRandom } from '../../src/diffusion/random.ts';
import { drawRhymes } from '../../src/diffusion/rhyme-draw.ts';

/** Token t has the rhyme class t % 5 and the onset ⌊t / 5⌋; class 0 rhymes with nothing. */
const sound = (token: number) =>
  token % 5 === 0 ? undefined : { key: `k${token % 5}`, onset: `o${Math.floor(token / 10)}` };

const line = fc
  .uniqueArray(
    fc.record({ token: fc.integer({ min: 0, max: 99 }), weight: fc.double({ min: 0, max: 5, noNaN: true }) }),
    {
      selector: ({ token }) => token,
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((candidates) => ({
    tokens: Int32Array.from(candidates, ({ token }) => token),
    weights: Float64Array.from(candidates, ({ weight }) => weight),
  }));

describe('the draw of rhymes', () => {
  test.prop([fc.array(line, { minLength: 2, maxLength: 5 }), fc.nat()])(
    'gives one class to all lines, and no two of them the same sound',
    (lines, seed) => {
      const ends = drawRhymes(lines, sound, new SeededRandom(seed));
      if (!ends) return;
      const sounds = ends.map((end, at) => sound(lines[at]!.tokens[end]!)!);
      expect(new Set(sounds.map(({ key }) => key)).size).toBe(1);
      expect(new Set(sounds.map(({ onset }) => onset)).size).toBe(lines.length);
      for (const [at, end] of ends.entries()) expect(lines[at]!.weights[end]).toBeGreaterThan(0);
    },
  );

  test('finds the one class that serves, however unlikely', () => {
    const lines = [
      { tokens: Int32Array.of(1, 12), weights: Float64Array.of(1e9, 1e-9) },
      { tokens: Int32Array.of(1, 22), weights: Float64Array.of(1e9, 1e-9) },
    ];
    expect(drawRhymes(lines, sound, new SeededRandom(3))).toEqual([1, 1]);
  });

  test('does not rhyme like another group while there is another way', () => {
    const lines = [
      { tokens: Int32Array.of(1, 12), weights: Float64Array.of(5, 1) },
      { tokens: Int32Array.of(11, 22), weights: Float64Array.of(5, 1) },
    ];
    for (let seed = 0; seed < 20; seed++)
      expect(drawRhymes(lines, sound, new SeededRandom(seed), new Set(['k1']))).toEqual([1, 1]);
  });

  test('says so when no class serves all lines', () => {
    const lines = [1, 2].map((token) => ({ tokens: Int32Array.of(token), weights: Float64Array.of(1) }));
    expect(drawRhymes(lines, sound, new SeededRandom(3))).toBeUndefined();
  });

  test('draws classes in proportion to the product of the lines', () => {
    const lines = [0, 1].map((at) => ({
      tokens: Int32Array.of(10 * at + 1, 10 * at + 2),
      weights: Float64Array.of(1, 3),
    }));
    const random = new SeededRandom(5);
    let second = 0;
    for (let draw = 0; draw < 4000; draw++) second += drawRhymes(lines, sound, random)![0]!;
    expect(second / 4000).toBeGreaterThan(0.87);
    expect(second / 4000).toBeLessThan(0.93);
  });
});
