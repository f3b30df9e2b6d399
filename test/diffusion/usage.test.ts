import { beforeAll, describe, expect, test } from 'vitest';
import { PoemCanvas } from '../../src/diffusion/poem-canvas.ts';
import { SeededRandom } from '../../src/diffusion/random.ts';
import { samplingSettings } from '../../src/diffusion/settings.ts';
import { Usage } from '../../src/diffusion/usage.ts';
import { type PoemVocabulary, Vocabulary } from '../../src/diffusion/vocabulary.ts';
import { findStyle, type Lexicon, layCanvas, parseLexicon, readModelFiles } from '../../src/poetics/index.ts';

let lexicon: Lexicon;
let words: PoemVocabulary;
beforeAll(async () => {
  const files = await readModelFiles('models/verse');
  lexicon = parseLexicon(files.lexicon, files.config);
  words = new Vocabulary(lexicon).withGuests([]);
});

const { costs } = samplingSettings;
const id = (word: string) => lexicon.id(word)!;

/** A canvas of which some lines are settled: their words, the last one last, by the line's number. */
function settled(style: string, lines: Readonly<Record<number, string>>): PoemCanvas {
  const canvas = new PoemCanvas(layCanvas(findStyle(style).form.shape({ random: new SeededRandom(1).next })));
  for (const unit of canvas.units) {
    const text = lines[unit.lines[0]!];
    if (text === undefined) continue;
    const tokens = text.split(' ').map(id);
    for (let place = 0; place < unit.width - 1; place++) {
      canvas.write(unit, place, tokens[place - (unit.width - 1 - tokens.length)] ?? lexicon.pad, 1);
      canvas.settle(unit, place, 1);
    }
  }
  return canvas;
}

/** What a word costs in a line: in any of its places, and at its end. */
function costOf(canvas: PoemCanvas, line: number, word: string) {
  const usage = new Usage(canvas, words, costs);
  const unit = canvas.units.find((one) => one.lines.includes(line))!;
  const anywhere = usage.wordCosts(unit);
  return { anywhere: anywhere.get(id(word)), end: usage.endCosts(unit, anywhere).get(id(word)) };
}

describe('what a poem has used', () => {
  test('costs, and an end word of another line costs more at the end', () => {
    const canvas = settled('ballad', { 0: 'i went to bed', 1: 'the rain fell on my head' });
    const bed = costOf(canvas, 5, 'bed');
    expect(bed.anywhere).toBeCloseTo(costs.repeatedWord);
    expect(bed.end).toBeCloseTo(costs.repeatedWord + costs.repeatedEnd);
    const rain = costOf(canvas, 5, 'rain');
    expect(rain.end).toBe(rain.anywhere);
    expect(costOf(canvas, 5, 'sea')).toEqual({ anywhere: 0, end: 0 });
  });

  test('costs the more the oftener it ends lines', () => {
    const canvas = settled('ballad', { 0: 'i went to bed', 4: 'he went to bed' });
    expect(costOf(canvas, 6, 'bed').end).toBeCloseTo(2 * costs.repeatedWord + 2 * costs.repeatedEnd);
  });

  test('costs a word that the person wants there nothing more', () => {
    const canvas = settled('ballad', { 0: 'i went to bed' });
    const unit = canvas.units.find((one) => one.lines.includes(5))!;
    unit.anchors = [id('bed')];
    expect(costOf(canvas, 5, 'bed')).toEqual({ anywhere: 0, end: 0 });
  });

  test('counts a refrain’s lines as one', () => {
    const canvas = settled('villanelle', { 0: 'i went to bed' });
    expect(costOf(canvas, 1, 'bed').end).toBeCloseTo(costs.repeatedWord + costs.repeatedEnd);
  });
});
