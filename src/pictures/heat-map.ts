/** The finished poem with the step at which each word settled, as a tint behind it and a small number beside it. */
import { cardMeasures } from './card.ts';
import { type Layout, layOut } from './layout.ts';
import type { HeatMapOrder, Stanzas } from './orders.ts';
import { colours, drawFrame, font, layPaper, type Pen, sheet } from './paper.ts';
import { type PlacedWord, placeWords, printAround, printWords } from './print.ts';
import { settlingSteps } from './settling.ts';

/** From early to late; each leaves the ink at 5 : 1 or more, and they differ in lightness, not in hue alone. */
const scale = ['#e3ecec', '#c3dcdc', '#e9d9a8', '#eeb887', '#e28f6c'] as const;

/** A word with the step at which it settled. */
interface SteppedWord extends PlacedWord {
  readonly step: number;
}

/** @returns a PNG */
export function drawHeatMap(order: HeatMapOrder): Uint8Array {
  const steps = settlingSteps(order.frames, order.stanzas).flat();
  const spaced = withRoom(order.stanzas);
  const layout = layOut(order, [spaced], cardMeasures, 1.4);
  const { canvas, pen } = sheet(layout.width, layout.height);
  layPaper(pen, layout.width, layout.height);
  drawFrame(pen, layout.width, layout.height, 44);
  printAround(pen, order, layout);
  const printed = order.stanzas.flat(2);
  const words = placeWords(pen, spaced, layout).map(
    (placed, at): SteppedWord => ({ ...placed, word: printed[at]!, step: steps[at]! }),
  );
  tintWords(pen, words, order.frames.length, layout);
  printWords(pen, words, layout);
  numberWords(pen, words, layout);
  drawLegend(pen, order, layout);
  return canvas.toBuffer('image/png');
}

/** Room for the number behind each word. */
function withRoom(stanzas: Stanzas): Stanzas {
  return stanzas.map((stanza) => stanza.map((line) => line.map((word) => ({ ...word, text: `${word.text} .` }))));
}

function tintWords(pen: Pen, words: readonly SteppedWord[], steps: number, { size }: Layout): void {
  for (const { step, x, y, width } of words) {
    pen.fillStyle = tint(step, steps);
    pen.beginPath();
    pen.roundRect(x - size * 0.1, y - size * 0.82, width + size * 0.2, size * 1.14, size * 0.18);
    pen.fill();
  }
}

function numberWords(pen: Pen, words: readonly SteppedWord[], { size }: Layout): void {
  pen.font = font(size * 0.4);
  pen.fillStyle = colours.ink;
  pen.textAlign = 'right';
  for (const { step, x, y, width } of words) pen.fillText(String(step), x + width + size * 0.05, y - size * 0.42);
  pen.textAlign = 'left';
}

/** The colour of a step: between the scale's stops in a straight line. */
function tint(step: number, steps: number): string {
  const place = (steps <= 1 ? 0 : (step - 1) / (steps - 1)) * (scale.length - 1);
  const at = Math.min(scale.length - 2, Math.floor(place));
  const [from, to] = [channels(scale[at]!), channels(scale[at + 1]!)];
  return `rgb(${from.map((value, channel) => Math.round(value + (to[channel]! - value) * (place - at))).join(' ')})`;
}

function channels(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

function drawLegend(pen: Pen, { legend, frames }: HeatMapOrder, layout: Layout): void {
  const { width, smallSize, size } = layout;
  const length = width * 0.34;
  const left = (width - length) / 2;
  const top = layout.lines.at(-1)! + size * 1.5;
  const bar = pen.createLinearGradient(left, 0, left + length, 0);
  for (const [at, colour] of scale.entries()) bar.addColorStop(at / (scale.length - 1), colour);
  pen.fillStyle = bar;
  pen.beginPath();
  pen.roundRect(left, top, length, smallSize * 0.8, smallSize * 0.4);
  pen.fill();
  pen.fillStyle = colours.faint;
  pen.font = font(smallSize, 'italic');
  pen.textAlign = 'right';
  pen.fillText(`${legend.early} (1)`, left - smallSize * 0.6, top + smallSize * 0.72);
  pen.textAlign = 'left';
  pen.fillText(`${legend.late} (${frames.length})`, left + length + smallSize * 0.6, top + smallSize * 0.72);
}
