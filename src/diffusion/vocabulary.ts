/** What the sampler must know of every token: sounds, rhyme classes, and which words may be drawn at all. */
import { isFunctionWord, type Lexicon, wordFamilies } from '../poetics/index.ts';
import type { Guest, Pronunciation } from '../poetics/types.ts';
import { SyllableArcs } from './syllable-arcs.ts';

/** Rhyme facts of one token, from its first pronunciation. */
export interface RhymeSound {
  readonly key: string;
  readonly onset: string;
}

/** Words of one stress pattern that a line in need may always use. */
const COMMONEST = 6;

/** The lexicon's part, made once. */
export class Vocabulary {
  readonly lexicon: Lexicon;
  readonly arcs: SyllableArcs;
  /** 1 for a word that carries sense: not to be repeated lightly. */
  readonly content: Uint8Array;
  /** 1 for every word that may be drawn, and `<pad>`. */
  readonly drawable: Uint8Array;
  /** All end marks. */
  readonly markTokens: readonly number[];
  /** The token that stands for all forms of a word. */
  readonly families: Int32Array;
  /** The forms of a word by the token that stands for them, where there are several. */
  readonly forms: ReadonlyMap<number, readonly number[]>;
  /** By token, undefined where it has no rhyme. */
  readonly sounds: readonly (RhymeSound | undefined)[];
  /** Tokens by rhyme key. */
  readonly rhymeClasses: ReadonlyMap<string, readonly number[]>;
  /** How many different onsets each rhyme class has: so many lines it can serve. */
  readonly onsets: ReadonlyMap<string, number>;
  /** The commonest words of every stress pattern: with them among its candidates, hardly a line is impossible. */
  readonly everyStress: readonly number[];
  /** Words of the corpus. */
  readonly words: number;
  readonly #pronunciations: readonly (readonly Pronunciation[])[];
  readonly #rhymingWords = new Map<number, Uint8Array>();

