/**
 * What poetics knows, as types: pronunciations, shapes of lines, forms, styles, the canvas.
 * Pure data; imports nothing but the shared words of poem.ts.
 */

/** One way to say a word. */
export interface Pronunciation {
  /** ARPAbet without spaces lost: `['L','AH1','V']`. */
  readonly phones: readonly string[];
  readonly syllables: number;
  /** One digit a syllable: 0 unstressed, 1 primary, 2 secondary. */
  readonly stress: string;
  /** Phones from the last stressed vowel on, without stress digits, joined by spaces; '' when it cannot rhyme
   * (no stressed vowel, or the last stressed vowel is not the primary one). */
  readonly rhyme: string;
  /** The consonants just before that vowel; words that agree in onset and rhyme sound identical at the end. */
  readonly onset: string;
}

/** What the syllables of a line may do. Decided word by word: {@link Meter.fits}. */
export interface Meter {
  readonly id: string;
  /** May a word of this stress pattern stand with its first syllable at place `at` (from 0) of a line of `total`? */
  fits(stress: string, at: number, total: number): boolean;
}

/** One line of a form, ready for the sampler. */
export interface LineShape {
  /** Allowed numbers of syllables, the usual one first. */
  readonly syllables: readonly number[];
  readonly meter: Meter | undefined;
  /** Rhyme group within the poem ('A', 'B', …); lines of one group rhyme. Undefined = unrhymed. */
  readonly rhyme: string | undefined;
  /** Lines with the same refrain are word for word the same. */
  readonly refrain: string | undefined;
  /** The letter the line must begin with (acrostic), lower case. */
  readonly initial: string | undefined;
  /** True for the first line of a stanza. */
  readonly opensStanza: boolean;
}

/** How a style's poem is built and printed. */
export interface Form {
  readonly id: string;
  readonly name: string;
  /** The `<form:…>` token that the model was trained with. */
  readonly modelForm: string;
  /** For people: "ABAB CDCD EFEF GG", "none" … */
  readonly rhyme: string;
  /** For people: "10 a line", "5-7-5" … */
  readonly syllables: string;
  /** For people and for defaults: how many lines. */
  readonly lines: {
    readonly usual: number;
    readonly least: number;
    readonly most: number;
    /** Only multiples of this number are possible (whole stanzas). */
    readonly multipleOf: number;
  };
  /** True where `shape` needs the word to spell. */
  readonly takesWord?: boolean;
  /** The lines of one poem. `random` (0 ≤ x < 1) decides what the form leaves open (free verse's line lengths). */
  shape(options: {
    readonly lines?: number;
    readonly word?: string;
    readonly random: () => number;
  }): readonly LineShape[];
}

/** A style: a form and a voice, by the name people type. */
export interface Style {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly form: Form;
  /** The `<voice:…>` token's id. */
  readonly voice: string;
}

/** A word of the topic or draft that the lexicon lacks, with the spelling of the person who typed it. */
export interface Guest {
  readonly spelling: string;
  /** Lower case, without punctuation. */
  readonly word: string;
  readonly pronunciations: readonly Pronunciation[];
}

/** A topic, read. */
export interface Topic {
  /** Trimmed and cleaned, as it is shown. */
  readonly text: string;
  /** At most 6, in the order typed: lexicon ids, or guest numbers. Function words are left out unless all are. */
  readonly words: readonly ({ readonly token: number } | { readonly guest: number })[];
  readonly guests: readonly Guest[];
  /** [topicWidth], length 1; zeros when nothing is known. */
  readonly vector: Float32Array;
}
