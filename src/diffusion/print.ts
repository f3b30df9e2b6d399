/** From a canvas to printed stanzas, each word with its certainty. */
import type { PrintedLine, PrintedWord } from '../poem.ts';
import { type TypesetWord, typesetLine } from '../poetics/index.ts';
import type { PoemCanvas } from './poem-canvas.ts';
import type { PreparedPoem } from './prepare.ts';
import { typesetStart } from './start-print.ts';

/** A word that is drawn but not settled never looks quite certain, and hardly so while most steps are to come. */
const certainOpen = { first: 0.35, last: 0.9 } as const;

/** A line as it was set last. */
interface SetLine {
  readonly tokens: Int32Array;
  readonly words: readonly TypesetWord[];
}

/** Prints a poem's canvas again and again: only the lines that have changed are set anew. */
export class CanvasPrinter {
  readonly #prepared: PreparedPoem;
  /** By line. */
  readonly #set: SetLine[] = [];

  constructor(prepared: PreparedPoem) {
    this.#prepared = prepared;
  }

  /**
   * The whole canvas as stanzas of printed lines. Every slot must hold a token.
   * @param progress  share of the steps that are taken, 0 … 1
   */
  stanzas(progress: number): PrintedLine[][] {
    const { canvas } = this.#prepared;
    const most = certainOpen.first + (certainOpen.last - certainOpen.first) * progress;
    const stanzas: PrintedLine[][] = [];
    for (const [number, line] of canvas.lines.entries()) {
      const start = canvas.lineStarts[number]!;
      const words = this.#typeset(number).map(({ slot, text }) => printedWord(canvas, start, slot, text, most));
      if (line.shape.opensStanza || stanzas.length === 0) stanzas.push([]);
      stanzas.at(-1)!.push(words);
    }
    return stanzas;
  }

  #typeset(number: number): readonly TypesetWord[] {
    const { canvas, vocabulary, request, commas } = this.#prepared;
    const start = canvas.lineStarts[number]!;
    const tokens = canvas.tokens.subarray(start, start + canvas.lines[number]!.slots + 1);
    const before = this.#set[number];
    if (before?.tokens.every((token, place) => token === tokens[place])) return before.words;
    const { lexicon, guests, visitors } = vocabulary;
    const context = { lexicon, guests, visitors, endsPoem: number === canvas.lines.length - 1 };
    const mended = request.start?.lines[number];
    const words = mended ? typesetStart(tokens, mended, context) : typesetLine(tokens, { ...context, commas });
    this.#set[number] = { tokens: tokens.slice(), words };
    return words;
  }
}

/** @param slots  of the line that begins at flat slot `start`; @param most  certainty of an open word at most */
function printedWord(
  canvas: PoemCanvas,
  start: number,
  slots: readonly number[],
  text: string,
  most: number,
): PrintedWord {
  let [open, certainty, settledAt] = [false, 1, 0];
  for (const place of slots) {
    const slot = start + place;
    settledAt = Math.max(settledAt, canvas.settledAt[slot]!);
    if (canvas.open[slot] !== 1) continue;
    open = true;
    certainty = Math.min(certainty, canvas.certainty[slot]!);
  }
  return open ? { text, certainty: Math.round(1000 * most * certainty) / 1000 } : { text, certainty: 1, settledAt };
}

/** The same as plain text; stanzas are separated by an empty line. */
export function printedText(stanzas: readonly (readonly PrintedLine[])[]): string {
  return stanzas.map((stanza) => stanza.map((line) => line.map(({ text }) => text).join(' ')).join('\n')).join('\n\n');
}
