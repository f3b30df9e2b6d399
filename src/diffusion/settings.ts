/** The sampler's knobs, with the values that docs/decisions says why; bench/eval may vary them. */
import type { LinePatience } from './due-lines.ts';
import type { RemaskingSettings } from './remasking.ts';

export interface SamplingSettings {
  /** Divides the logits of word slots while the poem is drawn, and while its worst lines are drawn again. */
  readonly temperature: { readonly draw: number; readonly redraw: number };
  /** γ of classifier-free guidance at the first step and at the last. */
  readonly guidance: { readonly first: number; readonly last: number };
  /** Nats that a word with the topic's own vector gains; words less near gain less. */
  readonly topicPull: number;
  /** Share of the nats by which a word is likelier in the poem's voice than in others, that it gains, and the most nats. */
  readonly voicePull: { readonly share: number; readonly most: number };
  /** λ of the word pairs: between two open slots, and beside a settled one, which the denoiser sees already. */
  readonly pairs: { readonly open: number; readonly settled: number };
  /** Exponent of the triples in the weight of whole lines. */
  readonly triples: number;
  /** Lines drawn for one that is taken, while the poem is drawn and while its worst lines are drawn again. */
  readonly lines: { readonly draw: number; readonly redraw: number };
  /** Most candidates of a word slot, in a line without a settled word, and of a last word while its rhyme is open. */
  readonly candidates: { readonly word: number; readonly blank: number; readonly rhyme: number };
  /** Exponent of a rhyme class's weight when one is drawn: all poems would rhyme on the few classes of many words. */
  readonly rhymeSpread: number;
  /** Candidates further below the best than this, in nats, are not considered. */
  readonly cutoff: number;
  /** Costs in nats. */
  readonly costs: {
    /** A content word for each time that it stands elsewhere in the poem. */
    readonly repeatedWord: number;
    /** Another form of a content word ("rained" after "rain"), likewise. */
    readonly repeatedForm: number;
    /** A content word in any form, or a little one, that stands twice in one line. */
    readonly contentWordTwice: number;
    readonly smallWordTwice: number;
    /** A little word for each time that it stands more than twice as often as in the corpus. */
    readonly overused: number;
    /** A pair of neighbours that stands elsewhere in the poem. */
    readonly repeatedPair: number;
    /** A first word for each other line that it opens. */
    readonly repeatedOpening: number;
    /** A last word for each other line that it ends, besides what it costs anywhere. Refrains are one line. */
    readonly repeatedEnd: number;
  };
  /** Share of the steps, at the end, that draw the least certain words again. */
  readonly redrawShare: number;
  readonly remasking: RemaskingSettings;
  /** Words that say more settle sooner: nats of certainty for each nat of a word's rarity. */
  readonly orderRarity: number;
  /**
   * The poem settles from its beginning on: nats by which the words of its first line go before those of its last. A
   * later line so follows from the earlier ones, instead of being settled at the same time.
   */
  readonly orderReading: number;
  /** Gumbel noise on the order of settling at the first step, in nats; falls to 0. Pure greed repeats itself. */
  readonly orderNoise: number;
  readonly linePatience: LinePatience;
  /** γ of the entropy-bounded schedule: more slots settle while their summed entropy stays below (2505.24857). */
  readonly entropyBound: number;
}

export const samplingSettings: SamplingSettings = {
  temperature: { draw: 0.9, redraw: 0.9 },
  guidance: { first: 1, last: 1 },
  topicPull: 3,
  voicePull: { share: 0.8, most: 1.2 },
  pairs: { open: 0.9, settled: 0.2 },
  triples: 0.5,
  lines: { draw: 10, redraw: 16 },
  candidates: { word: 16, blank: 10, rhyme: 60 },
  rhymeSpread: 0.6,
  cutoff: 8,
  costs: {
    contentWordTwice: 12,
    smallWordTwice: 3,
    overused: 0.6,
    repeatedWord: 1.4,
    repeatedForm: 1.1,
    repeatedPair: 3.5,
    repeatedOpening: 1,
    repeatedEnd: 2,
  },
  redrawShare: 0.34,
  remasking: { turns: 3, share: 0.4, patience: 1.5 },
  orderRarity: 0.12,
  orderReading: 5,
  orderNoise: 0.6,
  linePatience: { begun: 3, blank: 6 },
  entropyBound: 0.1,
};