  constructor(lexicon: Lexicon) {
    this.lexicon = lexicon;
    this.#pronunciations = Array.from({ length: lexicon.size }, (_, token) => lexicon.pronunciations(token));
    this.arcs = new SyllableArcs(this.#pronunciations);
    this.content = new Uint8Array(lexicon.size);
    this.drawable = new Uint8Array(lexicon.size);
    this.drawable[lexicon.pad] = 1;
    const classes = new Map<string, number[]>();
    for (let token = lexicon.firstWord; token < lexicon.size; token++) {
      if (lexicon.blocked(token) || this.#pronunciations[token]!.length === 0) continue;
      this.drawable[token] = 1;
      if (!isFunctionWord(lexicon.spelling(token))) this.content[token] = 1;
      const key = this.#pronunciations[token]![0]!.rhyme;
      if (key !== '') append(classes, key, token);
    }
    this.markTokens = lexicon.punctuation.map((_, mark) => lexicon.punctuationToken(mark));
    this.sounds = this.#pronunciations.map(rhymeOf);
    this.families = wordFamilies(
      Array.from(this.content, (sense, token) => (sense === 1 ? lexicon.spelling(token) : undefined)),
    );
    this.forms = formsByFamily(this.families);
    this.rhymeClasses = classes;
    this.onsets = new Map([...classes].map(([key, tokens]) => [key, this.#differentOnsets(tokens)]));
    this.everyStress = this.#commonestByStress();
    let words = 0;
    for (let token = lexicon.firstWord; token < lexicon.size; token++) words += lexicon.count(token);
    this.words = Math.max(1, words);
  }

  #differentOnsets(tokens: readonly number[]): number {
    return new Set(tokens.map((token) => this.#pronunciations[token]![0]!.onset)).size;
  }

  #commonestByStress(): number[] {
    const byStress = new Map<string, number[]>();
    const { firstWord, size } = this.lexicon;
    for (let token = firstWord; token < size; token++) {
      if (this.drawable[token] !== 1) continue;
      const { stress } = this.#pronunciations[token]![0]!;
      append(byStress, stress, token);
    }
    const count = (token: number) => this.lexicon.count(token);
    return [...byStress.values()].flatMap((tokens) =>
      tokens.sort((one, other) => count(other) - count(one)).slice(0, COMMONEST),
    );
  }

  /** 1 for every token whose class has as many different onsets as a rhyme group has lines. */
  rhymingWords(lines: number): Uint8Array {
    let serving = this.#rhymingWords.get(lines);
    if (!serving) {
      serving = new Uint8Array(this.lexicon.size);
      for (const [key, tokens] of this.rhymeClasses)
        if (this.onsets.get(key)! >= lines) for (const token of tokens) serving[token] = 1;
      this.#rhymingWords.set(lines, serving);
    }
    return serving;
  }

  /**
   * The same with the guests of one poem.
   * @param guests   words that the denoiser knows by its guest tokens; those beyond its number are dropped
   * @param visitors words for which it has no token: they have ids from `lexicon.size` on, and it reads `<rare>`
   */
  withGuests(guests: readonly Guest[], visitors: readonly Guest[] = []): PoemVocabulary {
    return new PoemVocabulary(this, guests, visitors, this.#pronunciations);
  }
}

/** One poem's view: its guests have sounds, its blocked words are gone. */
export class PoemVocabulary {
  readonly lexicon: Lexicon;
  readonly guests: readonly Guest[];
  /** Words without a token of the model: visitor `i` is token `lexicon.size + i`. Never drawn freely, only placed. */
  readonly visitors: readonly Guest[];
  readonly arcs: SyllableArcs;
  readonly content: Uint8Array;
  readonly drawable: Uint8Array;
  readonly #base: Vocabulary;
  readonly #pronunciations: readonly (readonly Pronunciation[])[];
  readonly #sounds: readonly (RhymeSound | undefined)[];
  /** Views of `drawable`, made when they are first asked for. */
  #drawableWords: Uint8Array | undefined;
  readonly #rhymeClasses = new Map<string, readonly number[]>();
  readonly #rhymingWords = new Map<number, Uint8Array>();

  constructor(
    base: Vocabulary,
    guests: readonly Guest[],
    visitors: readonly Guest[],
    pronunciations: readonly (readonly Pronunciation[])[],
  ) {
    const { lexicon } = base;
    this.#base = base;
    this.lexicon = lexicon;
    this.guests = guests.slice(0, lexicon.guests);
    this.visitors = visitors;
    this.content = extended(base.content, visitors.length);
    this.drawable = extended(base.drawable, visitors.length);
    const invited = this.#invited();
    const own = invited.length > 0 ? [...pronunciations] : pronunciations;
    for (const { token, guest } of invited) {
      (own as (readonly Pronunciation[])[])[token] = guest.pronunciations;
      this.content[token] = 1;
      this.drawable[token] = 1;
    }
    this.#pronunciations = own;
    this.#sounds = invited.length > 0 ? own.map((ways, token) => base.sounds[token] ?? rhymeOf(ways)) : base.sounds;
    this.arcs = invited.length > 0 ? new SyllableArcs(own) : base.arcs;
  }

  /** Guests and visitors with their tokens. */
  #invited(): { readonly token: number; readonly guest: Guest }[] {
    return [
      ...this.guests.map((guest, number) => ({ token: this.lexicon.guest(number), guest })),
      ...this.visitors.map((guest, number) => ({ token: this.lexicon.size + number, guest })),
    ];
  }

  /** The token of a word: the lexicon's, else a guest's or a visitor's; undefined for a word that nobody invited. */
  token(word: string): number | undefined {
    return this.lexicon.id(word) ?? this.invitedToken(word);
  }

  /** The token of a guest or a visitor, also where the lexicon knows the word too. */
  invitedToken(word: string): number | undefined {
    return this.#invited().find(({ guest }) => guest.word === word)?.token;
  }

  /** The guest or visitor that a token stands for. */
  guestOf(token: number): Guest | undefined {
    if (token >= this.lexicon.size) return this.visitors[token - this.lexicon.size];
    return this.lexicon.isGuest(token) ? this.guests[token - this.lexicon.guest(0)] : undefined;
  }

  /** The share of a word among all words of the corpus. */
  frequency(token: number): number {
    return token < this.lexicon.size ? this.lexicon.count(token) / this.#base.words : 0;
  }

  /** A token that all forms of a word have in common. */
  family(token: number): number {
    return this.#base.families[token] ?? token;
  }

  /** All forms of a token's word, itself among them. */
  forms(token: number): readonly number[] {
    return this.#base.forms.get(this.family(token)) ?? [token];
  }

  /** {@link Vocabulary.everyStress}. */
  get everyStress(): readonly number[] {
    return this.#base.everyStress;
  }

  /** {@link Vocabulary.markTokens}. */
  get markTokens(): readonly number[] {
    return this.#base.markTokens;
  }

  /** Takes words out of the draw altogether. */
  bar(words: Iterable<string>): void {
    for (const word of words) {
      const token = this.lexicon.id(word);
      if (token !== undefined) this.drawable[token] = 0;
      const invited = this.invitedToken(word);
      if (invited !== undefined) this.drawable[invited] = 0;
    }
    this.#forgetViews();
  }

  /** Takes the lexicon's words out of the draw, but not guests and visitors that are spelt alike. */
  barFromLexicon(words: Iterable<string>): void {
    for (const word of words) {
      const token = this.lexicon.id(word);
      if (token !== undefined) this.drawable[token] = 0;
    }
    this.#forgetViews();
  }

  pronunciations(token: number): readonly Pronunciation[] {
    return this.#pronunciations[token]!;
  }

  /** The rhyme of a token, undefined when it has none. */
  rhyme(token: number): RhymeSound | undefined {
    return this.#sounds[token];
  }

  /** All drawable tokens of a rhyme class. */
  rhymeClass(key: string): readonly number[] {
    const known = this.#rhymeClasses.get(key);
    if (known) return known;
    const words = (this.#base.rhymeClasses.get(key) ?? []).filter((token) => this.drawable[token] === 1);
    const invited = this.#invited()
      .map(({ token }) => token)
      .filter((token) => this.drawable[token] === 1 && this.rhyme(token)?.key === key);
    const rhyming = [...words, ...invited];
    this.#rhymeClasses.set(key, rhyming);
    return rhyming;
  }

  /**
   * 1 for every drawable token whose class can serve a whole rhyme group.
   * @param lines  lines of the group: so many words with different onsets there must be
   */
  rhymingWords(lines: number): Uint8Array {
    const known = this.#rhymingWords.get(lines);
    if (known) return known;
    const allowed = this.drawable.slice();
    const serving = this.#base.rhymingWords(lines);
    for (let token = 0; token < serving.length; token++) allowed[token]! &= serving[token]!;
    for (const { token } of this.#invited()) if (this.rhyme(token)) allowed[token] = this.drawable[token]!;
    this.#rhymingWords.set(lines, allowed);
    return allowed;
  }

  /** 1 for every word that may be drawn. */
  get drawableWords(): Uint8Array {
    if (!this.#drawableWords) {
      this.#drawableWords = this.drawable.slice();
      this.#drawableWords[this.lexicon.pad] = 0;
    }
    return this.#drawableWords;
  }

  #forgetViews(): void {
    this.#drawableWords = undefined;
    this.#rhymeClasses.clear();
    this.#rhymingWords.clear();
  }

  /** A token as its person spelt it. */
  print(token: number): string {
    return this.guestOf(token)?.spelling ?? (this.lexicon.isGuest(token) ? '' : this.lexicon.spelling(token));
  }

  /** A token's word as it is typed, without capitals: for letters and comparison. */
  word(token: number): string {
    return this.guestOf(token)?.word ?? (this.lexicon.isGuest(token) ? '' : this.lexicon.spelling(token));
  }
}

function rhymeOf([first]: readonly Pronunciation[]): RhymeSound | undefined {
  return first && first.rhyme !== '' ? { key: first.rhyme, onset: first.onset } : undefined;
}

function append(lists: Map<string, number[]>, key: string, token: number): void {
  const list = lists.get(key);
  if (list) list.push(token);
  else lists.set(key, [token]);
}

function formsByFamily(families: Int32Array): Map<number, number[]> {
  const forms = new Map<number, number[]>();
  for (const [token, family] of families.entries())
    if (token !== family) {
      if (!forms.has(family)) forms.set(family, [family]);
      forms.get(family)!.push(token);
    }
  return forms;
}

/** The same with `more` zeros at the end. */
function extended(flags: Uint8Array, more: number): Uint8Array {
  const longer = new Uint8Array(flags.length + more);
  longer.set(flags);
  return longer;
}
