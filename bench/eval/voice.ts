/** Can the voice be told from the words alone? A multinomial naive Bayes classifier, trained on human verse, guesses it. */
import type { Lexicon } from '../../src/poetics/index.ts';
import type { WordShelf } from '../verse/index.ts';
import type { Lines } from './repetition.ts';

export interface VoicedPoem {
  readonly voice: string;
  readonly lines: Lines;
}

/** Fewest words of training verse with which a voice can be learnt. */
const fewestWords = 2000;

/** Told apart by their words alone, all in the same form. */
export const classifiedVoices = ['elizabethan', 'dickinson', 'whitman', 'nonsense', 'rap', 'modern'];
export const voiceStyle = 'quatrains';

export class VoiceClassifier {
  readonly voices: readonly string[];
  readonly #lexicon: Lexicon;
  /** By voice: [V] log probability of each word. */
  readonly #logs: readonly Float64Array[];

  /** @param wanted voices to tell apart; those with too little verse are left out */
  constructor(shelf: WordShelf, lexicon: Lexicon, wanted: readonly string[]) {
    this.#lexicon = lexicon;
    const counts = new Map(wanted.map((voice) => [voice, new Float64Array(lexicon.size)]));
    for (let poem = 0; poem + 1 < shelf.poems.length; poem++) {
      const own = counts.get(shelf.voices[shelf.voice[poem]!] ?? '');
      if (!own) continue;
      for (let at = shelf.poems[poem]!; at < shelf.poems[poem + 1]!; at++) {
        const token = shelf.tokens[at]!;
        if (token >= lexicon.firstWord) own[token]!++;
      }
    }
    const total = (voice: string) => counts.get(voice)!.reduce((sum, count) => sum + count, 0);
    this.voices = wanted.filter((voice) => total(voice) >= fewestWords);
    this.#logs = this.voices.map((voice) => {
      const own = counts.get(voice)!;
      const all = total(voice) + 0.5 * own.length;
      return own.map((count) => Math.log((count + 0.5) / all));
    });
  }

  /** All voices are taken to be equally likely beforehand. */
  guess(lines: Lines): string {
    const tokens = lines.flat().flatMap((word) => this.#lexicon.id(word) ?? []);
    const scores = this.#logs.map((logs) => tokens.reduce((sum, token) => sum + logs[token]!, 0));
    return this.voices[scores.indexOf(Math.max(...scores))]!;
  }

  /** Share of the poems whose voice is guessed, each voice counting alike; poems of voices not learnt are left out. */
  accuracy(poems: readonly VoicedPoem[]): number {
    const known = this.voices
      .map((voice) => poems.filter((poem) => poem.voice === voice))
      .filter(({ length }) => length > 0);
    const shares = known.map(
      (own) => own.filter(({ voice, lines }) => this.guess(lines) === voice).length / own.length,
    );
    return shares.length > 0 ? shares.reduce((sum, share) => sum + share, 0) / shares.length : Number.NaN;
  }
}
