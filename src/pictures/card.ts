/** The finished poem on a sheet of its own, to share. */
import { layOut } from './layout.ts';
import type { CardOrder } from './orders.ts';
import { colours, drawFrame, layPaper, type Pen, sheet } from './paper.ts';
import { placeWords, printAround, printWords } from './print.ts';

/** 1080 pixels: sharp on a phone of three pixels a point, where the letters are about 15 points high. */
export const cardMeasures = { width: 1080, margin: 110, letters: 50 } as const;

/** @returns a PNG */
export function drawCard(order: CardOrder): Uint8Array {
  const layout = layOut(order, [order.stanzas], cardMeasures);
  const { canvas, pen } = sheet(layout.width, layout.height);
  layPaper(pen, layout.width, layout.height);
  shadeEdges(pen, layout.width, layout.height);
  drawFrame(pen, layout.width, layout.height, 44);
  printAround(pen, order, layout);
  printWords(pen, placeWords(pen, order.stanzas, layout), layout);
  return canvas.toBuffer('image/png');
}

/** Old paper is a little darker towards its edges. */
function shadeEdges(pen: Pen, width: number, height: number): void {
  const reach = Math.hypot(width, height) / 2;
  const shade = pen.createRadialGradient(width / 2, height / 2, reach * 0.55, width / 2, height / 2, reach);
  shade.addColorStop(0, `${colours.shade}00`);
  shade.addColorStop(1, colours.shade);
  pen.fillStyle = shade;
  pen.fillRect(0, 0, width, height);
}
