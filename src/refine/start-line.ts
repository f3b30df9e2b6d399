/** A planned line as the engine lays it on the canvas. */
import type { StartLine, StartWord } from '../poem.ts';
import type { LinePlan } from './plan-line.ts';
import type { PoemWord } from './read-poem.ts';

/** @param words none for a line that is drawn as a whole */
export function startLine(words: readonly PoemWord[], plan: LinePlan, opensStanza: boolean): StartLine {
  if (words.length === 0) return { syllables: plan.syllables, opensStanza, words: [] };
  const laid: StartWord[] = [];
  let previous = -1;
  for (const move of plan.moves) {
    if (move.kind === 'drop') continue;
    if (move.kind === 'insert') laid.push({ word: '', text: '', open: true });
    else {
      const { word, text, glued } = words[move.at]!;
      const joins = glued && previous === move.at - 1 && laid.at(-1)?.text !== '';
      laid.push({
        word: move.kind === 'keep' ? word : '',
        text,
        open: move.kind === 'redraw',
        ...(joins && { glued }),
      });
      previous = move.at;
    }
  }
  return { syllables: plan.syllables, opensStanza, words: withClosing(withCapital(laid, words), words) };
}

/** The line begins with a capital if it did, though its first word is gone. */
function withCapital(laid: readonly StartWord[], words: readonly PoemWord[]): readonly StartWord[] {
  const at = laid.findIndex(({ text }) => text !== '');
  if (at < 0 || !/^\P{L}*\p{Lu}/u.test(words[0]!.text)) return laid;
  return laid.map((word, place) =>
    place === at ? { ...word, text: word.text.replace(/\p{L}/u, (letter) => letter.toUpperCase()) } : word,
  );
}

/** The line ends with the marks that it ended with, whatever its last word is now. */
function withClosing(laid: readonly StartWord[], words: readonly PoemWord[]): StartWord[] {
  const closing = /[^\p{L}\p{N}]*$/u.exec(words.at(-1)!.text)![0];
  const last = laid.at(-1);
  if (!last || last.text.endsWith(closing)) return [...laid];
  return [...laid.slice(0, -1), { ...last, text: last.text.replace(/[^\p{L}\p{N}]*$/u, '') + closing }];
}
