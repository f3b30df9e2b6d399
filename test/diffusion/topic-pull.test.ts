import { beforeAll, describe, expect, test } from 'vitest';
import { TopicField } from '../../src/diffusion/topic-pull.ts';
import { Vocabulary } from '../../src/diffusion/vocabulary.ts';
import { numberWords } from '../../src/facts/index.ts';
import { type Lexicon, parseLexicon, readModelFiles, readTopic, TopicEncoder } from '../../src/poetics/index.ts';

let lexicon: Lexicon;
let vocabulary: Vocabulary;
let encoder: TopicEncoder;
let field: TopicField;
beforeAll(async () => {
  const files = await readModelFiles('models/verse');
  lexicon = parseLexicon(files.lexicon, files.config);
  vocabulary = new Vocabulary(lexicon);
  encoder = new TopicEncoder(files.topics);
  field = new TopicField(vocabulary, encoder);
});

/** What each word gains from a topic. */
function gains(text: string, barred: readonly string[] = []): Map<string, number> {
  const topic = readTopic(text, lexicon, encoder);
  const words = vocabulary.withGuests(topic.guests);
  words.bar(barred);
  const { tokens, gains: nats } = field.pull(topic, words, 3);
  return new Map([...tokens].map((token, at) => [words.print(token), nats[at]!]));
}

describe('the topic’s pull', () => {
  test.each([
    ['the sea', 'ocean', 'pencil'],
    ['robot pizza', 'robot', 'sorrow'],
    ['my cat', 'kitten', 'throne'],
  ])('of %s is on "%s" and not on "%s"', (topic, near, far) => {
    const gained = gains(topic);
    expect(gained.get(near)).toBeGreaterThan(0.3);
    expect(gained.has(far)).toBe(false);
  });

  test('is strongest on the topic’s own word', () => {
    const gained = gains('rain');
    expect(gained.get('rain')).toBe(Math.max(...gained.values()));
    expect(gained.get('rain')).toBeLessThanOrEqual(3.001);
  });

  test('is what the cosine says, but for a few words at its edge', () => {
    const topic = readTopic('a storm at sea', lexicon, encoder);
    const gained = gains('a storm at sea');
    let missed = 0;
    for (let token = lexicon.firstWord; token < lexicon.size; token++) {
      const spelling = lexicon.spelling(token);
      if (vocabulary.content[token] !== 1 || vocabulary.drawable[token] !== 1 || numberWords.has(spelling)) continue;
      const cosine = encoder.encode(spelling).reduce((sum, value, at) => sum + value * topic.vector[at]!, 0);
      const wanted = (3 * (cosine - 0.3)) / 0.7;
      const gain = gained.get(spelling);
      if (gain !== undefined) expect(gain, spelling).toBeCloseTo(wanted, 4);
      else if (wanted > 0.1) missed++;
    }
    expect(gained.size).toBeGreaterThan(50);
    expect(missed).toBe(0);
  });

  test('leaves little words and barred words alone', () => {
    const gained = gains('the moon', ['moon']);
    expect(gained.has('moon')).toBe(false);
    expect(gained.has('the')).toBe(false);
  });

  test('is on a word that the lexicon lacks, as it was typed', () => {
    expect(gains('Kubernetes').get('Kubernetes')).toBeGreaterThan(0);
  });
});
