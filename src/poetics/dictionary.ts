/** How any word is said: the lexicon first, then CMUdict, then inflections of known words, then letter to sound. */
import { dictionary } from 'cmu-pronouncing-dictionary';
import { withoutStressedArticles } from './articles.ts';
import { soundOut } from './letter-to-sound.ts';
import type { Lexicon } from './lexicon.ts';
import { parsePronunciation, sharedPronunciation } from './pronunciation.ts';
import type { Pronunciation } from './types.ts';

const voiceless = new Set(['P', 'T', 'K', 'F', 'TH']);
const sibilants = new Set(['S', 'Z', 'SH', 'ZH', 'CH', 'JH']);

/** CMUdict's entries of a word, in its order: "fire", "fire(2)" … */
function listed(word: string): string[] {
  // Own properties only: "constructor" is in nobody's dictionary.
  if (!Object.hasOwn(dictionary, word)) return [];
  const entries = [dictionary[word]!];
  for (let number = 2; Object.hasOwn(dictionary, `${word}(${number})`); number++) {
    entries.push(dictionary[`${word}(${number})`]!);
  }
  return entries;
}

/** The sound of -s, -es and 's after a word. */
function withS(arpabet: string): string {
  const last = arpabet.slice(arpabet.lastIndexOf(' ') + 1);
  return `${arpabet} ${sibilants.has(last) ? 'IH0 Z' : voiceless.has(last) ? 'S' : 'Z'}`;
}

/** The sound of -ed after a word. */
function withEd(arpabet: string): string {
  const last = arpabet.slice(arpabet.lastIndexOf(' ') + 1);
  if (last === 'T' || last === 'D') return `${arpabet} IH0 D`;
  return `${arpabet} ${voiceless.has(last) || sibilants.has(last) ? (/^(S|SH|CH|P|K|F|TH)$/.test(last) ? 'T' : 'D') : 'D'}`;
}

interface Inflection {
  readonly ending: string;
  /** What may stand in the dictionary in place of the ending. */
  readonly stems: (word: string) => readonly string[];
  readonly sound: (stem: string) => string;
}

const doubled = (stem: string) => (/([b-df-hj-np-tv-z])\1$/.test(stem) ? [stem.slice(0, -1)] : []);

const inflections: readonly Inflection[] = [
  { ending: "'s", stems: (word) => [word.slice(0, -2)], sound: withS },
  // "the lovers' lane" sounds as "lovers" does.
  { ending: "s'", stems: (word) => [word.slice(0, -1)], sound: (stem) => stem },
  { ending: "'ll", stems: (word) => [word.slice(0, -3)], sound: (stem) => `${stem} AH0 L` },
  { ending: "in'", stems: (word) => [`${word.slice(0, -1)}g`], sound: (stem) => stem.replace(/NG$/, 'N') },
  { ending: 'ies', stems: (word) => [`${word.slice(0, -3)}y`], sound: withS },
  { ending: 'es', stems: (word) => [word.slice(0, -1), word.slice(0, -2)], sound: withS },
  { ending: 's', stems: (word) => (word.endsWith('ss') ? [] : [word.slice(0, -1)]), sound: withS },
  { ending: 'ied', stems: (word) => [`${word.slice(0, -3)}y`], sound: withEd },
  {
    ending: 'ed',
    stems: (word) => [word.slice(0, -1), word.slice(0, -2), ...doubled(word.slice(0, -2))],
    sound: withEd,
  },
  {
    ending: 'ing',
    stems: (word) => [word.slice(0, -3), `${word.slice(0, -3)}e`, ...doubled(word.slice(0, -3))],
    sound: (stem) => `${stem} IH0 NG`,
  },
  { ending: 'ly', stems: (word) => [word.slice(0, -2)], sound: (stem) => `${stem} L IY0` },
  { ending: 'less', stems: (word) => [word.slice(0, -4)], sound: (stem) => `${stem} L AH0 S` },
  { ending: 'ness', stems: (word) => [word.slice(0, -4)], sound: (stem) => `${stem} N AH0 S` },
];

/** Says every word. One for the process; safe to share. */
export class Pronouncer {
  readonly #lexicon: Lexicon | undefined;

  /** @param lexicon the model's words, whose own pronunciations go first; CMUdict alone when absent */
  constructor(lexicon?: Lexicon) {
    this.#lexicon = lexicon;
  }

  /** Has a dictionary this word, without guessing? */
  knows(word: string): boolean {
    return this.#lexicon?.id(word) !== undefined || Object.hasOwn(dictionary, word);
  }

  /**
   * Every way to say a word, the commonest first.
   *
   * @param word lower case, as `tokenise` gives it
   * @returns at least one, whatever the word
   */
  pronounce(word: string): readonly Pronunciation[] {
    const id = this.#lexicon?.id(word);
    const own = id === undefined ? [] : this.#lexicon!.pronunciations(id);
    // A few entries have no vowel ("hmm"): nothing that a line could count.
    const others = listed(word)
      .map(sharedPronunciation)
      .filter(({ syllables }) => syllables > 0);
    const all = [...own, ...others.filter((other) => !own.some((one) => sameSound(one, other)))];
    if (all.length > 0) return withoutStressedArticles(word, all);
    return (this.#inflected(word) ?? [soundOut(word)]).map(parsePronunciation);
  }

  #inflected(word: string): string[] | undefined {
    for (const { ending, stems, sound } of inflections) {
      if (!word.endsWith(ending) || word.length < ending.length + 2) continue;
      const stem = stems(word).find((candidate) => this.knows(candidate));
      if (stem !== undefined) return this.pronounce(stem).map(({ phones }) => sound(phones.join(' ')));
    }
    // A possessive of an unknown name: "Kubernetes's".
    return word.endsWith("'s") ? [withS(soundOut(word.slice(0, -2)))] : undefined;
  }
}

function sameSound(a: Pronunciation, b: Pronunciation): boolean {
  return a === b || a.phones.join(' ') === b.phones.join(' ');
}
