/**
 * A pronunciation for any spelling at all, for words that no dictionary has: names, new words, nonsense.
 * The rules are those of the `phonemize` package; what it cannot say is spelt letter by letter.
 */
import { createRequire } from 'node:module';

/** IPA as the package writes it → ARPAbet; vowels without their stress digit. Longer signs first. */
const vowels: Readonly<Record<string, string>> = {
  eɪ: 'EY',
  aɪ: 'AY',
  ɔɪ: 'OY',
  aʊ: 'AW',
  oʊ: 'OW',
  əʊ: 'OW',
  ɑ: 'AA',
  a: 'AA',
  ɒ: 'AA',
  æ: 'AE',
  ʌ: 'AH',
  ə: 'AH',
  ɐ: 'AH',
  ɔ: 'AO',
  o: 'OW',
  ɛ: 'EH',
  e: 'EH',
  ɝ: 'ER',
  ɚ: 'ER',
  ɜ: 'ER',
  ɪ: 'IH',
  i: 'IY',
  ʊ: 'UH',
  u: 'UW',
  // Syllabic consonants count as a syllable, as ARPAbet writes them.
  l̩: 'AH',
  n̩: 'AH',
  m̩: 'AH',
};

const consonants: Readonly<Record<string, string>> = {
  tʃ: 'CH',
  dʒ: 'JH',
  b: 'B',
  d: 'D',
  ð: 'DH',
  f: 'F',
  ɡ: 'G',
  g: 'G',
  h: 'HH',
  k: 'K',
  l: 'L',
  ɫ: 'L',
  m: 'M',
  n: 'N',
  ŋ: 'NG',
  p: 'P',
  ɹ: 'R',
  r: 'R',
  s: 'S',
  ʃ: 'SH',
  t: 'T',
  ɾ: 'T',
  θ: 'TH',
  v: 'V',
  w: 'W',
  j: 'Y',
  z: 'Z',
  ʒ: 'ZH',
  x: 'K',
};

const syllabic: Readonly<Record<string, string>> = { l̩: 'L', n̩: 'N', m̩: 'M' };
const signs = [...Object.keys(vowels), ...Object.keys(consonants)].sort((a, b) => b.length - a.length);

/** The names of letters and digits, for what can only be spelt out. */
const names: Readonly<Record<string, string>> = {
  a: 'EY1',
  b: 'B IY1',
  c: 'S IY1',
  d: 'D IY1',
  e: 'IY1',
  f: 'EH1 F',
  g: 'JH IY1',
  h: 'EY1 CH',
  i: 'AY1',
  j: 'JH EY1',
  k: 'K EY1',
  l: 'EH1 L',
  m: 'EH1 M',
  n: 'EH1 N',
  o: 'OW1',
  p: 'P IY1',
  q: 'K Y UW1',
  r: 'AA1 R',
  s: 'EH1 S',
  t: 'T IY1',
  u: 'Y UW1',
  v: 'V IY1',
  w: 'D AH1 B AH0 L Y UW0',
  x: 'EH1 K S',
  y: 'W AY1',
  z: 'Z IY1',
  0: 'Z IH1 R OW0',
  1: 'W AH1 N',
  2: 'T UW1',
  3: 'TH R IY1',
  4: 'F AO1 R',
  5: 'F AY1 V',
  6: 'S IH1 K S',
  7: 'S EH1 V AH0 N',
  8: 'EY1 T',
  9: 'N AY1 N',
};

/** IPA → ARPAbet; undefined when it holds no vowel or a sign that is not English. */
function arpabetOf(ipa: string): string | undefined {
  const phones: string[] = [];
  let stress = '0';
  let rest = ipa.normalize('NFC').replaceAll(/[ː.‿\s]/g, '');
  let vowelsSeen = 0;
  while (rest !== '') {
    if (rest.startsWith('ˈ') || rest.startsWith('ˌ')) {
      stress = rest.startsWith('ˈ') ? '1' : '2';
      rest = rest.slice(1);
      continue;
    }
    const sign = signs.find((candidate) => rest.startsWith(candidate));
    if (sign === undefined) return undefined;
    rest = rest.slice(sign.length);
    const vowel = vowels[sign];
    if (vowel === undefined) {
      phones.push(consonants[sign]!);
      continue;
    }
    phones.push(vowel + stress);
    if (syllabic[sign]) phones.push(syllabic[sign]);
    vowelsSeen++;
    stress = '0';
  }
  if (vowelsSeen === 0) return undefined;
  const arpabet = phones.join(' ');
  // A word said alone has a main stress somewhere; the package leaves some short words without one.
  return arpabet.includes('1') ? arpabet : arpabet.replace(/[02]/, '1');
}

/** What is used of the package, whose own types do not cover this entry. */
interface Rules {
  predict(word: string): string | null;
}

let rules: Rules | undefined;

/** Loaded at the first unknown word: the rules take a tenth of a second and 20 MB. */
function predict(word: string): string | null {
  if (!rules) {
    const require = createRequire(import.meta.url);
    // Through require: the package's ESM entry imports JSON in a way that Node 20 refuses.
    const { EnglishG2P } = require('phonemize/en-g2p') as { EnglishG2P: new () => Rules };
    rules = new EnglishG2P();
  }
  return rules.predict(word);
}

function speltOut(word: string): string {
  const letters = [...word].flatMap((letter) => names[letter] ?? []);
  // Only the last letter's name keeps its main stress: "G P T" is said "gee-pee-TEE".
  return letters.map((name, place) => (place < letters.length - 1 ? name.replace('1', '2') : name)).join(' ');
}

/**
 * A pronunciation by rule, as ARPAbet.
 *
 * @param word lower case a–z, digits and apostrophes, as {@link tokenise} gives it
 * @returns ARPAbet, never empty for a word with a letter or digit in it
 */
export function soundOut(word: string): string {
  // "sooooo" is said as "soo" is.
  const letters = word.replaceAll(/[^a-z0-9]/g, '').replaceAll(/([a-z])\1{2,}/g, '$1$1');
  const sayable = /[aeiouy]/.test(letters) && !/\d/.test(letters) && !/^[^aeiouy]{5}/.test(letters);
  return (sayable ? arpabetOf(predict(letters) ?? '') : undefined) ?? (speltOut(letters) || 'AH1');
}
