import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from 'obscenity';
import type { Settings } from '../settings/index.ts';
import { foldedWords } from './fold.ts';
import { type ListedWords, listedWords } from './listed-words.ts';
import { innocent, strictWords, strongPhrases, strongWordsElsewhere } from './word-lists.ts';

/** The settings that a filter reads. */
export type FilterSettings = Pick<Settings, 'filter' | 'words'>;

/** Finds words that a server does not want, and names them to the sampler so that they are never drawn. */
export interface WordFilter {
  /** Whether a text holds a word that the settings refuse. The server's own words count at every level. */
  refuses(text: string, settings: FilterSettings): boolean;
  /**
   * Every word that must have no probability, lower case: those of the vocabulary that {@link WordFilter.refuses},
   * and of each phrase one word, so that the phrase can never stand in a poem.
   */
  blockedWords(settings: FilterSettings): readonly string[];
}

/**
 * Reads the whole vocabulary once: make one at the start and keep it.
 *
 * @param vocabulary all words that the model can draw, lower case
 */
export function wordFilter(vocabulary: readonly string[]): WordFilter {
  const english = englishDataset.build();
  const obscene = new RegExpMatcher({
    ...english,
    ...englishRecommendedTransformers,
    whitelistedTerms: [...(english.whitelistedTerms ?? []), ...innocent],
  });
  const strong = listedWords([...strongWordsElsewhere, ...strongPhrases.map(([, phrase]) => phrase)]);
  const strict = listedWords(strictWords);
  const ownLists = new WeakMap<readonly string[], ListedWords>();

  const ownList = (words: readonly string[]): ListedWords => {
    let list = ownLists.get(words);
    if (!list) {
      list = listedWords(words);
      ownLists.set(words, list);
    }
    return list;
  };

  const isStrong = (text: string) => {
    if (obscene.hasMatch(text) || strong.find(text).length > 0) return true;
    // Once more where folding shows other words: letters spelled one by one, or drawn out.
    const lower = text.toLowerCase();
    const unveiled = foldedWords(text).filter((word) => !lower.includes(word));
    return unveiled.length > 0 && obscene.hasMatch(unveiled.join(' '));
  };
  const refusesByLevel = (text: string, level: Settings['filter']) =>
    level !== 'off' && (isStrong(text) || (level === 'strict' && strict.find(text).length > 0));

  // At once and not at the first request, since it takes a moment for a whole lexicon.
  const strongBlocked = [
    ...wordsWithMatches(obscene, vocabulary),
    ...vocabulary.filter((word) => strong.find(word).length > 0),
    ...strongPhrases.map(([needless]) => needless),
  ];
  const blockedByLevel: Readonly<Record<Settings['filter'], readonly string[]>> = {
    off: [],
    standard: strongBlocked,
    strict: [...strongBlocked, ...vocabulary.filter((word) => strict.find(word).length > 0)],
  };

  return {
    refuses: (text, { filter, words }) => refusesByLevel(text, filter) || ownList(words).find(text).length > 0,

    blockedWords({ filter, words }) {
      const list = ownList(words);
      const own = words.length === 0 ? [] : vocabulary.filter((word) => list.find(word).length > 0);
      return [...new Set([...blockedByLevel[filter], ...own, ...words.flatMap(oneWordOfPhrase)])];
    },
  };
}

/** The words in which a matcher finds something; in one pass, which is many times faster than one by one. */
function wordsWithMatches(matcher: RegExpMatcher, words: readonly string[]): readonly string[] {
  const starts: number[] = [];
  let length = 0;
  for (const word of words) {
    starts.push(length);
    length += word.length + 1;
  }
  const found = new Set<string>();
  let at = 0;
  for (const { startIndex } of matcher.getAllMatches(words.join('\n'), true)) {
    while (at + 1 < starts.length && (starts[at + 1] as number) <= startIndex) at += 1;
    found.add(words[at] as string);
  }
  return [...found];
}

/** The longest word of a phrase of two or more; nothing for a single word, which the vocabulary itself shows. */
function oneWordOfPhrase(entry: string): readonly string[] {
  const words = entry.toLowerCase().replaceAll('*', '').split(/\s+/).filter(Boolean);
  if (words.length < 2) return [];
  return [words.reduce((longest, word) => (word.length > longest.length ? word : longest))];
}
