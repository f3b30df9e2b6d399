import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { RequestError } from '../../src/errors.ts';
import { readTopic, TopicEncoder } from '../../src/poetics/index.ts';
import { smallLexicon, smallTopics } from './worlds.ts';

const lexicon = smallLexicon();
const encoder = new TopicEncoder(smallTopics());
const read = (text: string) => readTopic(text, lexicon, encoder);
/** Words of the lexicon as they are, guests as they will be printed in brackets. */
const words = (text: string) => {
  const topic = read(text);
  return topic.words
    .map((word) => ('token' in word ? lexicon.spelling(word.token) : `[${topic.guests[word.guest]!.spelling}]`))
    .join(' ');
};

describe('what somebody types is read', () => {
  test.each([
    ['  Autumn \n rain ', 'autumn rain'],
    ['my cat at 3am', 'cat three'],
    ['the of', 'the of'],
    ['Kubernetes in London', '[Kubernetes] london'],
    ['café fire', '[café] fire'],
    ['rain, RAIN & rain', 'rain'],
    ['ﬁre ＣＡＴ', 'fire cat'],
    ['🍕', 'pizza'],
    ['rain ☔️🎉', 'rain'],
    ['осень', '[osen]'],
    ['#exam_week', '[exam] [week]'],
    ['a cat in C++', 'cat'],
    ['darn rain', 'rain'],
    ["Anna’s cat's pizza", '[Anna] cat pizza'],
    ["it's rain", 'rain'],
    ['one two three four five six seven eight nine cat rain', '[two] three [four] [five] [six] cat'],
  ])('%s → %s', (text, expected) => {
    expect(words(text)).toBe(expected);
  });

  test.each([
    ['[MASK]', '[MASK]'],
    ['<guest1> <pad>', '[guest] [pad]'],
    ['<form:haiku> rain', '[form] [haiku] rain'],
  ])('the token name %s is ordinary text', (text, expected) => {
    expect(words(text)).toBe(expected);
  });

  test('every guest can be said', () => {
    const [guest] = read('blorptastic').guests;
    expect(guest).toMatchObject({ spelling: 'blorptastic', word: 'blorptastic' });
    expect(guest!.pronunciations[0]!.syllables).toBe(3);
  });

  test.each([
    ['', 'topic-empty'],
    [' \u0000\u0007\t ', 'topic-empty'],
    ['\ud83d', 'topic-empty'],
    ['\u202e\u200b', 'topic-empty'],
    ['x'.repeat(201), 'topic-too-long'],
    ['rain '.repeat(2000), 'topic-too-long'],
    ['!!! ...', 'topic-unsayable'],
    ['a'.repeat(150), 'topic-unsayable'],
  ])('%j is refused: %s', (text, code) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code }));
  });

  property.prop([fc.string({ unit: 'binary', maxLength: 220 })])('any text is a topic or a sentence', (text) => {
    try {
      const topic = read(text);
      expect(topic.words.length).toBeLessThanOrEqual(6);
      expect(topic.guests.length).toBeLessThanOrEqual(lexicon.guests);
      expect(topic.text).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
      for (const { pronunciations, spelling } of topic.guests) {
        expect(spelling).not.toMatch(/\s/);
        expect(pronunciations[0]!.syllables).toBeGreaterThan(0);
      }
    } catch (error) {
      expect(error).toBeInstanceOf(RequestError);
    }
  });
});

describe('the topic encoder', () => {
  test('a vector is the sum of its pieces, of length 1', () => {
    expect([...encoder.encode('Cat')]).toEqual([0, 1, 0, 0]);
    expect([...encoder.encode('pizza, cat!')].map((value) => value.toFixed(3))).toEqual([
      '0.000',
      '0.577',
      '0.577',
      '0.577',
    ]);
    expect([...encoder.encode('pízza')].map((value) => value.toFixed(3))).toEqual(['0.000', '0.000', '0.707', '0.707']);
  });

  test('what has no known piece is zeros', () => {
    expect([...encoder.encode('zebra ☔')]).toEqual([0, 0, 0, 0]);
    expect([...read('zebra').vector]).toEqual([0, 0, 0, 0]);
  });

  test('a file that is none is refused', () => {
    const bytes = smallTopics();
    expect(() => new TopicEncoder(bytes.subarray(0, 10))).toThrow('topics.bin is not a topic encoder');
    expect(() => new TopicEncoder(bytes.subarray(0, bytes.length - 1))).toThrow('topics.bin ends too early');
  });
});
