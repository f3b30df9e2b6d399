/**
 * Metres as rules on one word at one place, so that a sampler can keep them word by word.
 *
 * A line is counted in syllables from 0. A metre names its strong places; a word of two or more syllables must have
 * its primary stress on one of them (Kiparsky 1977, the monosyllabic word constraint: only a polysyllable's stress
 * is fixed enough to break a line). Monosyllables may stand anywhere, save those that are never stressed (the
 * articles), which may not stand on a strong place.
 */
import type { Meter } from './types.ts';

/** Does the word have a primary stress, and are its stresses where the predicate allows them? */
function stressedOn(stress: string, at: number, strong: (place: number) => boolean): boolean {
  if (stress.length === 1) return stress !== '0' || !strong(at);
  let primaries = 0;
  for (let syllable = 0; syllable < stress.length; syllable++) {
    if (stress[syllable] !== '1') continue;
    primaries++;
    if (strong(at + syllable)) return true;
  }
  // A long word without a primary stress ("into", in some dictionaries) bends to the line.
  return primaries === 0;
}

/** Is the line's last syllable, if this word holds it, unstressed? */
function endsSoftly(stress: string, at: number, total: number): boolean {
  return at + stress.length < total || stress.endsWith('0');
}

/**
 * Two-syllable feet, weak then strong. An even number of syllables ends strong; an odd number has a feminine ending,
 * whose last syllable is unstressed. The first foot may be inverted ("Bare ruined choirs").
 */
export const iambic: Meter = {
  id: 'iambic',
  fits(stress, at, total) {
    if (total % 2 === 1 && !endsSoftly(stress, at, total)) return false;
    const strong = (place: number) => place % 2 === 1;
    if (at === 0 && stress.length > 1 && stress.startsWith('10')) return true;
    return stressedOn(stress, at, strong);
  },
};

/** Two-syllable feet, strong then weak. An odd number of syllables lacks the last weak one ("Twinkle, twinkle, little star"). */
export const trochaic: Meter = {
  id: 'trochaic',
  fits(stress, at, total) {
    if (total % 2 === 0 && !endsSoftly(stress, at, total)) return false;
    return stressedOn(stress, at, (place) => place % 2 === 0);
  },
};

/** Strong places of a limerick's line by its syllables: three feet or two, the first perhaps an iamb. */
const limerickBeats: Readonly<Record<number, readonly (readonly number[])[]>> = {
  5: [[1, 4]],
  6: [
    [2, 5],
    [1, 4],
  ],
  7: [[2, 5]],
  8: [[1, 4, 7]],
  9: [
    [2, 5, 8],
    [1, 4, 7],
  ],
  10: [[2, 5, 8]],
}; // prettier-ignore

/**
 * Three-syllable feet, two weak then one strong, as limericks have them: a line may begin with an iamb and may have
 * a feminine ending. Both weak places between two beats may hold one word, whose stress the pace swallows ("who taught
 * LITTLE ducklings to dance"; Attridge 1982, demotion). Nine syllables can be either ("who smiled as she rode on a tiger" / "in a deep and a whimsical
 * tone"), so a word may stand by either reading.
 */
export const anapaestic: Meter = {
  id: 'anapaestic',
  fits(stress, at, total) {
    const readings = limerickBeats[total];
    if (!readings) return false;
    return readings.some((beats) => {
      const feminine = beats.at(-1)! < total - 1;
      if (feminine && !endsSoftly(stress, at, total)) return false;
      const end = at + stress.length;
      const betweenBeats = stress.length > 1 && !beats.some((beat) => at <= beat && beat < end);
      return betweenBeats || stressedOn(stress, at, (place) => beats.includes(place));
    });
  },
};

/**
 * Four beats with one or two weak syllables between, as in rap and nursery rhymes: the beats move freely within the
 * line, but it lands on one. No stress may stand next to the last beat, and no article on it.
 */
export const fourBeat: Meter = {
  id: 'four-beat',
  fits(stress, at, total) {
    const end = at + stress.length;
    if (stress === '0') return end < total;
    const primary = stress.lastIndexOf('1');
    if (stress.length === 1 || primary < 0) return true;
    // The landing: the line's last word carries it; a word before it keeps clear of its neighbour.
    return end === total || at + primary !== total - 2;
  },
};
