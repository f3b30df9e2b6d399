/** A pasted poem, read: lines of words, each with the punctuation that it is printed in. */
import { cleanText, type Pronouncer, tokeniseLine } from '../poetics/index.ts';

export interface PoemWord {
  /** As a form counts it: lower case, without punctuation. */
  readonly word: string;
  /** As it stands on the page, with its punctuation. */
  readonly text: string;
  /** Stands without a space behind the word before it. */
  readonly glued: boolean;
}

export interface PoemLine {
  readonly text: string;
  readonly words: readonly PoemWord[];
  readonly opensStanza: boolean;
}

/** Where a poem must stand in one line, as in a command's option, a stroke divides its lines and two its stanzas. */
function withLineBreaks(text: string): string {
  return text.trim().includes('\n') ? text : text.replaceAll(/\s+\/\/\s+/g, '\n\n').replaceAll(/\s+\/\s+/g, '\n');
}

/** Lines without any word (rules, rows of dots) are left out. */
export function readPoem(text: string, pronouncer: Pronouncer): PoemLine[] {
  const lines: PoemLine[] = [];
  let opensStanza = true;
  for (const raw of withLineBreaks(text).split(/\r?\n/)) {
    const line = cleanText(raw);
    const words = wordsOf(line, pronouncer);
    if (words.length === 0) {
      opensStanza = true;
      continue;
    }
    lines.push({ text: line, words, opensStanza });
    opensStanza = false;
  }
  return lines;
}

/** Between two words of a line: what stands before the last space belongs to the first, what follows to the second. */
function wordsOf(line: string, pronouncer: Pronouncer): PoemWord[] {
  const { words, spans } = tokeniseLine(line, (word) => pronouncer.knows(word));
  return words.map((word, at) => {
    const [start, end] = spans[at]!;
    const before = line.slice(at === 0 ? 0 : spans[at - 1]![1], start);
    const after = line.slice(end, spans[at + 1]?.[0] ?? line.length);
    const glued = at > 0 && !before.includes(' ');
    const opening = at === 0 ? before : glued ? '' : before.slice(before.lastIndexOf(' ') + 1);
    const closing = at === words.length - 1 || !after.includes(' ') ? after : after.slice(0, after.lastIndexOf(' '));
    return { word, text: opening + line.slice(start, end) + closing, glued };
  });
}

/** The words of a line as the checker compares refrains. */
export function sameWords(one: readonly PoemWord[], other: readonly PoemWord[]): boolean {
  return one.length === other.length && one.every(({ word }, at) => word === other[at]!.word);
}
