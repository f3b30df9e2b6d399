/** From a canvas to printed stanzas, each word with its certainty. */
import type { PrintedLine, PrintedWord } from '../poem.ts';
import { typesetLine } from '../poetics/index.ts';
import type { PreparedPoem } from './prepare.ts';
import { typesetStart } from './start-print.ts';

/** A word that is drawn but not settled never looks quite certain, and hardly so while most steps are to come. */
const certainOpen = { first: 0.35, last: 0.9 } as const;

/**
 * The whole canvas as stanzas of printed lines. Every slot must hold a token.
 * @param progress  share of the steps that are taken, 0 … 1
 */
export function printCanvas({ canvas, vocabulary, request, commas }: PreparedPoem, progress: number): PrintedLine[][] {
  const { lexicon, guests, visitors } = vocabulary;
  const most = certainOpen.first + (certainOpen.last - certainOpen.first) * progress;
  const stanzas: PrintedLine[][] = [];
  for (const [number, line] of canvas.lines.entries()) {
    const start = canvas.lineStarts[number]!;
    const tokens = canvas.tokens.subarray(start, start + line.slots + 1);
    const endsPoem = number === canvas.lines.length - 1;
    const context = { lexicon, guests, visitors, endsPoem };
    const mended = request.start?.lines[number];
    const typeset = mended ? typesetStart(tokens, mended, context) : typesetLine(tokens, { ...context, commas });
    const words = typeset.map(({ slot, text }): PrintedWord => {
      const slots = slot.map((place) => start + place);
      const open = slots.some((place) => canvas.open[place] === 1);
      const certainty = Math.min(...slots.map((place) => (canvas.open[place] === 1 ? canvas.certainty[place]! : 1)));
      if (open) return { text, certainty: Math.round(1000 * most * certainty) / 1000 };
      return { text, certainty: 1, settledAt: Math.max(...slots.map((place) => canvas.settledAt[place]!)) };
    });
    if (line.shape.opensStanza || stanzas.length === 0) stanzas.push([]);
    stanzas.at(-1)!.push(words);
  }
  return stanzas;
}

/** The same as plain text; stanzas are separated by an empty line. */
export function printedText(stanzas: readonly (readonly PrintedLine[])[]): string {
  return stanzas.map((stanza) => stanza.map((line) => line.map(({ text }) => text).join(' ')).join('\n')).join('\n\n');
}
