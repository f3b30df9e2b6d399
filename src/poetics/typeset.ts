/** Sets drawn tokens as a careful editor would: capitals, names, "a" and "an", commas, marks attached to their words. */
import type { CommaTable } from './comma-table.ts';
import type { Lexicon } from './lexicon.ts';
import { isVowel } from './pronunciation.ts';
import type { Guest } from './types.ts';

/** One printed word, and the slots of its line that it shows. */
export interface TypesetWord {
  /** Numbers of the slots within the line, from 0 on the left; the last word also holds the punctuation slot. */
  readonly slot: readonly number[];
  readonly text: string;
}

/** What the setting of a line depends on beside its tokens. */
export interface TypesetContext {
  readonly lexicon: Lexicon;
  /** The topic's guests, by their number. */
  readonly guests: readonly Guest[];
  /** Words beyond the model's guest tokens: the first is token `lexicon.size`. */
  readonly visitors?: readonly Guest[];
  /** Commas within the line are put where this says; none without it. */
  readonly commas?: CommaTable;
  /** The poem's last line always ends with a full stop, or a mark as strong. */
  readonly endsPoem: boolean;
}

const strongMarks = new Set(['.', '!', '?', '...']);

function capitalised(text: string): string {
  return text.replace(/\p{L}/u, (letter) => letter.toUpperCase());
}

/** The guest that a token stands for. */
function guestOf(token: number, { lexicon, guests, visitors }: TypesetContext): Guest | undefined {
  if (token >= lexicon.size) return visitors?.[token - lexicon.size];
  return lexicon.isGuest(token) ? guests[token - lexicon.guest(0)] : undefined;
}

function beginsWithVowel(token: number, context: TypesetContext): boolean {
  const pronunciations = guestOf(token, context)?.pronunciations ?? context.lexicon.pronunciations(token);
  const first = pronunciations[0]?.phones[0];
  return first !== undefined && isVowel(first);
}

function spellingOf(token: number, next: number | undefined, context: TypesetContext): string {
  const { lexicon } = context;
  const guest = guestOf(token, context);
  if (guest) return guest.spelling;
  const word = lexicon.spelling(token);
  if ((word === 'a' || word === 'an') && next !== undefined) return beginsWithVowel(next, context) ? 'an' : 'a';
  return lexicon.isName(token) || lexicon.alwaysCapital(token) ? capitalised(word) : word;
}

/** Whether a comma follows each word. */
function commasAfter(words: readonly { readonly token: number }[], context: TypesetContext): readonly boolean[] {
  const { lexicon, commas } = context;
  if (!commas) return [];
  return commas.after(
    words.map(({ token }) => {
      const known = token < lexicon.size && !lexicon.isGuest(token);
      return known ? { token, spelling: lexicon.spelling(token) } : { token: lexicon.rare, spelling: '' };
    }),
  );
}

/**
 * Sets one line.
 *
 * @param tokens the line's slots from left to right: PAD, words, and the end punctuation last
 * @returns its words in order; joined by single spaces they are the printed line
 */
export function typesetLine(tokens: ArrayLike<number>, context: TypesetContext): TypesetWord[] {
  const { lexicon } = context;
  const last = tokens.length - 1;
  const words: { slot: number; token: number }[] = [];
  for (let slot = 0; slot < last; slot++) {
    const token = tokens[slot]!;
    if (token >= lexicon.firstWord || lexicon.isGuest(token)) words.push({ slot, token });
  }
  const drawn = tokens[last]!;
  const mark = lexicon.isPunctuation(drawn) && drawn !== lexicon.none ? lexicon.spelling(drawn) : '';
  const endMark = context.endsPoem && !strongMarks.has(mark) ? '.' : mark;
  const commas = commasAfter(words, context);
  return words.map(({ slot, token }, place) => {
    const spelling = spellingOf(token, words[place + 1]?.token, context);
    // A guest with capitals of its own ("iPhone") keeps its spelling at the beginning, too.
    const own = guestOf(token, context) !== undefined && /\p{Lu}/u.test(spelling);
    const text = place === 0 && !own ? capitalised(spelling) : spelling;
    return place === words.length - 1
      ? { slot: [slot, last], text: text + endMark }
      : { slot: [slot], text: commas[place] ? `${text},` : text };
  });
}
