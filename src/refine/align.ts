/** Which pasted line stands for which line of the form, when there are too many of them or too few. */
import type { LineShape } from '../poetics/index.ts';
import { type PoemLine, sameWords } from './read-poem.ts';
import { planWords } from './sound-line.ts';
import type { Wordbook } from './wordbook.ts';

export interface Alignment {
  /** For each line of the form the number of the pasted line that stands there; undefined for a new one. */
  readonly from: readonly (number | undefined)[];
  /** Of the lines dropped and added. */
  readonly cost: number;
}

/** A line that is dropped is lost with all that it says: more than to draw it anew. */
const costs = { newLine: 3, doubledLine: 0.3, droppedWord: 2 };

/** The cheapest alignment in order (Needleman & Wunsch 1970). */
export function alignLines(lines: readonly PoemLine[], shapes: readonly LineShape[], words: Wordbook): Alignment {
  if (lines.length === shapes.length) return { from: [...lines.keys()], cost: 0 };
  const width = shapes.length + 1;
  const cost = new Float64Array((lines.length + 1) * width).fill(Number.POSITIVE_INFINITY);
  const back = new Array<'match' | 'drop' | 'new'>(cost.length);
  cost[0] = 0;
  const relax = (from: number, to: number, more: number, how: 'match' | 'drop' | 'new') => {
    if (cost[from]! + more >= cost[to]!) return;
    cost[to] = cost[from]! + more;
    back[to] = how;
  };
  for (let line = 0; line <= lines.length; line++)
    for (let shape = 0; shape <= shapes.length; shape++) {
      const at = line * width + shape;
      if (line < lines.length && shape < shapes.length)
        relax(at, at + width + 1, lineCost(lines[line]!, shapes[shape]!, words), 'match');
      if (line < lines.length) relax(at, at + width, dropCost(lines, line), 'drop');
      if (shape < shapes.length) relax(at, at + 1, costs.newLine, 'new');
    }
  const from = new Array<number | undefined>(shapes.length).fill(undefined);
  let [line, shape] = [lines.length, shapes.length];
  let changed = 0;
  while (line > 0 || shape > 0) {
    const how = back[line * width + shape]!;
    if (how === 'match') from[--shape] = --line;
    else if (how === 'new') {
      shape--;
      changed += costs.newLine;
    } else changed += dropCost(lines, --line);
  }
  return { from, cost: changed };
}

function lineCost(line: PoemLine, shape: LineShape, words: Wordbook): number {
  return planWords(line.words, shape, { stays: true }, words)?.cost ?? line.words.length;
}

function dropCost(lines: readonly PoemLine[], number: number): number {
  const { words } = lines[number]!;
  const doubled = lines.some((other, at) => at < number && sameWords(other.words, words));
  return doubled ? costs.doubledLine : costs.droppedWord * words.length;
}
