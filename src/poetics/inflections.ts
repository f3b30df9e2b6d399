/** Which words are forms of one word: "rain", "rains", "rained", "raining". English endings, by spelling alone. */

/** A stem shorter than this is chance: "bring" is no form of "br". */
const SHORTEST_STEM = 3;
/** "seed" is no form of "see", but "agreed" is one of "agree". */
const SHORTEST_STEM_IN_EE = 4;
const VOWEL = /[aeiouy]/;
const DOUBLED = /([bdglmnprt])\1$/;

/**
 * The stems that a spelling may be a form of, likeliest first: "stopped" → "stop", "stopp", "stoppe".
 * @returns spellings, most of them no words
 */
export function possibleStems(word: string): string[] {
  const stems: string[] = [];
  const addVerbStems = (stem: string) => {
    if (DOUBLED.test(stem)) stems.push(stem.slice(0, -1));
    stems.push(stem, `${stem}e`);
  };
  if (word.endsWith("'s")) stems.push(word.slice(0, -2));
  else if (word.endsWith('ies')) stems.push(`${word.slice(0, -3)}y`);
  else if (word.endsWith('es')) stems.push(word.slice(0, -1), word.slice(0, -2));
  else if (word.endsWith('s') && !word.endsWith('ss')) stems.push(word.slice(0, -1));
  else if (word.endsWith('ied')) stems.push(`${word.slice(0, -3)}y`);
  else if (word.endsWith('eed')) {
    if (word.length > SHORTEST_STEM_IN_EE) stems.push(word.slice(0, -1));
  } else if (word.endsWith('ed')) addVerbStems(word.slice(0, -2));
  else if (word.endsWith('ing')) addVerbStems(word.slice(0, -3));
  else if (word.endsWith("in'")) addVerbStems(word.slice(0, -3));
  else if (word.endsWith("'d")) addVerbStems(word.slice(0, -2));
  return stems.filter((stem) => stem.length >= SHORTEST_STEM && VOWEL.test(stem));
}

/**
 * Groups words with their forms.
 * @param words  spellings by token; undefined where a token is of no interest
 * @returns for each token the token that stands for its family, itself when it has none
 */
export function wordFamilies(words: readonly (string | undefined)[]): Int32Array {
  const tokens = new Map<string, number>();
  for (const [token, word] of words.entries()) if (word !== undefined) tokens.set(word, token);
  const families = Int32Array.from(words, (_, token) => token);
  const headOf = (token: number): number => (families[token] === token ? token : headOf(families[token]!));
  for (const [word, token] of tokens) {
    const stem = possibleStems(word).find((candidate) => tokens.has(candidate));
    if (stem !== undefined && tokens.get(stem) !== token) families[token] = tokens.get(stem)!;
  }
  return families.map((_, token) => headOf(token));
}
