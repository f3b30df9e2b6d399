/** What a repair must know of words: how the engine says them, and which of its words rhyme. */
import { isFunctionWord, type Lexicon, Pronouncer, type Pronunciation } from '../poetics/index.ts';

export class Wordbook {
  readonly pronouncer: Pronouncer;
  readonly #lexicon: Lexicon;
  readonly #classes = new Map<string, Pronunciation[]>();

  constructor(lexicon: Lexicon) {
    this.#lexicon = lexicon;
    this.pronouncer = new Pronouncer(lexicon);
    for (let token = lexicon.firstWord; token < lexicon.size; token++) {
      const first = lexicon.pronunciations(token)[0];
      if (!first || first.rhyme === '' || lexicon.blocked(token)) continue;
      const members = this.#classes.get(first.rhyme);
      if (members) members.push(first);
      else this.#classes.set(first.rhyme, [first]);
    }
  }

  /** As the engine says it: a word of the lexicon by the lexicon alone. */
  pronunciations(word: string): readonly Pronunciation[] {
    const token = this.#lexicon.id(word);
    const own = token === undefined ? [] : this.#lexicon.pronunciations(token);
    return own.length > 0 ? own : this.pronouncer.pronounce(word);
  }

  /** How the words sound that rhyme so, as the engine draws them: each by its first pronunciation. */
  rhyming(key: string): readonly Pronunciation[] {
    return this.#classes.get(key) ?? [];
  }

  carriesSense(word: string): boolean {
    return !isFunctionWord(word);
  }
}
