/**
 * Draws a poem towards its voice. The denoiser knows who says "doth", but a sampler that takes what is likely passes such
 * words over at every slot, and without the first of them there is no reason for a second. So what a voice says more often
 * than anybody does gains what it is likelier in it: classifier-free guidance (Ho & Salimans 2022) by words instead of by
 * slots, measured once on an empty canvas instead of by a second run at every step.
 */
import { findStyle, layCanvas, type ModelConfig, voices } from '../poetics/index.ts';
import type { Denoiser } from './denoiser.ts';
import { PoemCanvas } from './poem-canvas.ts';
import type { WordGains } from './pull.ts';
import type { SequenceBuilder } from './sequence.ts';
import type { PoemVocabulary, Vocabulary } from './vocabulary.ts';

/** Words that a voice is told by. */
const MOST_WORDS = 300;
/** What is rarer than this in a voice is chance. */
const LEAST_CHANCE = 3e-5;
/** Nats by which a word is likelier in a voice: from where on it counts, and beyond which it counts no more. */
const ratio = { least: 0.3, most: 3 } as const;

/** What each voice says more often than anybody. */
export class VoiceField {
  readonly #words: ReadonlyMap<string, WordGains>;

  private constructor(words: ReadonlyMap<string, WordGains>) {
    this.#words = words;
  }

  /** One run for every voice, and one for none. */
  static async measure(
    denoiser: Pick<Denoiser, 'scores'>,
    sequences: SequenceBuilder,
    { lexicon, drawable }: Vocabulary,
    { limits, topicWidth }: Pick<ModelConfig, 'limits' | 'topicWidth'>,
  ): Promise<VoiceField> {
    const shapes = findStyle('quatrains').form.shape({ lines: 4, random: () => 0.5 });
    const canvas = new PoemCanvas(layCanvas(shapes, limits));
    const marks = new Set(canvas.lines.map(({ punctuationSlot }) => punctuationSlot));
    const whole = new Uint8Array(canvas.tokens.length).fill(1);
    const chances = async (voice: number) => {
      const topic = { text: '', words: [], guests: [], vector: new Float32Array(topicWidth) };
      const prompt = { form: lexicon.drop, voice, topic };
      const scores = await denoiser.scores(
        sequences.build(canvas, prompt, 1, { names: Int32Array.of(lexicon.pad), whole }),
      );
      const mean = new Float64Array(lexicon.size);
      for (let slot = 0; slot < whole.length; slot++) if (!marks.has(slot)) addChances(scores.row(slot).all(), mean);
      return mean.map((sum) => sum / (whole.length - marks.size));
    };
    const anybody = await chances(lexicon.drop);
    const words = new Map<string, WordGains>();
    for (const { id } of voices) {
      const token = lexicon.voiceToken(id);
      if (token !== undefined) words.set(id, telling(await chances(token), anybody, drawable, lexicon.firstWord));
    }
    return new VoiceField(words);
  }

  /**
   * @param strength  share of the nats by which a word is likelier in the voice
   * @param words     the poem's: what is barred gains nothing
   */
  pull(voice: string, words: PoemVocabulary, strength: number): WordGains {
    const { tokens = new Int32Array(0), gains = new Float32Array(0) } = this.#words.get(voice) ?? {};
    const kept = [...tokens.keys()].filter((at) => words.drawable[tokens[at]!] === 1);
    return {
      tokens: Int32Array.from(kept, (at) => tokens[at]!),
      gains: Float32Array.from(kept, (at) => strength * gains[at]!),
    };
  }
}

/** Adds the chance of every token. */
function addChances(logits: Float32Array, to: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > most) most = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - most);
  for (let token = 0; token < logits.length; token++) to[token]! += Math.exp(logits[token]! - most) / sum;
}

/** The words that tell a voice best: likely in it, and likelier than in others. */
function telling(own: Float64Array, anybody: Float64Array, drawable: Uint8Array, firstWord: number): WordGains {
  const found: { token: number; gain: number; worth: number }[] = [];
  for (let token = firstWord; token < own.length; token++) {
    const gain = Math.min(ratio.most, Math.log(own[token]! / anybody[token]!));
    if (drawable[token] !== 1 || own[token]! < LEAST_CHANCE || gain < ratio.least) continue;
    found.push({ token, gain, worth: own[token]! * gain });
  }
  found.sort((one, other) => other.worth - one.worth);
  const kept = found.slice(0, MOST_WORDS);
  return { tokens: Int32Array.from(kept, ({ token }) => token), gains: Float32Array.from(kept, ({ gain }) => gain) };
}
