/**
 * Which words of a drawn poem are masked again for the next step (remasking, Wang et al. 2025, arXiv 2503.00307): short
 * stretches of the least certain ones. With nearly all of the poem in sight the denoiser knows best what belongs there.
 */
import type { PoemCanvas, Unit } from './poem-canvas.ts';
import type { SeededRandom } from './random.ts';

export interface RemaskingSettings {
  /** Steps in which every line has its turn once; at each step the other lines stand whole, for its words to fit. */
  readonly turns: number;
  /** Share of a line's words that are masked, in the middle of the redrawing; half as much again at its begin, half at its end. */
  readonly share: number;
  /** Nats of certainty that a word gains each time that it was masked, so that every word has its turn. */
  readonly patience: number;
}

export class Remasking {
  readonly #canvas: PoemCanvas;
  readonly #pad: number;
  /** The units that may become others. */
  readonly #free: readonly Unit[];
  /** Steps in which each of them has its turn once. */
  readonly #turns: number;
  readonly #random: SeededRandom;
  readonly #settings: RemaskingSettings;
  /** How often words were masked again. */
  #reopened = 0;
  /** How often each flat slot was masked again. */
  readonly #times: Int32Array;

  /**
   * @param pad   the token that is no word
   * @param kept  units that stay as they are
   */
  constructor(
    canvas: PoemCanvas,
    pad: number,
    kept: ReadonlySet<number>,
    random: SeededRandom,
    settings: RemaskingSettings,
  ) {
    this.#canvas = canvas;
    this.#pad = pad;
    this.#free = canvas.units.filter(({ number }) => !kept.has(number));
    this.#turns = Math.min(settings.turns, this.#free.length);
    this.#random = random;
    this.#settings = settings;
    this.#times = new Int32Array(canvas.tokens.length);
  }

  /**
   * Opens the words whose turn it is, some in every line whose turn it is.
   * @param progress  through the redrawing, 0 (nothing redrawn yet) … 1
   */
  reopen(progress: number): void {
    const share = this.#settings.share * (1.5 - progress);
    const rhymes = new Set<string>();
    const turn = this.#reopened++ % this.#turns;
    for (const unit of this.#free.filter((_, at) => at % this.#turns === turn)) {
      for (const place of this.#stretches(unit, share, rhymes)) {
        this.#canvas.reopenPlace(unit, place);
        this.#times[this.#canvas.slot(unit, place)]!++;
      }
    }
  }

  /** Places to open: uncertain ones, each with its neighbour to the left, since two words change more easily than one. */
  #stretches(unit: Unit, share: number, rhymes: Set<string>): Set<number> {
    const { rhyme } = unit.line.shape;
    const words = Array.from({ length: unit.width }, (_, place) => place).filter(
      (place) => this.#canvas.token(unit, place) !== this.#pad,
    );
    const wanted = Math.max(1, Math.round(words.length * share));
    const ranked = words
      .map((place) => ({ place, rank: this.#rank(unit, place) }))
      .sort((one, other) => one.rank - other.rank);
    const opened = new Set<number>();
    for (const { place } of ranked) {
      if (opened.size >= wanted) break;
      for (const near of [place, place - 1]) {
        if (near < words[0]!) continue;
        // Two ends of one rhyme are never open at once: each line is kept or not for itself.
        if (near === unit.width - 2 && rhyme !== undefined && !opened.has(near)) {
          if (rhymes.has(rhyme)) continue;
          rhymes.add(rhyme);
        }
        opened.add(near);
      }
    }
    return opened;
  }

  /** The lower, the sooner. The Gumbel noise makes it a draw in proportion to uncertainty (Kool et al. 2019). */
  #rank(unit: Unit, place: number): number {
    const slot = this.#canvas.slot(unit, place);
    const certainty = Math.log(Math.max(1e-6, this.#canvas.certainty[slot]!));
    return certainty + this.#settings.patience * this.#times[slot]! - this.#random.gumbel();
  }
}
