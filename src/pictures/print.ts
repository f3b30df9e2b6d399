/** Heading, small print and words, as every picture has them. */
import type { PrintedWord } from '../poem.ts';
import type { Layout } from './layout.ts';
import type { PicturedPoem, Stanzas } from './orders.ts';
import { colours, drawDrop, font, type Pen } from './paper.ts';

const headingLeading = 1.25;

/** Everything but the poem. */
export function printAround(pen: Pen, { footnote }: PicturedPoem, layout: Layout): void {
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  pen.fillStyle = colours.faint;
  pen.font = font(layout.headingSize, 'italic');
  for (const [number, line] of layout.heading.lines.entries())
    pen.fillText(line, layout.width / 2, layout.heading.y + number * layout.headingSize * headingLeading);
  pen.font = font(layout.smallSize);
  pen.fillText(footnote, layout.width / 2, layout.footnote + layout.smallSize * 0.4);
  drawDrop(pen, layout.width / 2, layout.footnote - layout.smallSize * 1.7, layout.smallSize * 0.5);
  pen.textAlign = 'left';
}

/** A word with its place on the sheet. */
export interface PlacedWord {
  readonly word: PrintedWord;
  readonly x: number;
  /** Baseline. */
  readonly y: number;
  readonly width: number;
}

/** The words of a poem where the layout puts them. */
export function placeWords(pen: Pen, stanzas: Stanzas, layout: Layout): PlacedWord[] {
  pen.font = font(layout.size);
  const space = pen.measureText(' ').width;
  const placed: PlacedWord[] = [];
  for (const [number, line] of stanzas.flat().entries()) {
    let { x } = layout;
    for (const word of line) {
      const { width } = pen.measureText(word.text);
      placed.push({ word, x, y: layout.lines[number]!, width });
      x += width + space;
    }
  }
  return placed;
}

/** Settled words in ink. */
export function printWords(pen: Pen, words: readonly PlacedWord[], layout: Layout): void {
  pen.font = font(layout.size);
  pen.fillStyle = colours.ink;
  for (const { word, x, y } of words) pen.fillText(word.text, x, y);
}
