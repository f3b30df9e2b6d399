/** ARPAbet, read: syllables, stress, and the part of a word that rhymes. */
import type { Pronunciation } from './types.ts';

/** Consonant clusters that may begin an English syllable, beside any single consonant. */
const onsetClusters = new Set(
  (
    'P L|P R|P Y|B L|B R|B Y|T R|T W|T Y|D R|D W|D Y|K L|K R|K W|K Y|G L|G R|G W|G Y|F L|F R|F Y|V Y|TH R|TH W|' +
    'S P|S T|S K|S M|S N|S L|S W|S F|SH R|SH W|HH Y|HH W|M Y|N Y|L Y|S P L|S P R|S P Y|S T R|S T Y|S K R|S K W|S K Y|S K L'
  ).split('|'),
);

/** True for ARPAbet's vowels, which alone carry a stress digit. */
export function isVowel(phone: string): boolean {
  const last = phone.charCodeAt(phone.length - 1);
  return last >= 48 && last <= 50;
}

/** The longest run of consonants before `vowel` that can begin a syllable (maximal onset principle, Kahn 1976). */
function onsetBefore(phones: readonly string[], vowel: number): string {
  let start = vowel;
  while (start > 0 && !isVowel(phones[start - 1]!)) {
    const cluster = phones.slice(start - 1, vowel).join(' ');
    if (start < vowel && !onsetClusters.has(cluster)) break;
    start--;
  }
  return phones.slice(start, vowel).join(' ');
}

/**
 * Reads one pronunciation.
 *
 * The rhyme part runs from the last stressed vowel (digit 1 or 2) to the end. It is '' where that vowel has only
 * secondary stress ("paradise") or where nothing is stressed: such endings rhyme in some ears only.
 *
 * @param arpabet phones separated by spaces, vowels with a stress digit: `"L AH1 V"`
 */
export function parsePronunciation(arpabet: string): Pronunciation {
  const phones = arpabet.trim().split(/\s+/).filter(Boolean);
  let stress = '';
  let lastStressed = -1;
  for (const [index, phone] of phones.entries()) {
    if (!isVowel(phone)) continue;
    const digit = phone.at(-1)!;
    stress += digit;
    if (digit !== '0') lastStressed = index;
  }
  const rhymes = lastStressed >= 0 && phones[lastStressed]!.endsWith('1');
  return {
    phones,
    syllables: stress.length,
    stress,
    rhyme: rhymes
      ? phones
          .slice(lastStressed)
          .map((phone) => phone.replace(/\d$/, ''))
          .join(' ')
      : '',
    onset: rhymes ? onsetBefore(phones, lastStressed) : '',
  };
}

const parsed = new Map<string, Pronunciation>();

/** {@link parsePronunciation}, remembered: equal strings share one object. For dictionaries, not for people's input. */
export function sharedPronunciation(arpabet: string): Pronunciation {
  let pronunciation = parsed.get(arpabet);
  if (!pronunciation) {
    pronunciation = parsePronunciation(arpabet);
    parsed.set(arpabet, pronunciation);
  }
  return pronunciation;
}
