/**
 * Words that the model says far more often than people do: log odds with an informative prior, as z scores (Monroe,
 * Colaresi & Quinn 2008). The words of the topics are left out, for those were asked for.
 */
import { isFunctionWord, type Lexicon, tokenise } from '../../src/poetics/index.ts';
import type { WordShelf } from '../verse/index.ts';
import type { TopicalPoem } from './topic.ts';

export interface HouseWord {
  readonly word: string;
  /** Times as often as in human verse. */
  readonly times: number;
  /** Share of the poems that hold it. */
  readonly poems: number;
  readonly z: number;
}

/** Words that stand in at least this share of the poems can be a habit. */
const habit = 0.02;

/** @param originalShare how much of the human verse that is compared with is original (modern) verse */
export function houseStyle(
  poems: readonly TopicalPoem[],
  shelf: WordShelf,
  lexicon: Lexicon,
  { most = 12, originalShare = 0.5 } = {},
): HouseWord[] {
  const human = humanFrequencies(shelf, lexicon, originalShare);
  const asked = new Set(poems.flatMap(({ topic }) => tokenise(topic)));
  const drawn = new Float64Array(lexicon.size);
  const inPoems = new Float64Array(lexicon.size);
  let total = 0;
  for (const { lines } of poems) {
    const tokens = lines.flat().flatMap((word) => lexicon.id(word) ?? []);
    total += tokens.length;
    for (const token of tokens) drawn[token]!++;
    for (const token of new Set(tokens)) inPoems[token]!++;
  }
  const prior = 500;
  const found: HouseWord[] = [];
  for (let token = lexicon.firstWord; token < lexicon.size; token++) {
    const word = lexicon.spelling(token);
    if (isFunctionWord(word) || asked.has(word) || inPoems[token]! < Math.max(2, habit * poems.length)) continue;
    const alpha = prior * human[token]! + 0.01;
    const own = (drawn[token]! + alpha) / (total + prior - drawn[token]! - alpha);
    const theirs = human[token]! / (1 - human[token]!);
    const z = Math.log(own / theirs) / Math.sqrt(1 / (drawn[token]! + alpha));
    found.push({ word, times: drawn[token]! / total / human[token]!, poems: inPoems[token]! / poems.length, z });
  }
  return found.sort((one, other) => other.z - one.z).slice(0, most);
}

/** [V] relative frequencies, old and original verse mixed in the given proportion, none of them zero. */
function humanFrequencies(shelf: WordShelf, lexicon: Lexicon, originalShare: number): Float64Array {
  const counts = [new Float64Array(lexicon.size), new Float64Array(lexicon.size)];
  for (let poem = 0; poem + 1 < shelf.poems.length; poem++)
    for (let at = shelf.poems[poem]!; at < shelf.poems[poem + 1]!; at++)
      if (shelf.tokens[at]! >= lexicon.firstWord) counts[shelf.original[poem]!]![shelf.tokens[at]!]!++;
  const [old, original] = counts.map((own) => {
    const total = own.reduce((sum, count) => sum + count, 0);
    return own.map((count) => (count + 0.5) / (total + 0.5 * own.length));
  }) as [Float64Array, Float64Array];
  const share = shelf.original.includes(0) ? originalShare : 1;
  return old.map((frequency, token) => (1 - share) * frequency + share * original[token]!);
}
