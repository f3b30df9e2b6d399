import { describe, expect, test } from 'vitest';
import { checkPoem, findStyle } from '../../src/poetics/index.ts';
import { changesOf, judge, mendingRequest, wordsKept } from '../../src/refine/index.ts';
import { type SoundStyle, sound, words } from './poems.ts';

const styles = Object.keys(sound) as SoundStyle[];
const judged = (text: string, style: SoundStyle) => judge({ text, style: findStyle(style) }, words);
/** The words that a plan has drawn again, by line. */
const openWords = (text: string, style: SoundStyle) =>
  judged(text, style).plan!.lines.map((line) => line.words.filter(({ open }) => open).map((word) => word.text));

describe('judging a poem', () => {
  test.each(styles)('a sound %s needs no change, with or without its form named', (style) => {
    expect(checkPoem(sound[style], findStyle(style), {}, words.pronouncer).checks).toEqual({
      ...{ lines: true, syllables: true, meter: true, rhyme: true },
    });
    expect(judged(sound[style], style).plan).toBeUndefined();
    const unnamed = judge({ text: sound[style] }, words);
    expect(unnamed.style.form.id).toBe(findStyle(style).form.id);
    expect(unnamed.plan).toBeUndefined();
  });

  test('a wrong end word is marked and is the only word drawn again', () => {
    const broken = sound.limerick.replace('sea', 'shore');
    expect(judged(broken, 'limerick').faults).toEqual([{ kind: 'rhyme', line: 0, end: 'shore', with: ['fee', 'tea'] }]);
    expect(openWords(broken, 'limerick')).toEqual([['shore'], [], [], [], []]);
  });

  test('a missing foot gets a new slot, and every word stays', () => {
    const broken = sound.quatrains.replace('The garden sleeps beneath', 'The garden beneath');
    const { plan, faults } = judged(broken, 'quatrains');
    expect(faults).toEqual([expect.objectContaining({ kind: 'syllables', line: 1, found: [7], expected: [8] })]);
    const line = plan!.lines[1]!.words;
    expect(line.filter(({ open }) => !open).map(({ text }) => text)).toEqual('The garden beneath the snow;'.split(' '));
    expect(line.filter(({ open }) => open)).toHaveLength(1);
  });

  test('a line that stands twice is dropped where the form has no place for it', () => {
    const [first, ...rest] = sound.haiku.split('\n');
    const judgement = judged([first, first, ...rest].join('\n'), 'haiku');
    expect(judgement.faults).toContainEqual({ kind: 'repetition', line: 1, of: 0 });
    expect(judgement.plan!.lines.flatMap((line) => line.words.filter(({ open }) => open))).toEqual([]);
    expect(judgement.plan!.from).toEqual([0, 2, 3]);
  });

  test('a line that has taken another one’s place is drawn anew, the one that breaks the rhyme', () => {
    const lines = sound.quatrains.split('\n');
    const broken = [lines[0], lines[1], lines[1], lines[3]].join('\n');
    expect(judged(broken, 'quatrains').plan!.lines.map((line) => line.words.length)).toEqual([7, 6, 0, 6]);
  });

  test('a refrain that differs is restored from its other lines', () => {
    const broken = sound.triolet.replace('town\nWhere', 'hill\nWhere');
    const judgement = judged(broken, 'triolet');
    expect(judgement.faults).toContainEqual({ kind: 'refrain', line: 3, of: 0 });
    expect(judgement.plan!.lines[3]!.words.map(({ text }) => text).join(' ')).toMatch(/^The river runs below the town/);
    expect(judgement.plan!.lines.flatMap((line) => line.words).some(({ open }) => open)).toBe(false);
  });

  test('a word off the beat is drawn again, and its line keeps the rest', () => {
    const broken = sound['heroic-couplets'].replace('The farmer wakes', 'The guitar wakes');
    const open = openWords(broken, 'heroic-couplets');
    expect(open[2]).toEqual(['guitar']);
    expect(open.flat()).toHaveLength(1);
  });

  test('words keep their punctuation, and joined words stay joined', () => {
    const text = '“Well-worn,” the path said—\nA green frog leaps from the bank:\nWater, and then night…';
    const { lines } = judge({ text, style: findStyle('haiku') }, words);
    const printed = lines.map((line) =>
      line.words.map(({ text: word, glued }) => `${glued ? '' : ' '}${word}`).join(''),
    );
    expect(printed.map((line) => line.trim())).toEqual(text.split('\n'));
  });

  test('a poem in one line is divided at its strokes', () => {
    expect(judged(sound.haiku.replaceAll('\n', ' / '), 'haiku').plan).toBeUndefined();
  });

  test('a line keeps its capital when its first word must go', () => {
    const broken = sound.haiku.replace('The old pond is still', 'Now where the old pond is still');
    const [first] = judged(broken, 'haiku').plan!.lines;
    expect(first!.words[0]!.text).toMatch(/^[A-Z]/);
    expect(first!.syllables).toBe(5);
  });

  test('a text of other layout keeps its stanzas', () => {
    const [a, b, c, d] = sound.ballad.replace('tide', 'storm').split('\n');
    const { plan } = judged(`${a}\n${b}\n\n${c}\n${d}`, 'ballad');
    expect(plan!.lines.map((line) => line.opensStanza)).toEqual([true, false, true, false]);
  });

  test('refuses what is no poem in one sentence', () => {
    expect(() => judge({ text: ' \n — ' }, words)).toThrow(expect.objectContaining({ code: 'refine-empty' }));
    expect(() => judge({ text: 'a'.repeat(4001) }, words)).toThrow(
      expect.objectContaining({ code: 'refine-too-long' }),
    );
    const long = 'rain\n'.repeat(60);
    expect(() => judge({ text: long, style: findStyle('haiku') }, words)).toThrow(
      expect.objectContaining({ code: 'refine-lines' }),
    );
  });

  test('counts what was kept', () => {
    const judgement = judged(sound.haiku.replace('still', 'still now'), 'haiku');
    const changes = changesOf(judgement, sound.haiku.split('\n'));
    expect(changes.filter(({ before, after }) => before !== after)).toHaveLength(1);
    expect(wordsKept(changes)).toEqual({ kept: 16, all: 17 });
  });

  test('asks the engine for the poem laid out, and for nothing else', () => {
    const request = mendingRequest(judged(sound.haiku.replace('still', 'quiet'), 'haiku'))!;
    expect(request.style).toBe('haiku');
    expect(request.start!.lines.map(({ syllables }) => syllables)).toEqual([5, 7, 5]);
  });
});
