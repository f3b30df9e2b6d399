/**
 * Text that Discord shows as it is: nothing in it pings, links or formats. A backslash before a punctuation mark makes
 * the mark inert and is itself not shown, so what people read and copy is the text alone.
 */

/** Marks that mean something wherever they stand: emphasis, code, spoilers, links, mentions, timestamps, emoji. */
const marks = /[\\*_~`|<>[\]@#]/g;
/** A colon before something that is not a space: schemes, `:emoji:`. A slash: schemes and invites without a scheme. */
const links = /:(?=\S)|\/|(?<=[\p{L}\p{N}])\.(?=[\p{L}\p{N}])/gu;
/** What opens a list, a heading, small text or a quote at the beginning of a line. */
const lineOpeners = /^([^\S\n]*)([-+]|\d+(?=[.)]))/gmu;

/** Controls, invisible spaces and overrides of the writing direction: they hide what a text says. */
const hidden =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** One line: every kind of white space and line end is a space, and hidden characters are gone. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\s\u0085\u2028\u2029]+/gu, ' ')
    .replaceAll(hidden, '')
    .trim();
}

/** Escaped text; its line ends stay. */
export function inert(text: string): string {
  return text
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/u)
    .map((line) => escapeLine(line.replaceAll('\t', ' ').replaceAll(hidden, '')))
    .join('\n');
}

function escapeLine(line: string): string {
  return line
    .replaceAll(marks, '\\$&')
    .replaceAll(links, '\\$&')
    .replaceAll(lineOpeners, (_whole, space: string, opener: string) =>
      /\d/.test(opener) ? `${space}${opener}\\` : `${space}\\${opener}`,
    );
}

/** Words of letters, digits and the usual marks of verse: emphasis around them needs no care. */
export const isPlainWord = (text: string): boolean => /^[\p{L}\p{M}\p{N}'’,.;:!?—–…"“”-]+$/u.test(text);
