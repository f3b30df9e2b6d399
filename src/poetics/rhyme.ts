/** True rhyme: the same sounds from the last stressed vowel on, with another consonant before it. */
import type { Pronunciation } from './types.ts';

/** The class that rhyming words share; '' where a pronunciation rhymes with nothing. */
export function rhymeKey(pronunciation: Pronunciation): string {
  return pronunciation.rhyme;
}

/**
 * Do these two sound as a true rhyme? Same rhyme part, different onset: "love" and "above" do; "sight" and "site",
 * "leave" and "believe" do not, for their stressed syllables are one and the same sound.
 */
export function rhymes(a: Pronunciation, b: Pronunciation): boolean {
  return a.rhyme !== '' && a.rhyme === b.rhyme && a.onset !== b.onset;
}
