/** At which step each word of a poem came to stay, read from its frames. */
import type { PrintedLine } from '../poem.ts';
import type { Stanzas } from './orders.ts';

/**
 * The first step from which on the word stood in its place to the end. Places are counted from the end of the line,
 * as on the engine's canvas, so that a word that joins on the left moves nothing. Capitals and marks do not count.
 *
 * @param frames the poem at each step, from the first
 * @returns for each line of the finished poem the steps of its words, from 1
 */
export function settlingSteps(frames: readonly Stanzas[], finished: Stanzas): number[][] {
  const states = frames.map((stanzas) => stanzas.flat());
  return finished.flat().map((line, number) =>
    line.map((_, at) => {
      const fromEnd = line.length - 1 - at;
      const word = wordAt(line, fromEnd);
      let step = states.length;
      while (step > 1 && wordAt(states[step - 2]?.[number], fromEnd) === word) step--;
      return step;
    }),
  );
}

function wordAt(line: PrintedLine | undefined, fromEnd: number): string | undefined {
  return line?.[line.length - 1 - fromEnd]?.text.toLowerCase().replaceAll(/[^\p{L}\p{N}']/gu, '');
}
