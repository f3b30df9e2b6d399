import { fc, test as property } from '@fast-check/vitest';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { shots } from '../../src/pictures/film.ts';
import { createPictures } from '../../src/pictures/index.ts';
import { settlingSteps } from '../../src/pictures/settling.ts';

const lineOf = (text: string, certainty = 1) => text.split(' ').map((word) => ({ text: word, certainty }));
const poem = {
  heading: 'Haiku: autumn rain',
  footnote: 'Inkling · seed 4',
  stanzas: [
    [lineOf('The old pond is still.'), lineOf('A green frog leaps from the bank:'), lineOf('Water and then night.')],
  ],
};
const frames = [0.1, 0.5, 1].map((certainty) => [
  [
    lineOf('The dark pond is still.', certainty),
    lineOf('A green frog waits by the bank:', certainty),
    lineOf('Water and then night.', certainty),
  ],
]);
const pictures = createPictures();

/** Share of a picture's pixels that are darker than half way between paper and ink. */
function inked(pixels: Uint8ClampedArray): number {
  let dark = 0;
  for (let at = 0; at < pixels.length; at += 4) if (pixels[at]! < 140) dark++;
  return dark / (pixels.length / 4);
}

async function pixelsOf(bytes: Uint8Array) {
  const image = await loadImage(Buffer.from(bytes));
  const canvas = createCanvas(image.width, image.height);
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  return { ...{ width: image.width, height: image.height }, ...pen.getImageData(0, 0, image.width, image.height) };
}

/** Images of a GIF, counted by their descriptors. */
function framesOf(gif: Uint8Array): number {
  let at = 13 + (gif[10]! & 0x80 ? 3 * 2 ** ((gif[10]! & 7) + 1) : 0);
  let count = 0;
  const skipBlocks = () => {
    while (gif[at] !== 0) at += gif[at]! + 1;
    at++;
  };
  while (gif[at] !== 0x3b) {
    if (gif[at] === 0x21) at += 2;
    else {
      count++;
      const local = gif[at + 9]!;
      at += 11 + (local & 0x80 ? 3 * 2 ** ((local & 7) + 1) : 0);
    }
    skipBlocks();
  }
  return count;
}

describe('the pictures', () => {
  test('a card is a PNG of 1080 pixels with the poem in ink', { timeout: 60_000 }, async () => {
    const { width, height, data } = await pixelsOf(await pictures.card(poem));
    expect(width).toBe(1080);
    expect(height).toBeGreaterThan(500);
    expect(inked(data)).toBeGreaterThan(0.005);
    expect(inked(data)).toBeLessThan(0.15);
  });

  test('a film is a GIF with a mist, every step, what lies between them, and the poem', {
    timeout: 60_000,
  }, async () => {
    const gif = await pictures.film({ ...poem, frames });
    expect(Buffer.from(gif.subarray(0, 6)).toString()).toBe('GIF89a');
    expect(framesOf(gif)).toBe(2 + 3 + 2 + 1);
  });

  test('a heat map draws, and a picture that is no longer wanted is given up', { timeout: 60_000 }, async () => {
    const legend = { early: 'early', late: 'late' };
    expect((await pixelsOf(await pictures.heatMap({ ...poem, frames, legend }))).width).toBe(1080);
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(pictures.card(poem, stop)).rejects.toThrow('enough');
  });

  test('an order that cannot be drawn is an error in two voices', { timeout: 60_000 }, async () => {
    const broken = { ...poem, stanzas: null as never };
    await expect(pictures.card(broken)).rejects.toMatchObject({ code: 'picture', person: expect.any(String) });
  });

  property.prop([fc.array(fc.string({ minLength: 1, maxLength: 90 }), { minLength: 1, maxLength: 6 })], { numRuns: 5 })(
    'no line of any poem runs out of the sheet',
    (texts) => {
      const stanzas = [texts.map((text) => lineOf(text))];
      for (const { canvas } of shots({ kind: 'film', ...poem, stanzas, frames: [stanzas] })) {
        const { data } = canvas.getContext('2d').getImageData(canvas.width - 18, 0, 18, canvas.height);
        expect(inked(data)).toBe(0);
      }
    },
    60_000,
  );
});

describe('the step at which a word settles', () => {
  test('is the first from which on it stays in its place, counted from the end of the line', () => {
    const states = ['dark pond', 'the old pond', 'an old pond,', 'The old pond.'].map((text) => [[lineOf(text)]]);
    expect(settlingSteps(states, states[3]!)).toEqual([[4, 2, 1]]);
  });
});
