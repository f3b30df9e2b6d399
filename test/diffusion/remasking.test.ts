import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { PoemCanvas } from '../../src/diffusion/poem-canvas.ts';
import { SeededRandom } from '../../src/diffusion/random.ts';
import { Remasking } from '../../src/diffusion/remasking.ts';
import { findStyle, layCanvas } from '../../src/poetics/index.ts';

const pad = 0;
const word = 7;
const styles = ['haiku', 'limerick', 'shakespearean-sonnet', 'villanelle', 'ballad'];
const settings = { turns: 1, share: 0.4, patience: 1.5 };

/** A drawn poem: every line half full of words, all settled. */
function drawn(style: string, seed: number) {
  const random = new SeededRandom(seed);
  const canvas = new PoemCanvas(layCanvas(findStyle(style).form.shape({ random: random.next })));
  for (const unit of canvas.units)
    for (let place = 0; place < unit.width; place++) {
      canvas.write(unit, place, place < unit.width / 2 - 1 ? pad : word, random.next());
      canvas.settle(unit, place, 1);
    }
  return { canvas, random };
}

const openPlaces = (canvas: PoemCanvas, unit: PoemCanvas['units'][number]) =>
  Array.from({ length: unit.width }, (_, place) => place).filter((place) => canvas.isOpen(unit, place));

describe('masking words again', () => {
  test.prop([fc.constantFrom(...styles), fc.nat(), fc.double({ min: 0, max: 1, noNaN: true })])(
    'opens some words of every line, no padding, and never two ends of one rhyme',
    (style, seed, progress) => {
      const { canvas, random } = drawn(style, seed);
      new Remasking(canvas, pad, new Set(), random, settings).reopen(progress);
      const ends = new Map<string, number>();
      for (const unit of canvas.units) {
        const open = openPlaces(canvas, unit);
        expect(open.length).toBeGreaterThan(0);
        for (const place of open) expect(canvas.token(unit, place)).toBe(word);
        const { rhyme } = unit.line.shape;
        if (rhyme !== undefined && canvas.isOpen(unit, unit.width - 2)) ends.set(rhyme, (ends.get(rhyme) ?? 0) + 1);
      }
      for (const open of ends.values()) expect(open).toBe(1);
    },
  );

  test.prop([fc.constantFrom(...styles), fc.nat(), fc.integer({ min: 1, max: 30 }), fc.boolean()])(
    'opens every line that is not kept once in so many steps, and none in vain',
    (style, seed, turns, keeping) => {
      const { canvas, random } = drawn(style, seed);
      const kept = new Set(keeping ? [canvas.units[0]!.number] : []);
      const free = canvas.units.filter(({ number }) => !kept.has(number));
      const remasking = new Remasking(canvas, pad, kept, random, { ...settings, turns });
      const steps = Math.min(turns, free.length);
      for (let step = 0; step < 2 * steps; step++) {
        remasking.reopen(0.5);
        const opened = canvas.units.filter((unit) => canvas.anyOpen(unit));
        expect(opened).toEqual(free.filter((_, at) => at % steps === step % steps));
        for (const unit of opened) for (const place of openPlaces(canvas, unit)) canvas.settle(unit, place, 1);
      }
    },
  );

  test('leaves kept lines and fixed words alone', () => {
    const { canvas, random } = drawn('shakespearean-sonnet', 1);
    const [kept, partly] = canvas.units;
    const fixed = partly!.width - 3;
    canvas.fix(partly!, fixed, word);
    const remasking = new Remasking(canvas, pad, new Set([kept!.number]), random, settings);
    for (let step = 0; step < 20; step++) remasking.reopen(0);
    expect(openPlaces(canvas, kept!)).toEqual([]);
    expect(canvas.isOpen(partly!, fixed)).toBe(false);
  });

  test('gives every word its turn, the doubtful ones first', () => {
    const { canvas, random } = drawn('haiku', 2);
    const unit = canvas.units[1]!;
    const words = Array.from({ length: unit.width }, (_, place) => place).filter(
      (place) => canvas.token(unit, place) === word,
    );
    const doubtful = words.at(-1)!;
    for (const place of words) canvas.write(unit, place, word, place === doubtful ? 1e-6 : 1);
    const remasking = new Remasking(canvas, pad, new Set(), random, settings);
    const turns = new Map<number, number>();
    for (let step = 1; step <= 12; step++) {
      remasking.reopen(0.5);
      for (const place of openPlaces(canvas, unit)) {
        if (!turns.has(place)) turns.set(place, step);
        canvas.settle(unit, place, step);
      }
    }
    expect(turns.get(doubtful)).toBe(1);
    expect([...turns.keys()].sort((one, other) => one - other)).toEqual(words);
  });
});
