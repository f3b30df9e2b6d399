import { describe, expect, test } from 'vitest';
import { longestSharedRuns } from '../../bench/eval/copies.ts';
import { openings, repetition } from '../../bench/eval/repetition.ts';
import { rhymeRichness } from '../../bench/eval/rhyme.ts';
import { topicFidelity } from '../../bench/eval/topic.ts';
import { VoiceClassifier } from '../../bench/eval/voice.ts';
import type { WordShelf } from '../../bench/verse/index.ts';
import { Pronouncer, TopicEncoder } from '../../src/poetics/index.ts';
import { smallLexicon, smallTopics } from '../poetics/worlds.ts';

const lines = (text: string) => text.split('\n').map((line) => line.split(' '));

describe('repetition', () => {
  test('counts content words and pairs that stood in the poem before, but no function words', () => {
    const { words, pairs, withinLine } = repetition([lines('the rain of rain\nthe rain and snow')]);

    // rain, rain, rain, snow: two of four again; "the rain" is one of six pairs.
    expect(words).toBeCloseTo(2 / 4);
    expect(pairs).toBeCloseTo(1 / 6);
    expect(withinLine).toBeCloseTo(1 / 2);
  });

  test('does not blame a refrain for returning', () => {
    expect(repetition([lines('the bells of gold\nwe wait\nthe bells of gold')]).words).toBe(0);
  });

  test('counts openings over the same number of lines in every sample', () => {
    const poems = [lines('and then it rained\nand then it stopped\nbut why\nwho knows')];

    expect(openings(poems, 2)).toBeCloseTo(1 / 2);
    expect(openings(poems, 4)).toBeCloseTo(3 / 4);
  });
});

test('rhyme richness sees different pairs, and rhymes of two syllables', () => {
  const poem = lines('the light\nthe night\nthe weather\ntogether\na light\na night');

  const { pairs, distinct, double } = rhymeRichness([poem], new Pronouncer());

  // light/night three times (each line with the next that rhymes), weather/together once.
  expect(pairs).toBe(4);
  expect(distinct).toBeCloseTo(2 / 4);
  expect(double).toBeCloseTo(1 / 4);
});

test('topic fidelity is 1 where poems speak of their own topics and 0 where they speak of each other’s', () => {
  const encoder = new TopicEncoder(smallTopics());
  const poems = (first: string, second: string) => [
    { topic: 'rain', lines: lines(first) },
    { topic: 'cat', lines: lines(second) },
  ];

  expect(topicFidelity(poems('rain', 'cat'), encoder)).toMatchObject({ auc: 1, named: 1 });
  expect(topicFidelity(poems('cat', 'rain'), encoder)).toMatchObject({ auc: 0, named: 0 });
});

describe('with a shelf of training verse', () => {
  const lexicon = smallLexicon();
  const id = (word: string) => lexicon.id(word)!;
  const none = lexicon.none;
  const shelfOf = (poems: readonly string[], voices: readonly string[] = []): WordShelf => {
    const rows = poems.map((poem) => lines(poem).flatMap((line) => [...line.map(id), none]));
    const ends = [0];
    for (const row of rows) ends.push(ends.at(-1)! + row.length);
    const names = [...new Set(voices)];
    return {
      tokens: Uint16Array.from(rows.flat()),
      poems: Uint32Array.from(ends),
      original: new Uint8Array(poems.length),
      voice: Uint8Array.from(voices, (voice) => names.indexOf(voice)),
      voices: names,
    };
  };

  test('a copied run is found across line breaks, and only as long as it is', () => {
    const shelf = shelfOf(['the rain of autumn\nlight of the night', 'a cat of fire']);
    const drawn = [lines('my rain of autumn light\nof the cat'), lines('my apple')];

    // rain of autumn / light of the: six words.
    expect(longestSharedRuns(drawn, shelf, lexicon)).toEqual([6, 0]);
  });

  test('a voice is told by its words', () => {
    const rain = Array.from({ length: 600 }, () => 'the rain of autumn night').join('\n');
    const cat = Array.from({ length: 600 }, () => 'my cat of pizza fire').join('\n');
    const shelf = shelfOf([rain, cat], ['romantic', 'modern']);
    const classifier = new VoiceClassifier(shelf, lexicon, ['romantic', 'modern', 'rap']);

    expect(classifier.voices).toEqual(['romantic', 'modern']);
    expect(classifier.guess(lines('the pizza of my cat'))).toBe('modern');
    expect(
      classifier.accuracy([
        { voice: 'romantic', lines: lines('autumn rain') },
        { voice: 'modern', lines: lines('autumn night') },
      ]),
    ).toBeCloseTo(1 / 2);
  });
});
