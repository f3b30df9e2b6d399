/** The articles: words that dictionaries list with a stress, but verse never gives one. */
import type { Pronunciation } from './types.ts';

const articles = new Set(['a', 'an', 'the']);

/**
 * A word's pronunciations as verse uses them: an article keeps only its unstressed ones, so that a metre may refuse
 * it on a beat. All other words are returned as they are.
 */
export function withoutStressedArticles(
  word: string,
  pronunciations: readonly Pronunciation[],
): readonly Pronunciation[] {
  if (!articles.has(word)) return pronunciations;
  const unstressed = pronunciations.filter(({ stress }) => stress === '0');
  return unstressed.length > 0 ? unstressed : pronunciations;
}
