/** Free verse: chance decides how long each line is and where the stanzas break. */
import { aimedSyllables, type LineKind, wrongLines } from './form.ts';
import type { Form, LineShape } from './types.ts';

const line: LineKind = { syllables: [4, 5, 6, 7, 8, 9, 10, 11], usual: [4, 5, 6, 7, 8, 9, 10, 11] };
const lines = { usual: 10, least: 3, most: 20 };
const shortestStanza = 3;

/** The numbers of the lines at which stanzas begin: one to three, none shorter than three lines. */
function stanzaStarts(count: number, random: () => number): Set<number> {
  const most = Math.min(3, Math.floor(count / shortestStanza));
  const stanzas = 1 + Math.floor(random() * most);
  const starts = new Set([0]);
  let start = 0;
  for (let left = stanzas - 1; left > 0; left--) {
    const spare = count - start - shortestStanza * (left + 1);
    start += shortestStanza + Math.floor(random() * (spare + 1));
    starts.add(start);
  }
  return starts;
}

export const freeVerse: Form = {
  id: 'free-verse',
  name: 'A poem in free verse',
  modelForm: 'free-verse',
  rhyme: 'none',
  syllables: '4 to 11, as they come',
  lines: { ...lines, multipleOf: 1 },
  shape({ lines: count = lines.usual, random }) {
    if (!Number.isInteger(count) || count < lines.least || count > lines.most) {
      throw wrongLines('A poem in free verse', `${lines.least} to ${lines.most} lines`);
    }
    const starts = stanzaStarts(count, random);
    return Array.from(
      { length: count },
      (_, number): LineShape => ({
        syllables: aimedSyllables(line, random),
        meter: undefined,
        rhyme: undefined,
        refrain: undefined,
        initial: undefined,
        opensStanza: starts.has(number),
      }),
    );
  },
};
