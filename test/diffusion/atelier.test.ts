import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { Atelier } from '../../src/diffusion/index.ts';
import { CanvasPrinter } from '../../src/diffusion/print.ts';
import type { Frame, Poem, PoemRequest } from '../../src/poem.ts';
import { checkPoem, findStyle, Pronouncer, styles, tokenise, voices } from '../../src/poetics/index.ts';

let atelier: Atelier;
beforeAll(async () => {
  atelier = await Atelier.open({ folder: 'models/verse', threads: 1, device: 'cpu' });
});
afterAll(() => atelier.close());

/** All frames and the poem of one request, drawn in this process. */
async function draw(request: PoemRequest): Promise<{ frames: Frame[]; poem: Poem }> {
  const drawing = atelier.drawing(request);
  const frames: Frame[] = [];
  while (!drawing.done) {
    const input = drawing.input();
    frames.push(drawing.advance(input && (await atelier.denoiser.scores(input))));
  }
  return { frames, poem: drawing.poem() };
}

const inForm = { lines: true, syllables: true, meter: true, rhyme: true };
const topics = [
  'autumn rain',
  'exam week',
  'my cat at 3am',
  'Kubernetes',
  'robot pizza',
  '[MASK] <guest1>',
  'Zürich',
  '🌧️',
];
const anyTopic = fc.constantFrom(...topics);
const anySeed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const shortStyle = fc.constantFrom('haiku', 'tanka', 'limerick', 'quatrains', 'nursery-rhyme', 'free-verse');
const wordsOf = (text: string) => text.split('\n').flatMap((line) => [...tokenise(line)]);

describe('the engine', () => {
  for (const style of styles)
    test(`keeps the form of every frame: ${style.name}`, { timeout: 60_000 }, async () => {
      const request = { topic: 'first day of school', style: style.id, seed: 4, steps: 6 };
      const { frames, poem } = await draw(request);
      expect(frames).toHaveLength(6);
      const pronouncer = new Pronouncer(atelier.vocabulary.lexicon);
      const word = style.form.id === 'acrostic' ? { word: 'first' } : {};
      for (const { text } of [...frames, poem])
        expect(checkPoem(text, style, word, pronouncer).checks, text).toEqual(inForm);
      expect(poem.checks).toEqual(inForm);
    });

  test.prop([anyTopic, shortStyle, anySeed], { numRuns: 12 })(
    'keeps the form whatever the topic and seed',
    async (topic, style, seed) => {
      const { frames } = await draw({ topic, style, seed, steps: 4 });
      for (const { text } of frames)
        expect(checkPoem(text, findStyle(style), {}, new Pronouncer(atelier.vocabulary.lexicon)).checks, text).toEqual(
          inForm,
        );
    },
    60_000,
  );

  test('draws the same poem for the same seed, and another for another', async () => {
    const request = { topic: 'autumn rain', style: 'quatrains', seed: 9, steps: 8 };
    const [one, same, other] = [await draw(request), await draw(request), await draw({ ...request, seed: 10 })];
    expect(same.poem.text).toBe(one.poem.text);
    expect(same.frames.map(({ text }) => text)).toEqual(one.frames.map(({ text }) => text));
    expect(other.poem.text).not.toBe(one.poem.text);
  });

  test('comes closer to the final text on average, over at least eight frames that differ', async () => {
    const distances: number[][] = [];
    for (let seed = 0; seed < 4; seed++) {
      const { frames, poem } = await draw({ topic: 'the sea at night', style: 'quatrains', seed, steps: 16 });
      expect(new Set(frames.map(({ text }) => text)).size).toBeGreaterThan(8);
      expect(frames.at(-1)!.text).toBe(poem.text);
      const final = poem.text.split(/\s+/);
      distances.push(
        frames.map(({ text }) => {
          const kept = new Set(text.split(/\s+/));
          return final.filter((word) => !kept.has(word)).length / final.length;
        }),
      );
    }
    const mean = (at: number) => distances.reduce((sum, one) => sum + one[at]!, 0) / distances.length;
    expect(mean(0)).toBeGreaterThan(mean(5));
    expect(mean(5)).toBeGreaterThan(mean(15));
    expect(mean(15)).toBe(0);
  });

  test('never settles backwards while it draws, and ends settled', async () => {
    const { frames } = await draw({ topic: 'a walk', style: 'ballad', seed: 1, steps: 12 });
    const drawing = frames.slice(0, 7).map(({ settled }) => settled);
    expect(drawing).toEqual([...drawing].sort((one, other) => one - other));
    expect(frames.at(-1)!.settled).toBe(1);
  });

  test.prop([fc.constantFrom('ballad', 'villanelle'), anySeed], { numRuns: 3 })(
    'shows in every frame the whole canvas as it stands, though it sets but what has changed',
    async (style, seed) => {
      const drawing = atelier.drawing({ topic: 'autumn rain', style, seed, steps: 12 });
      while (!drawing.done) {
        const input = drawing.input();
        const frame = drawing.advance(input && (await atelier.denoiser.scores(input)));
        const printed = new CanvasPrinter(drawing.prepared).stanzas(frame.step / drawing.prepared.steps);
        expect(frame.stanzas).toEqual(printed);
      }
    },
    60_000,
  );

  test('spells the word of an acrostic', async () => {
    const { poem } = await draw({ topic: 'spring', style: 'acrostic', word: 'BLOOM', seed: 3, steps: 6 });
    expect(poem.text.split('\n').map((line) => line[0])).toEqual(['B', 'L', 'O', 'O', 'M']);
  });

  test('keeps the lines that it is told to keep, and draws the others anew', async () => {
    const first = await draw({ topic: 'autumn rain', style: 'quatrains', seed: 5, steps: 6 });
    const lines = first.poem.text.split('\n').filter((line) => line !== '');
    const keep = [
      { line: 0, text: lines[0]! },
      { line: 2, text: lines[2]! },
    ];
    const again = await draw({ topic: 'autumn rain', style: 'quatrains', seed: 6, steps: 6, keep });
    const kept = again.poem.text.split('\n').filter((line) => line !== '');
    expect(wordsOf(kept[0]!)).toEqual(wordsOf(lines[0]!));
    expect(wordsOf(kept[2]!)).toEqual(wordsOf(lines[2]!));
    expect(kept[1]).not.toBe(lines[1]);
    expect(again.poem.checks).toEqual(inForm);
  });

  test('puts every word of a short list into the poem, or names what it left out', async () => {
    const list = ['milk', 'bread', 'apples', 'cheese', 'soap', 'candles'];
    const { poem } = await draw({ topic: 'shopping', style: 'quatrains', draft: list.join('\n'), seed: 2, steps: 8 });
    const words = wordsOf(poem.text);
    for (const word of list) expect([...words, ...poem.leftOut!]).toContain(word);
    expect(poem.leftOut).toEqual([]);
    expect(poem.checks).toEqual(inForm);
  });

  test('gives blocked words no probability', async () => {
    const request = { topic: 'the moon', style: 'haiku', steps: 6 };
    for (let seed = 0; seed < 6; seed++) {
      const { frames } = await draw({ ...request, seed, blocked: ['moon', 'the', 'night'] });
      for (const { text } of frames)
        for (const word of ['moon', 'the', 'night']) expect(wordsOf(text)).not.toContain(word);
    }
  });

  test('repeats no content word within a line', async () => {
    for (const style of ['quatrains', 'shakespearean-sonnet']) {
      const { poem } = await draw({ topic: 'time', style, seed: 8, steps: 10 });
      const report = checkPoem(poem.text, findStyle(style), {}, new Pronouncer(atelier.vocabulary.lexicon));
      expect(report.lines.flatMap(({ repeated }) => repeated)).toEqual([]);
    }
  });

  test('speaks in every voice', { timeout: 60_000 }, async () => {
    for (const { id } of voices) {
      const { poem } = await draw({ topic: 'the river', style: 'haiku', voice: id, seed: 1, steps: 3 });
      expect(poem.voice).toBe(id);
    }
  });
});

