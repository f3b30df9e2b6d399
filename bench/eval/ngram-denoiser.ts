/**
 * The 3-gram model in the denoiser's place: the same canvas, the same form sampler, the same word pairs and penalties,
 * but nothing known of topic, voice, other lines, or words further off than two.
 */
import { type Denoiser, type DenoiserInput, Scores } from '../../src/diffusion/index.ts';
import { type Lexicon, Pronouncer } from '../../src/poetics/index.ts';
import type { WordShelf } from '../verse/index.ts';
import { neighboursOf, type TwoSidedNgram } from './two-sided-ngram.ts';

const FEATURES = 6;
const SLOT_FEATURE = 3;
const TARGET_FEATURE = 4;
const IMPOSSIBLE = -60;

export class NgramDenoiser implements Pick<Denoiser, 'scores'> {
  readonly #ngram: TwoSidedNgram;
  readonly #lexicon: Lexicon;
  /** [syllables][words]: lines of so many syllables that have so many words. */
  readonly #lengths: readonly Float64Array[];

  /** @param lengths  from {@link lineLengths} */
  constructor(ngram: TwoSidedNgram, lengths: readonly Float64Array[]) {
    this.#ngram = ngram;
    this.#lexicon = ngram.lexicon;
    this.#lengths = lengths;
  }

  async scores({ places, tokens, features, open, wanted }: DenoiserInput): Promise<Scores> {
    const { size, mask } = this.#lexicon;
    const logits = new Float32Array(open.length * size);
    const logScores = new Float64Array(size);
    const openHere = new Uint8Array(places);
    for (let place = 0; place < places; place++) openHere[place] = tokens[place] === mask ? 1 : 0;
    for (const [row, place] of open.entries()) {
      const own = logits.subarray(row * size, (row + 1) * size);
      const slot = features[place * FEATURES + SLOT_FEATURE]!;
      const target = features[place * FEATURES + TARGET_FEATURE]!;
      const [first, last] = lineBounds(features, place, places);
      this.#ngram.logScores(neighboursOf(place, first, last, tokens, openHere), logScores);
      if (slot === 1) this.#mark(logScores, own);
      else this.#word(logScores, own, this.#padChance(slot - 1, target, place, first, last, openHere, features));
    }
    return Scores.ofWhole(logits, wanted.gains);
  }

  /** An end mark: the n-gram's scores of the marks alone. */
  #mark(scores: Float64Array, into: Float32Array): void {
    into.fill(IMPOSSIBLE);
    for (let mark = 0; mark < this.#lexicon.punctuation.length; mark++) {
      const token = this.#lexicon.punctuationToken(mark);
      into[token] = scores[token]!;
    }
  }

  #word(scores: Float64Array, into: Float32Array, padChance: number): void {
    const { firstWord, size, pad } = this.#lexicon;
    let most = Number.NEGATIVE_INFINITY;
    for (let token = firstWord; token < size; token++) most = Math.max(most, scores[token]!);
    let sum = 0;
    for (let token = firstWord; token < size; token++) sum += Math.exp(scores[token]! - most);
    const shift = Math.log(Math.max(1e-20, 1 - padChance)) - most - Math.log(sum);
    into.fill(IMPOSSIBLE, 0, firstWord);
    for (let token = firstWord; token < size; token++) into[token] = scores[token]! + shift;
    into[pad] = padChance > 0 ? Math.log(padChance) : IMPOSSIBLE;
  }

  /** How likely the `number`-th word slot from the end is empty, from the lengths of human lines. */
  #padChance(
    number: number,
    target: number,
    place: number,
    first: number,
    last: number,
    open: Uint8Array,
    features: Int32Array,
  ): number {
    // A word that is settled to the left of it stands within the line, so this slot is filled, too.
    for (let other = first; other < place; other++) if (open[other] === 0) return 0;
    const lengths = this.#lengths[Math.min(target, this.#lengths.length - 1)]!;
    // Settled words further right are certain; the line has at least as many words as the leftmost of them says.
    let least = 1;
    for (let other = last - 1; other >= first; other--)
      if (open[other] === 0) least = Math.max(least, features[other * FEATURES + SLOT_FEATURE]! - 1);
    // Settled padding is left out of the sequence, so the leftmost place that is in it bounds the line.
    const most = features[first * FEATURES + SLOT_FEATURE]! - 1;
    let shorter = 0;
    let all = 0;
    for (let words = least; words <= most; words++) {
      all += lengths[words]!;
      if (words < number) shorter += lengths[words]!;
    }
    return all > 0 ? shorter / all : 0;
  }
}

/** The first and the last place of the line that a place stands in; slots are numbered downwards to 1. */
function lineBounds(features: Int32Array, place: number, places: number): [number, number] {
  const slot = (at: number) => features[at * FEATURES + SLOT_FEATURE]!;
  let first = place;
  while (first > 0 && slot(first - 1) > slot(first)) first--;
  let last = place;
  while (slot(last) > 1 && last + 1 < places) last++;
  return [first, last];
}

/** How many of the shelf's lines of so many syllables have so many words: [syllables][words]. */
export function lineLengths(shelf: WordShelf, lexicon: Lexicon): Float64Array[] {
  const pronouncer = new Pronouncer(lexicon);
  const syllables = Uint8Array.from({ length: lexicon.size }, (_, token) =>
    token < lexicon.firstWord ? 0 : (pronouncer.pronounce(lexicon.spelling(token))[0]?.syllables ?? 1),
  );
  const lengths = Array.from({ length: 17 }, () => new Float64Array(17).fill(0.01));
  let words = 0;
  let total = 0;
  for (const token of shelf.tokens) {
    if (!lexicon.isPunctuation(token)) {
      words++;
      total += token < lexicon.firstWord ? 2 : syllables[token]!;
      continue;
    }
    if (words < 17 && total < 17) lengths[total]![words]!++;
    words = 0;
    total = 0;
  }
  return lengths;
}
