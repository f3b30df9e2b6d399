/**
 * Uncertain words in plain characters, for platforms that cannot blur: letters that are still noise are shaded blocks,
 * and more of them are readable the surer the denoiser is. A shaded word keeps its length and its punctuation.
 */
import type { PrintedWord } from '../poem.ts';

/** From this certainty on every letter is readable. */
export const readableFrom = 0.8;

/** The word with some of its letters as ░, ▒ or ▓; unchanged from {@link readableFrom} on. */
function shaded({ text, certainty }: PrintedWord): string {
  if (certainty >= readableFrom) return text;
  const clarity = certainty / readableFrom;
  return letterByLetter(text, (letter, sharpens) => shade(letter, clarity - sharpens));
}

/** Like {@link shaded}, but a word that is not settled keeps a shaded letter, for where nothing else would tell. */
export function shadedUntilSettled(word: PrintedWord): string {
  const { text, certainty } = word;
  const shown = shaded(word);
  if (certainty === 1 || shown !== text) return shown;
  let last = -1;
  letterByLetter(text, (letter, sharpens) => {
    last = Math.max(last, sharpens);
    return letter;
  });
  return letterByLetter(text, (letter, sharpens) => (sharpens === last ? '▓' : letter));
}

/** @param print is given each letter with the clarity at which it becomes readable; other characters stay */
function letterByLetter(text: string, print: (letter: string, sharpens: number) => string): string {
  let place = 0;
  return [...text]
    .map((character) => (/[\p{L}\p{N}]/u.test(character) ? print(character, threshold(text, place++)) : character))
    .join('');
}

function shade(letter: string, margin: number): string {
  if (margin >= 0) return letter;
  if (margin > -0.3) return '▓';
  return margin > -0.6 ? '▒' : '░';
}

/** When a letter becomes readable, 0–1: scattered over the word, and the same at every frame while the word is the same. */
function threshold(text: string, place: number): number {
  let hash = 2_166_136_261;
  for (const unit of `${text}${place}`) hash = Math.imul(hash ^ unit.codePointAt(0)!, 16_777_619);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
