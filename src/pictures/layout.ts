/** Where the lines of a poem stand on its sheet. */
import type { PrintedLine } from '../poem.ts';
import type { PicturedPoem, Stanzas } from './orders.ts';
import { font, type Pen, sheet } from './paper.ts';

export interface Measures {
  /** Pixels of the sheet's width. */
  readonly width: number;
  readonly margin: number;
  /** The size of the poem's letters where its lines leave room. */
  readonly letters: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
  /** Letters of the poem, of its heading, of the small print, in pixels. */
  readonly size: number;
  readonly headingSize: number;
  readonly smallSize: number;
  /** The heading, broken into lines, with the first one's baseline. */
  readonly heading: { readonly lines: readonly string[]; readonly y: number };
  /** Left edge of the poem. */
  readonly x: number;
  /** Baselines of all lines in order. */
  readonly lines: readonly number[];
  /** Baseline of the small print. */
  readonly footnote: number;
}

const leading = 1.52;
const stanzaGap = 0.8;
const headingLeading = 1.25;

/**
 * @param versions every state of the poem that will stand here; the widest line of them decides the letters' size
 * @param below    room under the poem for something else, in lines
 */
export function layOut(poem: PicturedPoem, versions: readonly Stanzas[], measures: Measures, below = 0): Layout {
  const { width, margin, letters } = measures;
  const { pen } = sheet(1, 1);
  const room = width - 2 * margin;
  pen.font = font(letters);
  const widest = Math.max(1, ...versions.flatMap((stanzas) => stanzas.flat().map((line) => lineWidth(pen, line))));
  const size = Math.min(letters, (letters * room) / widest);
  const headingSize = letters * 0.86;
  const smallSize = letters * 0.54;
  const heading = broken(pen, poem.heading, headingSize, room, 3);
  const headingY = margin + headingSize * 0.9;
  let y = headingY + (heading.length - 1) * headingSize * headingLeading + headingSize * 0.7;
  const lines: number[] = [];
  for (const stanza of poem.stanzas) {
    y += size * stanzaGap;
    for (const _ of stanza) {
      y += size * leading;
      lines.push(y);
    }
  }
  const footnote = y + (below + 1) * size * leading + smallSize * 2.2;
  pen.font = font(letters);
  const final = Math.max(...poem.stanzas.flat().map((line) => lineWidth(pen, line)), 1) * (size / letters);
  return {
    ...{ width, margin, size, headingSize, smallSize, lines, footnote },
    height: Math.round(footnote + margin * 0.9),
    heading: { lines: heading, y: headingY },
    // A short poem stands in the middle, as a block.
    x: Math.max(margin, Math.min((width - final) / 2, width - margin - (widest * size) / letters)),
  };
}

/** Width of a printed line in the pen's font. */
function lineWidth(pen: Pen, line: PrintedLine): number {
  return pen.measureText(line.map(({ text }) => text).join(' ')).width;
}

/** Breaks a text into lines of at most `room` pixels; the last of `most` lines ends with an ellipsis where it must. */
function broken(pen: Pen, text: string, size: number, room: number, most: number): string[] {
  pen.font = font(size, 'italic');
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (pen.measureText(longer).width <= room || lines.at(-1) === '') lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `${lines[most - 1]!} …`];
}
