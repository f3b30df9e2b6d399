/**
 * What the chain of neighbours cannot see of a whole line: its triples, words that it holds twice, and whether it stands
 * elsewhere, in the poem or in the training verse. Some lines are drawn from the chain, and one is taken in proportion to
 * this weight (sampling, importance resampling: Rubin 1988).
 */
import type { SaidLines } from './said-lines.ts';
import type { SamplingSettings } from './settings.ts';
import type { TripleTable } from './triple-table.ts';
import type { PoemVocabulary } from './vocabulary.ts';

/** Share of the corpus from which on a word may well stand twice in a line. */
const COMMON = 0.012;
/** What it costs, in nats, to be another line once more, and to be one of the training verse. */
const DOUBLED_LINE = 30;
const SAID_LINE = 12;

export class LineJudge {
  readonly #triples: TripleTable;
  readonly #said: SaidLines;
  readonly #words: PoemVocabulary;
  readonly #settings: SamplingSettings;

  constructor(
    { triples, said }: { readonly triples: TripleTable; readonly said: SaidLines },
    words: PoemVocabulary,
    settings: SamplingSettings,
  ) {
    this.#triples = triples;
    this.#said = said;
    this.#words = words;
    this.#settings = settings;
  }

  /**
   * @param tokens  the line's slots, `<pad>`, words and punctuation
   * @param others  the words of the poem's other lines, as {@link wordsOf} gives them
   * @returns a natural-log weight
   */
  weigh(tokens: readonly number[], others: readonly (readonly number[])[] = []): number {
    const { triples, costs } = this.#settings;
    const { pad } = this.#words.lexicon;
    const words = this.wordsOf(tokens);
    let weight = others.some((other) => isSame(words, other)) ? -DOUBLED_LINE : 0;
    for (let place = 1; place < tokens.length - 1; place++) {
      if (tokens[place] === pad) continue;
      weight += triples * this.#triples.gain(tokens[place - 1]!, tokens[place]!, tokens[place + 1]!);
    }
    // The first word of a line that fills all its slots has no slot before it.
    if (tokens[0] !== pad) weight += triples * this.#triples.gain(pad, tokens[0]!, tokens[1]!);
    if (this.#said.has(words)) weight -= SAID_LINE;
    for (let place = 1; place < words.length; place++) {
      const token = words[place]!;
      if (!this.#holdsFamily(words, this.#words.family(token), place)) continue;
      if (this.#words.content[token] === 1) weight -= costs.contentWordTwice;
      // "The … the" is English; "it … it" and "thou … thou" seldom are.
      else weight -= costs.smallWordTwice * Math.min(1, COMMON / this.#words.frequency(token));
    }
    return weight;
  }

  /** Whether one of the first `count` words is a form of a word. */
  #holdsFamily(words: readonly number[], family: number, count: number): boolean {
    for (let place = 0; place < count; place++) if (this.#words.family(words[place]!) === family) return true;
    return false;
  }

  /** A line's words, whatever mark ends them. */
  wordsOf(tokens: readonly number[]): number[] {
    const { pad } = this.#words.lexicon;
    const words: number[] = [];
    for (let place = 0; place < tokens.length - 1; place++) if (tokens[place] !== pad) words.push(tokens[place]!);
    return words;
  }

  /** Whether a line's slots hold a line of the training verse. */
  isSaid(tokens: readonly number[]): boolean {
    return this.#said.has(this.wordsOf(tokens));
  }
}

function isSame(words: readonly number[], others: readonly number[]): boolean {
  if (words.length !== others.length) return false;
  for (let at = 0; at < words.length; at++) if (words[at] !== others[at]) return false;
  return true;
}
