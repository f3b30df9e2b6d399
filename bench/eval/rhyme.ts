/** How rich the rhymes are. */
import { type Pronouncer, rhymes } from '../../src/poetics/index.ts';
import type { Lines } from './repetition.ts';

export interface RhymeRichness {
  /** Pairs of lines that rhyme strictly, within four lines of each other. */
  readonly pairs: number;
  /** Different rhyming pairs of words as a share of all. */
  readonly distinct: number;
  /** Share of the pairs whose rhyme spans two syllables or more ("weather" / "together"). */
  readonly double: number;
}

const reach = 4;

export function rhymeRichness(
  poems: readonly Lines[],
  pronouncer: Pronouncer,
  most = Number.POSITIVE_INFINITY,
): RhymeRichness {
  const seen = new Set<string>();
  let pairs = 0;
  let double = 0;
  for (const poem of poems) {
    const ends = poem.map((line) => line.at(-1)!);
    const partnered = new Set<number>();
    for (let line = 0; line < ends.length && pairs < most; line++) {
      for (let other = line + 1; other < Math.min(ends.length, line + reach + 1); other++) {
        if (partnered.has(other)) continue;
        const vowels = rhymingVowels(ends[line]!, ends[other]!, pronouncer);
        if (vowels === 0) continue;
        partnered.add(other);
        pairs++;
        if (vowels > 1) double++;
        seen.add([ends[line]!, ends[other]!].sort().join(' '));
        break;
      }
    }
  }
  return {
    pairs,
    distinct: pairs > 0 ? seen.size / pairs : Number.NaN,
    double: pairs > 0 ? double / pairs : Number.NaN,
  };
}

/** Vowels in the part of two words that rhymes; 0 when they do not rhyme. */
function rhymingVowels(a: string, b: string, pronouncer: Pronouncer): number {
  if (a === b) return 0;
  for (const one of pronouncer.pronounce(a))
    for (const other of pronouncer.pronounce(b))
      if (rhymes(one, other)) return one.rhyme.split(' ').filter((phone) => /^[AEIOU]/.test(phone)).length;
  return 0;
}