describe('a bad request', () => {
  const cases: readonly (readonly [string, PoemRequest, string])[] = [
    ['an empty topic', { topic: '  ', style: 'haiku' }, 'topic-empty'],
    ['a topic of 10,000 characters', { topic: 'x'.repeat(10_000), style: 'haiku' }, 'topic-too-long'],
    ['an unknown style', { topic: 'rain', style: 'haikuu' }, 'unknown-style'],
    ['an unknown voice', { topic: 'rain', style: 'haiku', voice: 'pirate' }, 'unknown-voice'],
    ['no steps', { topic: 'rain', style: 'haiku', steps: 0 }, 'steps'],
    ['half a step', { topic: 'rain', style: 'haiku', steps: 1.5 }, 'steps'],
    ['a negative seed', { topic: 'rain', style: 'haiku', seed: -1 }, 'seed'],
    ['a strength beyond 1', { topic: 'rain', style: 'haiku', draft: 'rain', strength: 2 }, 'strength'],
    ['a draft of a book', { topic: 'rain', style: 'haiku', draft: 'rain '.repeat(1000) }, 'draft-too-long'],
    ['a word for a haiku', { topic: 'rain', style: 'haiku', word: 'rain' }, 'word'],
    ['a line to keep that is not there', { topic: 'rain', style: 'haiku', keep: [{ line: 7, text: 'x' }] }, 'keep'],
    [
      'a line to keep that is too long',
      { topic: 'rain', style: 'haiku', keep: [{ line: 0, text: 'far too many words for it' }] },
      'keep',
    ],
  ];
  for (const [name, request, code] of cases)
    test(`gets one sentence before any work: ${name}`, () => {
      expect(() => atelier.drawing(request)).toThrow(
        expect.objectContaining({ code, person: expect.stringMatching(/[.?]$/) }),
      );
    });
});
