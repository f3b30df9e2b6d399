/** The canvas: where the words of a poem stand as numbered slots, as docs/model-format.md describes. */
import type { LineShape } from './types.ts';

/** The limits of config.json that bound a canvas. */
export interface CanvasLimits {
  readonly lines: number;
  readonly slots: number;
  readonly rhymeGroups: number;
  readonly syllables: number;
}

/** The limits that docs/model-format.md names. */
const usualLimits: CanvasLimits = { lines: 20, slots: 12, rhymeGroups: 12, syllables: 16 };

export interface CanvasLine {
  readonly shape: LineShape;
  /** Word slots; the punctuation slot comes after them. */
  readonly slots: number;
  /** The syllables that the model is told to aim for. */
  readonly target: number;
  /** 1 for the first line, 1 for the last; clipped to the model's limit. */
  readonly lineFromTop: number;
  readonly lineFromEnd: number;
  /** 1 = A, 2 = B … in order of first appearance; 0 = unrhymed. */
  readonly rhymeGroup: number;
  /** Flat number of the line's first word slot. */
  readonly firstSlot: number;
  /** Flat number of the line's last slot, which holds its end punctuation. */
  readonly punctuationSlot: number;
}

export interface Canvas {
  readonly lines: readonly CanvasLine[];
  /** All slots: line after line, left to right, the last of each line for its punctuation. */
  readonly size: number;
}

/**
 * Lays lines out as slots: `min(target, limits.slots)` word slots a line and one for punctuation.
 *
 * @param shapes the poem's lines; the first of each one's allowed syllables is its target
 */
export function layCanvas(shapes: readonly LineShape[], limits: CanvasLimits = usualLimits): Canvas {
  const groups = new Map<string, number>();
  const lines: CanvasLine[] = [];
  let next = 0;
  for (const [line, shape] of shapes.entries()) {
    if (shape.rhyme !== undefined && !groups.has(shape.rhyme)) groups.set(shape.rhyme, groups.size + 1);
    const target = shape.syllables[0]!;
    const slots = Math.min(target, limits.slots);
    lines.push({
      shape,
      slots,
      target: Math.min(target, limits.syllables),
      lineFromTop: Math.min(line + 1, limits.lines),
      lineFromEnd: Math.min(shapes.length - line, limits.lines),
      rhymeGroup: shape.rhyme === undefined ? 0 : Math.min(groups.get(shape.rhyme)!, limits.rhymeGroups),
      firstSlot: next,
      punctuationSlot: next + slots,
    });
    next += slots + 1;
  }
  return { lines, size: next };
}
