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
/**
 * A vector's leading components say most (topics.bin): whatever the rest says, within a cosine of `rest`, five words in
 * six are not near. Of the 10,586 words that are near one of 48 topics, two gain some hundredths of a nat less so.
 */
const head = { components: 48, rest: 0.45 } as const;

/** The vectors of all content words, made once. */
export class TopicField {
  readonly #tokens: Int32Array;
  /** [words × width], each of length 1 or 0. */
  readonly #vectors: Float32Array;
  readonly #width: number;
  /** By word: the length of what follows the head of its vector. */
  readonly #rests: Float32Array;

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
    this.#rests = new Float32Array(tokens.length);
    for (const [row, token] of tokens.entries()) {
      const vector = encoder.encode(lexicon.spelling(token));
      this.#vectors.set(vector, row * encoder.width);
      this.#rests[row] = Math.hypot(...vector.subarray(head.components));
    }
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
    const rest = head.rest * Math.hypot(...topic.vector.subarray(head.components));
    for (let row = 0; row < this.#tokens.length; row++) {
      const begin = row * this.#width;
      const first = product(this.#vectors, begin, topic.vector, 0, head.components);
      if (first + rest * this.#rests[row]! <= NEAR) continue;
      gain(this.#tokens[row]!, first + product(this.#vectors, begin, topic.vector, head.components, this.#width));
    }
    // A word that the encoder cannot place is still the person's own.
    for (const number of topic.guests.keys()) gain(words.lexicon.guest(number), GUEST);
    return { tokens: Int32Array.from(tokens), gains: Float32Array.from(gains) };
  }
}

/** The product of a row with a vector over some components. Four sums at once: one alone would wait for itself. */
function product(rows: Float32Array, begin: number, vector: Float32Array, from: number, to: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let at = from; at < to; at += 4) {
    first += rows[begin + at]! * vector[at]!;
    second += rows[begin + at + 1]! * vector[at + 1]!;
    third += rows[begin + at + 2]! * vector[at + 2]!;
    fourth += rows[begin + at + 3]! * vector[at + 3]!;
  }
  return first + second + third + fourth;
}

/** How near a guest counts. */
const GUEST = 0.7;
