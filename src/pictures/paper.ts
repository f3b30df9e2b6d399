/** The paper that all pictures are drawn on: its colours, its fonts, its frame. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Canvas, createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';

const require = createRequire(import.meta.url);

export type Pen = SKRSContext2D;

/** Warm paper, and an ink that is no black: 12.6 : 1. */
export const colours = {
  paper: '#f8f2e4',
  shade: '#efe5cf',
  ink: '#2b2a33',
  faint: '#8a8272',
  rule: '#d8cbb0',
} as const;

const family = 'EB Garamond';
const scripts = ['latin', 'latin-ext', 'greek', 'cyrillic'];

/** EB Garamond (SIL Open Font License), from its package. */
function registerFonts(): void {
  if (GlobalFonts.has(family)) return;
  const folder = join(dirname(require.resolve('@fontsource/eb-garamond/package.json')), 'files');
  for (const script of scripts)
    for (const shape of ['400-normal', '400-italic'])
      GlobalFonts.registerFromPath(join(folder, `eb-garamond-${script}-${shape}.woff2`), family);
}

export function font(size: number, shape: 'upright' | 'italic' = 'upright'): string {
  return `${shape === 'italic' ? 'italic ' : ''}${size}px "${family}"`;
}

/** A sheet to draw on. */
export function sheet(width: number, height: number): { readonly canvas: Canvas; readonly pen: Pen } {
  registerFonts();
  const canvas = createCanvas(Math.round(width), Math.round(height));
  return { canvas, pen: canvas.getContext('2d') };
}

/** Fills a sheet with plain paper. */
export function layPaper(pen: Pen, width: number, height: number): void {
  pen.fillStyle = colours.paper;
  pen.fillRect(0, 0, width, height);
}

/** A thin frame within the sheet's edge. */
export function drawFrame(pen: Pen, width: number, height: number, inset: number): void {
  pen.strokeStyle = colours.rule;
  pen.lineWidth = Math.max(1, inset / 24);
  pen.strokeRect(inset, inset, width - 2 * inset, height - 2 * inset);
}

/** The drop of ink that Inkling signs with. */
export function drawDrop(pen: Pen, x: number, y: number, size: number): void {
  pen.fillStyle = colours.ink;
  pen.beginPath();
  pen.moveTo(x, y - size);
  pen.bezierCurveTo(x + size * 0.75, y - size * 0.1, x + size * 0.7, y + size * 0.8, x, y + size * 0.8);
  pen.bezierCurveTo(x - size * 0.7, y + size * 0.8, x - size * 0.75, y - size * 0.1, x, y - size);
  pen.fill();
}
