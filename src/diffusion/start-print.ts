/** Prints a line of a poem that is being mended: the person's own words to the letter, the drawn ones in their dress. */
import type { StartLine, StartWord } from '../poem.ts';
import { typesetLine } from '../poetics/index.ts';
import type { TypesetContext, TypesetWord } from '../poetics/typeset.ts';

/**
 * @param tokens the line's slots from left to right, PAD, words and the end mark
 */
export function typesetStart(tokens: ArrayLike<number>, start: StartLine, context: TypesetContext): TypesetWord[] {
  const last = tokens.length - 1;
  const offset = last - start.words.length;
  const typeset = typesetLine(tokens, context);
  const bare = bareWords(tokens, context);
  const first = start.words.find((word) => word.text !== '');
  const capital = first === undefined || /^\P{L}*\p{Lu}/u.test(first.text);
  const set: { slot: number[]; text: string }[] = [];
  for (const [at, { slot, text }] of typeset.entries()) {
    const own = start.words[slot[0]! - offset];
    const next = typeset[at + 1] && start.words[typeset[at + 1]!.slot[0]! - offset];
    const dressed = dress(own, { text, bare: bare[at]!, beforeDrawn: at + 1 < typeset.length && (next?.open ?? true) });
    const cased =
      at === 0
        ? opening(dressed, capital, own)
        : own === first && !own?.open
          ? inner(dressed, tokens[slot[0]!]!, context)
          : dressed;
    if (own?.glued && set.length > 0) {
      set.at(-1)!.text += cased;
      set.at(-1)!.slot.push(...slot);
    } else set.push({ slot: [...slot], text: cased });
  }
  return set;
}

/** The line's words without capital and mark. */
function bareWords(tokens: ArrayLike<number>, context: TypesetContext): string[] {
  const { lexicon } = context;
  const withoutMark = [lexicon.pad, ...Array.from(tokens).slice(0, -1), lexicon.none];
  const words = typesetLine(withoutMark, { ...context, endsPoem: false }).map(({ text }) => text);
  const token = Array.from(tokens).find((one) => one >= lexicon.firstWord || lexicon.isGuest(one));
  if (words.length > 0 && token !== undefined && isSmall(token, context)) words[0] = lowered(words[0]!);
  return words;
}

interface Drawn {
  /** As a poem of ours prints it. */
  readonly text: string;
  readonly bare: string;
  readonly beforeDrawn: boolean;
}

function dress(own: StartWord | undefined, { text, bare, beforeDrawn }: Drawn): string {
  if (own === undefined) return bare;
  // The article belongs to the word that follows it.
  if (!own.open && beforeDrawn && (own.word === 'a' || own.word === 'an')) return replaced(own.text, bare);
  if (!own.open) return own.text;
  return own.text === '' ? withoutOpening(text, bare) : replaced(own.text, bare);
}

/** A slot in which no word stood keeps a mark that was drawn for it, but not the capital of a line's beginning. */
function withoutOpening(text: string, bare: string): string {
  return bare + text.slice(bare.length);
}

/** A word in the punctuation of another, and with its capital where it is an article. */
function replaced(old: string, word: string): string {
  if (!/[\p{L}\p{N}]/u.test(old)) return word + old;
  const [, before = '', , after = ''] = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su.exec(old) ?? [];
  return before + word + after;
}

/** The line's first word: a capital where the person's line had one. */
function opening(text: string, capital: boolean, own: StartWord | undefined): string {
  if (own && !own.open && !capital) return text;
  return capital ? text.replace(/\p{L}/u, (letter) => letter.toUpperCase()) : text;
}

/** A word that opened the line and no longer does. */
function inner(text: string, token: number, context: TypesetContext): string {
  return isSmall(token, context) ? lowered(text) : text;
}

function isSmall(token: number, { lexicon }: TypesetContext): boolean {
  return token < lexicon.size && !lexicon.isGuest(token) && !lexicon.isName(token) && !lexicon.alwaysCapital(token);
}

function lowered(text: string): string {
  return text.replace(/\p{Lu}/u, (letter) => letter.toLowerCase());
}
