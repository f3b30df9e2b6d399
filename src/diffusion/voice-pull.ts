/**
 * Draws a poem towards its voice. The denoiser knows who says "doth", but a sampler that takes what is likely passes such
 * words over at every slot, and without the first of them there is no reason for a second. So what a voice says more often
 * than the others do gains what it is likelier in it: classifier-free guidance (Ho & Salimans 2022) by words instead of by
 * slots, measured once when the model is trained (docs/model-format.md, voices.json) instead of by a second run at every step.
 */
import type { Lexicon, VoiceWords } from '../poetics/index.ts';
import type { WordGains } from './pull.ts';
import type { SamplingSettings } from './settings.ts';
import type { PoemVocabulary } from './vocabulary.ts';

/** What each voice says more often than the others. */
export class VoiceField {
  readonly #words: ReadonlyMap<string, WordGains>;

  constructor(voices: VoiceWords, lexicon: Lexicon) {
    this.#words = new Map(
      Object.entries(voices).map(([voice, words]) => {
        const known = Object.entries(words).flatMap(([word, nats]) => {
          const token = lexicon.id(word);
          return token === undefined ? [] : [{ token, nats }];
        });
        const tokens = Int32Array.from(known, ({ token }) => token);
        return [voice, { tokens, gains: Float32Array.from(known, ({ nats }) => nats) }];
      }),
    );
  }

  /**
   * @param words     the poem's: what is barred gains nothing
   * @param strength  share of the nats by which a word is likelier in the voice, that it gains, and the most nats
   */
  pull(voice: string, words: PoemVocabulary, { share, most }: SamplingSettings['voicePull']): WordGains {
    const { tokens = new Int32Array(0), gains = new Float32Array(0) } = this.#words.get(voice) ?? {};
    const kept = [...tokens.keys()].filter((at) => words.drawable[tokens[at]!] === 1);
    return {
      tokens: Int32Array.from(kept, (at) => tokens[at]!),
      gains: Float32Array.from(kept, (at) => Math.min(most, share * gains[at]!)),
    };
  }
}
