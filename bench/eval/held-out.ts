/**
 * Cross-entropy of held-out verse under the model and under the two-sided 3-gram baseline, on the same masked slots and
 * with the same knowledge of the canvas. Counted apart: slots that hold a word of the lexicon, and all slots (padding and
 * end marks too, which are easy). Slots that hold a guest are not counted, for no baseline can know it.
 */
import type { Atelier, Denoiser, Scores } from '../../src/diffusion/index.ts';
import { SeededRandom } from '../../src/diffusion/random.ts';
import type { Lexicon } from '../../src/poetics/index.ts';
import { inOrderOfChance } from '../order-of-chance.ts';
import type { Window, WindowReader } from './held-out-window.ts';
import { NgramDenoiser } from './ngram-denoiser.ts';
import type { TwoSidedNgram } from './two-sided-ngram.ts';

export const maskRates = [0.15, 0.5, 0.85] as const;

/** Nats a word and nats a slot. */
export interface Loss {
  readonly word: number;
  readonly slot: number;
}

export interface HeldOutFigures {
  /** By mask rate. */
  readonly model: Readonly<Record<string, Loss>>;
  /** The 3-gram baseline at mask rate .5. */
  readonly baseline: Loss;
  readonly windows: number;
}

type Predictor = Pick<Denoiser, 'scores'>;

export class HeldOutTest {
  readonly #atelier: Atelier;
  readonly #reader: WindowReader;
  readonly #lengths: readonly Float64Array[];

  /** @param lengths  how long human lines are, for the baseline */
  constructor(atelier: Atelier, reader: WindowReader, lengths: readonly Float64Array[]) {
    this.#atelier = atelier;
    this.#reader = reader;
    this.#lengths = lengths;
  }

  async figures(windows: readonly Window[], ngram: TwoSidedNgram): Promise<HeldOutFigures> {
    const model: Record<string, Loss> = {};
    for (const rate of maskRates) model[`${rate}`] = await this.#loss(windows, rate, this.#atelier.denoiser);
    return { model, baseline: await this.#loss(windows, 0.5, this.#denoiser(ngram)), windows: windows.length };
  }

  /** The baseline's weights that do best on these windows: chosen on what is measured, which favours the baseline. */
  async fitted(ngram: TwoSidedNgram, windows: readonly Window[]): Promise<TwoSidedNgram> {
    let best = ngram;
    let least = Number.POSITIVE_INFINITY;
    for (const share of [0.25, 0.75])
      for (const exponent of [0.65, 0.85]) {
        const tried = ngram.with({ share, exponent });
        const { word } = await this.#loss(windows, 0.5, this.#denoiser(tried));
        if (word < least) [best, least] = [tried, word];
      }
    return best;
  }

  #denoiser(ngram: TwoSidedNgram): Predictor {
    return new NgramDenoiser(ngram, this.#lengths);
  }

  async #loss(windows: readonly Window[], rate: number, predictor: Predictor): Promise<Loss> {
    // The same slots in every run, whoever predicts them.
    const random = new SeededRandom(Math.round(rate * 1000));
    const sums = { word: 0, words: 0, slot: 0, slots: 0 };
    for (const window of windows) {
      const open = maskedSlots(window, rate, random);
      const scores = await predictor.scores(this.#reader.input(window, open));
      addLosses(window, open, scores, this.#atelier.vocabulary.lexicon, sums);
    }
    return { word: sums.word / sums.words, slot: sums.slot / sums.slots };
  }
}

/** Masks a share of all slots, at least one. [slots], 1 = masked */
function maskedSlots({ truth }: Window, rate: number, random: SeededRandom): Uint8Array {
  const open = new Uint8Array(truth.length);
  const order = inOrderOfChance(truth.keys(), random);
  for (const slot of order.slice(0, Math.max(1, Math.round(rate * truth.length)))) open[slot] = 1;
  return open;
}

function addLosses(
  { truth }: Window,
  open: Uint8Array,
  scores: Scores,
  lexicon: Lexicon,
  sums: { word: number; words: number; slot: number; slots: number },
): void {
  let row = 0;
  for (const [slot, masked] of open.entries()) {
    if (masked === 0) continue;
    const logits = scores.row(row++).all();
    const token = truth[slot]!;
    if (token === lexicon.rare || lexicon.isGuest(token)) continue;
    const nats = logSumExp(logits) - logits[token]!;
    sums.slot += nats;
    sums.slots++;
    if (token < lexicon.firstWord) continue;
    sums.word += nats;
    sums.words++;
  }
}

function logSumExp(logits: Float32Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > most) most = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - most);
  return most + Math.log(sum);
}
