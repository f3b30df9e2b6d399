/**
 * Draws a poem towards its topic: content words whose vectors lie near the topic's get some nats more at every open
 * slot. The prompt tells the denoiser the topic too, but a small model listens to it too little (plug-and-play
 * guidance, Dathathri et al. 2020, with the topic encoder as the attribute model).
 */
import { numberWords } from '../facts/index.ts';
import type { Topic, TopicEncoder } from '../poetics/index.ts';
import type { WordGains } from './pull.ts';
import type { PoemVocabulary, Vocabulary } from './vocabulary.ts';

/** Cosine from which on a word counts as belonging to a topic. */
const NEAR = 0.3;

/** The vectors of all content words, made once. */
export class TopicField {
  readonly #tokens: Int32Array;
  /** [words × width], each of length 1 or 0. */
  readonly #vectors: Float32Array;
  readonly #width: number;

  constructor(vocabulary: Vocabulary, encoder: TopicEncoder) {
    const { lexicon, content, drawable } = vocabulary;
    const tokens: number[] = [];
    for (let token = lexicon.firstWord; token < lexicon.size; token++)
      // To the encoder all numbers are alike: a topic with one of them would be counted out.
      if (content[token] === 1 && drawable[token] === 1 && !numberWords.has(lexicon.spelling(token)))
        tokens.push(token);
    this.#width = encoder.width;
    this.#tokens = Int32Array.from(tokens);
    this.#vectors = new Float32Array(tokens.length * encoder.width);
    for (const [row, token] of tokens.entries())
      this.#vectors.set(encoder.encode(lexicon.spelling(token)), row * encoder.width);
  }

  /**
   * @param strength  nats that a word with the topic's own vector gains
   * @param words     the poem's: what is barred gains nothing
   */
  pull(topic: Topic, words: PoemVocabulary, strength: number): WordGains {
    const tokens: number[] = [];
    const gains: number[] = [];
    const gain = (token: number, nearness: number) => {
      if (nearness <= NEAR || words.drawable[token] !== 1) return;
      tokens.push(token);
      gains.push((strength * (nearness - NEAR)) / (1 - NEAR));
    };
    const nearness = products(this.#vectors, topic.vector);
    for (let row = 0; row < nearness.length; row++) gain(this.#tokens[row]!, nearness[row]!);
    // A word that the encoder cannot place is still the person's own.
    for (const number of topic.guests.keys()) gain(words.lexicon.guest(number), GUEST);
    return { tokens: Int32Array.from(tokens), gains: Float32Array.from(gains) };
  }
}

/** The product of each row with a vector. Four sums at once: one alone would wait for itself at every term. */
function products(rows: Float32Array, vector: Float32Array): Float32Array {
  const width = vector.length;
  const found = new Float32Array(rows.length / width);
  for (let row = 0; row < found.length; row++) {
    const begin = row * width;
    let [first, second, third, fourth] = [0, 0, 0, 0];
    for (let at = 0; at < width; at += 4) {
      first += rows[begin + at]! * vector[at]!;
      second += rows[begin + at + 1]! * vector[at + 1]!;
      third += rows[begin + at + 2]! * vector[at + 2]!;
      fourth += rows[begin + at + 3]! * vector[at + 3]!;
    }
    found[row] = first + second + third + fourth;
  }
  return found;
}

/** How near a guest counts. */
const GUEST = 0.7;
