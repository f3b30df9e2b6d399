/** Human verse of the same kind as a style's poems: the same form, the same voice where there is any, the same length. */
import type { Atelier } from '../../src/diffusion/index.ts';
import { findStyle, Pronouncer } from '../../src/poetics/index.ts';
import { type HumanPoem, readLines } from '../verse/index.ts';
import type { Lines } from './repetition.ts';

/** A human poem cut to a style's length. */
export interface Counterpart {
  readonly style: string;
  readonly topic: string;
  readonly voice: string | undefined;
  readonly text: string;
  readonly lines: Lines;
}

/** Fewer held-out poems than this say little; then poems of the same form in any voice join them. */
const enough = 12;

export class HumanVerse {
  readonly #poems: readonly HumanPoem[];
  readonly #knows: (word: string) => boolean;

  /** @param poems held-out human poems */
  constructor(poems: readonly HumanPoem[], { vocabulary }: Atelier) {
    this.#poems = poems;
    const pronouncer = new Pronouncer(vocabulary.lexicon);
    this.#knows = (word) => pronouncer.knows(word);
  }

  /** Counterparts of a style's poems, at most `most`; none where nobody wrote in that form. */
  counterparts(style: string, most: number): Counterpart[] {
    const { form, voice } = findStyle(style);
    const ofForm = this.#poems.filter((poem) => poem.form === form.modelForm);
    const ofVoice = ofForm.filter((poem) => poem.voice === voice);
    const kept = ofVoice.length >= enough ? ofVoice : ofForm;
    return kept.slice(0, most).flatMap((poem) => this.#cut(poem, style, form.lines.usual));
  }

  /** Poems in a voice, at most so many lines each. */
  inVoice(voice: string, lines: number): Counterpart[] {
    return this.#poems.filter((poem) => poem.voice === voice).flatMap((poem) => this.#cut(poem, '', lines));
  }

  /** Poems with a topic as somebody typed it. */
  withTopics(lines: number): Counterpart[] {
    return this.#poems.filter(({ topic }) => topic !== '').flatMap((poem) => this.#cut(poem, '', lines));
  }

  #cut(poem: HumanPoem, style: string, length: number): Counterpart[] {
    const { printed, lines } = readLines(poem.stanzas.flat(), this.#knows);
    if (lines.length < Math.min(3, length)) return [];
    return [
      {
        style,
        topic: poem.topic,
        voice: poem.voice,
        text: printed.slice(0, length).join('\n'),
        lines: lines.slice(0, length),
      },
    ];
  }
}
