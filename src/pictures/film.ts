/** The denoising as a GIF: words come out of a mist of ink and sharpen, step by step. */
import type { Canvas } from '@napi-rs/canvas';
import gifenc from 'gifenc';
import { type Layout, layOut } from './layout.ts';
import type { FilmOrder, Stanzas } from './orders.ts';
import { colours, drawFrame, font, layPaper, type Pen, sheet } from './paper.ts';
import { type PlacedWord, placeWords, printAround } from './print.ts';

/** 720 pixels: two a point on a phone, where the letters are about 16 points high. */
const measures = { width: 720, margin: 64, letters: 36 } as const;
/** Steps beyond these are left out, evenly: a film should not be long. */
const mostSteps = 20;
const delays = { mist: 160, turning: 90, standing: 150, finished: 4000 } as const;
/** Pixels of blur on a word of which nothing is known, as a share of its size. */
const blur = 0.26;
const blurLevels = 5;
/** Shades between paper and ink. */
const shades = 48;

/** One picture of a film: what stands on the sheet, and for how many milliseconds. */
export interface Shot {
  readonly canvas: Canvas;
  readonly delay: number;
}

/** @returns a GIF that plays once and stays on the finished poem */
export function drawFilm(order: FilmOrder): Uint8Array {
  const gif = gifenc.GIFEncoder();
  let head: { palette: [number, number, number][]; repeat: number } | undefined = { palette: inkPalette(), repeat: -1 };
  for (const { canvas, delay } of shots(order)) {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    gif.writeFrame(shadesOf(data), canvas.width, canvas.height, { delay, ...head });
    head = undefined;
  }
  gif.finish();
  return gif.bytes();
}

/** The shots in order; all on one canvas, each to be read before the next. */
export function* shots(order: FilmOrder): Generator<Shot> {
  const steps = thinned(order.frames);
  const layout = layOut(order, [...steps, order.stanzas], measures);
  const { canvas, pen } = sheet(layout.width, layout.height);
  const start = () => {
    layPaper(pen, layout.width, layout.height);
    drawFrame(pen, layout.width, layout.height, 22);
    printAround(pen, order, layout);
  };
  const words = steps.map((stanzas) => placeWords(pen, stanzas, layout));
  for (const density of [1, 0.8]) {
    start();
    drawMist(pen, words[0] ?? [], layout, density);
    yield { canvas, delay: delays.mist };
  }
  for (const [number, placed] of words.entries()) {
    const before = words[number - 1];
    start();
    if (before) {
      drawWords(pen, changed(before, placed), layout, 0.45);
      drawWords(pen, changed(placed, before), layout, 0.55);
      drawWords(pen, common(placed, before), layout, 1);
      yield { canvas, delay: delays.turning };
      start();
    } else drawMist(pen, placed, layout, 0.35);
    drawWords(pen, placed, layout, 1);
    yield { canvas, delay: delays.standing };
  }
  start();
  const settled = placeWords(pen, order.stanzas, layout).map((one) => ({
    ...one,
    word: { ...one.word, certainty: 1 },
  }));
  drawWords(pen, settled, layout, 1);
  yield { canvas, delay: delays.finished };
}

function thinned(frames: readonly Stanzas[]): readonly Stanzas[] {
  if (frames.length <= mostSteps) return frames;
  return Array.from(
    { length: mostSteps },
    (_, at) => frames[Math.round((at * (frames.length - 1)) / (mostSteps - 1))]!,
  );
}

function keyOf({ word, x, y }: PlacedWord): string {
  return `${word.text} ${Math.round(x)} ${Math.round(y)}`;
}

/** Words that do not stand in the same place in the other state. */
function changed(words: readonly PlacedWord[], others: readonly PlacedWord[]): PlacedWord[] {
  const keys = new Set(others.map(keyOf));
  return words.filter((word) => !keys.has(keyOf(word)));
}

function common(words: readonly PlacedWord[], others: readonly PlacedWord[]): PlacedWord[] {
  const keys = new Set(others.map(keyOf));
  return words.filter((word) => keys.has(keyOf(word)));
}

/** Each word as sharp and as dark as the engine is sure of it; words of about one blur are blurred together. */
function drawWords(pen: Pen, words: readonly PlacedWord[], layout: Layout, opacity: number): void {
  const levels = new Map<number, PlacedWord[]>();
  for (const placed of words) {
    const level = Math.round((1 - placed.word.certainty) * blurLevels);
    levels.set(level, [...(levels.get(level) ?? []), placed]);
  }
  for (const [level, alike] of levels) {
    const doubt = level / blurLevels;
    if (level === 0) inkWords(pen, alike, layout, opacity);
    else {
      const cloud = sheet(layout.width, layout.height);
      inkWords(cloud.pen, alike, layout, opacity * (1 - 0.55 * doubt));
      pen.filter = `blur(${(doubt * blur * layout.size).toFixed(2)}px)`;
      pen.drawImage(cloud.canvas, 0, 0);
      pen.filter = 'none';
    }
  }
}

function inkWords(pen: Pen, words: readonly PlacedWord[], { size }: Layout, opacity: number): void {
  pen.font = font(size);
  pen.fillStyle = colours.ink;
  pen.globalAlpha = opacity;
  for (const { word, x, y } of words) pen.fillText(word.text, x, y);
  pen.globalAlpha = 1;
}

/** Specks of ink where the words will be: the same specks for the same poem. */
function drawMist(pen: Pen, words: readonly PlacedWord[], { size }: Layout, density: number): void {
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  pen.fillStyle = colours.ink;
  for (const { x, y, width } of words) {
    const specks = Math.round((width / size) * 26 * density);
    for (let speck = 0; speck < specks; speck++) {
      const away = (random() + random() + random()) / 3 - 0.5;
      pen.globalAlpha = 0.1 + 0.35 * random();
      pen.beginPath();
      pen.arc(x + random() * width, y - size * 0.3 + away * size * 1.5, size * (0.015 + 0.05 * random() ** 2), 0, 7);
      pen.fill();
    }
  }
  pen.globalAlpha = 1;
}

function channels(hex: string): [number, number, number] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

function inkPalette(): [number, number, number][] {
  const [paper, ink] = [channels(colours.paper), channels(colours.ink)];
  return Array.from({ length: shades }, (_, at) => {
    const share = at / (shades - 1);
    return paper.map((value, channel) => Math.round(value + (ink[channel]! - value) * share)) as [
      number,
      number,
      number,
    ];
  });
}

/** By how much ink is on it: the whole film has one ink, so that a pixel's green says all. */
function shadesOf(rgba: Uint8ClampedArray): Uint8Array {
  const [, paper] = channels(colours.paper);
  const [, ink] = channels(colours.ink);
  const table = Uint8Array.from({ length: 256 }, (_, green) => {
    const share = (paper - green) / (paper - ink);
    return Math.max(0, Math.min(shades - 1, Math.round(share * (shades - 1))));
  });
  const indexes = new Uint8Array(rgba.length / 4);
  for (let pixel = 0; pixel < indexes.length; pixel++) indexes[pixel] = table[rgba[4 * pixel + 1]!]!;
  return indexes;
}
