import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { DueLines } from '../../src/diffusion/due-lines.ts';
import { PoemCanvas } from '../../src/diffusion/poem-canvas.ts';
import { findStyle, layCanvas } from '../../src/poetics/index.ts';
import { smallConfig } from '../poetics/worlds.ts';

function canvasOf(style: string): PoemCanvas {
  const shapes = findStyle(style).form.shape({ random: () => 0.5 });
  return new PoemCanvas(layCanvas(shapes, smallConfig(100).limits));
}

describe('the lines that a step draws', () => {
  test.prop([
    fc.constantFrom('quatrains', 'blank-verse', 'triolet', 'shakespearean-sonnet'),
    fc.record({ begun: fc.integer({ min: 1, max: 4 }), blank: fc.integer({ min: 1, max: 8 }) }),
    fc.array(fc.array(fc.tuple(fc.nat(100), fc.nat(100)), { maxLength: 6 }), { minLength: 1, maxLength: 20 }),
  ])('are those of which a word was settled, and none waits longer than it may', (style, patience, settled) => {
    const canvas = canvasOf(style);
    const lines = new DueLines(canvas, patience);
    const drawnAt = canvas.units.map(() => 0);
    let touched = new Set(canvas.units);
    for (const [at, places] of settled.entries()) {
      const step = at + 1;
      const due = lines.at(step, false);
      for (const unit of canvas.units) {
        if (!canvas.anyOpen(unit)) expect(due.has(unit)).toBe(false);
        else if (touched.has(unit)) expect(due.has(unit)).toBe(true);
        else if (!due.has(unit)) {
          const blank = Array.from({ length: unit.width }, (_, place) => canvas.isOpen(unit, place)).every(Boolean);
          expect(step - drawnAt[unit.number]!).toBeLessThan(blank ? patience.blank : patience.begun);
        }
        if (due.has(unit)) drawnAt[unit.number] = step;
      }
      const open = canvas.units.filter((unit) => canvas.anyOpen(unit));
      if (open.length > 0) expect(due.size).toBeGreaterThan(0);
      // Asking twice changes nothing.
      expect(lines.at(step, false)).toEqual(due);
      expect(lines.at(step, true)).toEqual(new Set(open));
      lines.note(due, step);
      touched = new Set();
      for (const [number, place] of places) {
        const unit = canvas.units[number % canvas.units.length]!;
        if (!canvas.isOpen(unit, place % unit.width)) continue;
        canvas.settle(unit, place % unit.width, step);
        touched.add(unit);
      }
    }
  });

  test('hold all lines of a rhyme that is open, or none', () => {
    const canvas = canvasOf('shakespearean-sonnet');
    const lines = new DueLines(canvas, { begun: 3, blank: 6 });
    lines.note(canvas.units, 1);
    canvas.settle(canvas.units[0]!, 4, 1);
    const { rhyme } = canvas.units[0]!.line.shape;
    const partners = canvas.units.filter((unit) => unit.line.shape.rhyme === rhyme);
    expect(lines.at(2, false)).toEqual(new Set(partners));
    for (const unit of partners) canvas.settle(unit, unit.width - 2, 2);
    lines.note(canvas.units, 2);
    canvas.settle(canvas.units[0]!, 5, 2);
    expect(lines.at(3, false)).toEqual(new Set([canvas.units[0]]));
  });
});
