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
  /** [components × words]: the heads of their vectors, each vector of length 1 or 0. Read four components at a time. */
  readonly #heads: Float32Array;
  /** [words × components]: what follows the heads, read for few of the words. */
  readonly #tails: Float32Array;
  readonly #tailWidth: number;
  /** By word: the length of its tail. */
  readonly #tailLengths: Float32Array;
  /** Room for the products of all heads with one topic's. */
  readonly #products: Float64Array;

  constructor(vocabulary: Vocabulary, encoder: TopicEncoder) {
    const { lexicon, content, drawable } = vocabulary;
    const tokens: number[] = [];
    for (let token = lexicon.firstWord; token < lexicon.size; token++)
      // To the encoder all numbers are alike: a topic with one of them would be counted out.
      if (content[token] === 1 && drawable[token] === 1 && !numberWords.has(lexicon.spelling(token)))
        tokens.push(token);
    const words = tokens.length;
    this.#tokens = Int32Array.from(tokens);
    this.#tailWidth = encoder.width - head.components;
    this.#heads = new Float32Array(head.components * words);
    this.#tails = new Float32Array(words * this.#tailWidth);
    this.#tailLengths = new Float32Array(words);
    this.#products = new Float64Array(words);
    for (let word = 0; word < words; word++) {
      const vector = encoder.encode(lexicon.spelling(tokens[word]!));
      for (let at = 0; at < head.components; at++) this.#heads[at * words + word] = vector[at]!;
      const tail = vector.subarray(head.components);
      this.#tails.set(tail, word * this.#tailWidth);
      this.#tailLengths[word] = Math.hypot(...tail);
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
    const tail = topic.vector.subarray(head.components);
    const rest = head.rest * Math.hypot(...tail);
    const products = this.#headProducts(topic.vector);
    for (let word = 0; word < products.length; word++) {
      if (products[word]! + rest * this.#tailLengths[word]! <= NEAR) continue;
      gain(this.#tokens[word]!, products[word]! + product(this.#tails, word * this.#tailWidth, tail));
    }
    // A word that the encoder cannot place is still the person's own.
    for (const number of topic.guests.keys()) gain(words.lexicon.guest(number), GUEST);
    return { tokens: Int32Array.from(tokens), gains: Float32Array.from(gains) };
  }

  /** By word: the product of its head with a topic's; good until it is asked for again. */
  #headProducts(vector: Float32Array): Float64Array {
    const products = this.#products.fill(0);
    const words = products.length;
    for (let at = 0; at < head.components; at += 4) addProducts(products, this.#heads.subarray(at * words), vector, at);
    return products;
  }
}

/** Adds what four components, from `from` on, give to the products. @param heads  [4 × words] of these components */
function addProducts(products: Float64Array, heads: Float32Array, vector: Float32Array, from: number): void {
  const words = products.length;
  const first = vector[from]!;
  const second = vector[from + 1]!;
  const third = vector[from + 2]!;
  const fourth = vector[from + 3]!;
  for (let word = 0; word < words; word++)
    products[word]! +=
      heads[word]! * first +
      heads[words + word]! * second +
      heads[2 * words + word]! * third +
      heads[3 * words + word]! * fourth;
}

/** The product of a row with a vector. Four sums at once: one alone would wait for itself. */
function product(rows: Float32Array, begin: number, vector: Float32Array): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let at = 0; at < vector.length; at += 4) {
    first += rows[begin + at]! * vector[at]!;
    second += rows[begin + at + 1]! * vector[at + 1]!;
    third += rows[begin + at + 2]! * vector[at + 2]!;
    fourth += rows[begin + at + 3]! * vector[at + 3]!;
  }
  return first + second + third + fourth;
}

/** How near a guest counts. */
const GUEST = 0.7;
