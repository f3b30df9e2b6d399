/**
 * The smallest change that brings a whole poem into form: lines too many or too few, refrains that differ, end words
 * that do not rhyme, and within each line what {@link planLine} finds.
 */
import type { StartLine } from '../poem.ts';
import type { LineShape } from '../poetics/index.ts';
import { alignLines } from './align.ts';
import type { LinePlan } from './plan-line.ts';
import { type PoemLine, type PoemWord, sameWords } from './read-poem.ts';
import { type PlannedUnit, planGroup } from './rhyme-plan.ts';
import { planWords } from './sound-line.ts';
import { startLine } from './start-line.ts';
import type { Wordbook } from './wordbook.ts';

export interface PoemPlan {
  /** One for each line of the form. */
  readonly lines: readonly StartLine[];
  /** For each line of the form the pasted line in its place; undefined for one that is new. */
  readonly from: readonly (number | undefined)[];
  /** Words of the pasted poem that change, and new slots at their lower price. */
  readonly cost: number;
}

/**
 * @param shapes the lines of the form
 * @returns undefined when no choice of words keeps the form
 */
export function planPoem(
  lines: readonly PoemLine[],
  shapes: readonly LineShape[],
  words: Wordbook,
): PoemPlan | undefined {
  const aligned = alignLines(lines, shapes, words);
  const doubled = doubledLines(lines, aligned.from, shapes, words);
  const from = aligned.from.map((line, number) => (doubled.has(number) ? undefined : line));
  const units = unitsOf(lines, from, shapes, words);
  const plans = new Array<LinePlan>(shapes.length);
  for (const group of groupsOf(units)) {
    const planned = planGroup(group, words);
    if (!planned) return undefined;
    for (const [at, { lines: numbers }] of group.entries()) for (const line of numbers) plans[line] = planned[at]!;
  }
  const redrawn = [...doubled].reduce((sum, number) => sum + lines[aligned.from[number]!]!.words.length, 0);
  return {
    from: aligned.from,
    cost: plans.reduce((sum, plan) => sum + plan.cost, 0) + aligned.cost + redrawn,
    lines: shapes.map((shape, number) => {
      const unit = units.find((one) => one.lines.includes(number))!;
      const own = from[number] === undefined ? [] : lines[from[number]]!.words;
      // A refrain's lines have the same words, but each its own punctuation.
      const printed = sameWords(own, unit.words) ? own : unit.words;
      return startLine(printed, plans[number]!, opensStanza(number, lines, aligned.from, shape));
    }),
  };
}

/** Lines of the form whose words stand in another line as well, and are no refrain. */
function doubledLines(
  lines: readonly PoemLine[],
  from: readonly (number | undefined)[],
  shapes: readonly LineShape[],
  words: Wordbook,
): Set<number> {
  const doubled = new Set<number>();
  const wordsAt = (number: number) => (from[number] === undefined ? undefined : lines[from[number]]!.words);
  for (let later = 1; later < shapes.length; later++)
    for (let earlier = 0; earlier < later; earlier++) {
      const [one, other] = [wordsAt(earlier), wordsAt(later)];
      const refrain = shapes[later]!.refrain;
      if (!one || !other || !sameWords(one, other) || doubled.has(earlier)) continue;
      if (refrain !== undefined && refrain === shapes[earlier]!.refrain) continue;
      doubled.add(misfits(earlier, wordsAt, shapes, words) > misfits(later, wordsAt, shapes, words) ? earlier : later);
      break;
    }
  return doubled;
}

/** How badly the words fit this place of the form: what the line costs alone, and with each line of its rhyme. */
function misfits(
  number: number,
  wordsAt: (number: number) => readonly PoemWord[] | undefined,
  shapes: readonly LineShape[],
  words: Wordbook,
): number {
  const shape = shapes[number]!;
  const unit = (at: number) => ({ shape: shapes[at]!, lines: [at], source: at, words: wordsAt(at) ?? [] });
  const cost = (plans: readonly LinePlan[] | undefined) => plans?.reduce((sum, plan) => sum + plan.cost, 0) ?? 9;
  const mates = shapes.flatMap((other, at) =>
    at !== number && shape.rhyme !== undefined && other.rhyme === shape.rhyme && wordsAt(at) ? [at] : [],
  );
  return mates.length === 0
    ? cost(planGroup([unit(number)], words))
    : mates.reduce((sum, mate) => sum + cost(planGroup([unit(number), unit(mate)], words)), 0) / mates.length;
}

/** Lines and refrains; of a refrain's versions the one that costs least in all its places. */
function unitsOf(
  lines: readonly PoemLine[],
  from: readonly (number | undefined)[],
  shapes: readonly LineShape[],
  words: Wordbook,
): PlannedUnit[] {
  const numbers = new Map<string, number[]>();
  for (const [number, { refrain }] of shapes.entries()) {
    const key = refrain === undefined ? `line ${number}` : `refrain ${refrain}`;
    numbers.set(key, [...(numbers.get(key) ?? []), number]);
  }
  return [...numbers.values()].map((places) => {
    const shape = shapes[places[0]!]!;
    const sources = places.flatMap((place) => from[place] ?? []);
    const cost = (source: number) => {
      const own = lines[source]!.words;
      const changed = sources.reduce((sum, other) => sum + wordsChanged(lines[other]!.words, own), 0);
      return changed + places.length * (planWords(own, shape, { stays: true }, words)?.cost ?? own.length);
    };
    const source =
      sources.length > 1 ? sources.reduce((best, one) => (cost(one) < cost(best) ? one : best)) : sources[0];
    return { shape, lines: places, source, words: source === undefined ? [] : lines[source]!.words };
  });
}

function wordsChanged(one: readonly PoemWord[], other: readonly PoemWord[]): number {
  const counts = new Map<string, number>();
  for (const { word } of other) counts.set(word, (counts.get(word) ?? 0) + 1);
  let changed = 0;
  for (const { word } of one) {
    const left = counts.get(word) ?? 0;
    if (left === 0) changed++;
    else counts.set(word, left - 1);
  }
  return changed;
}

/** Units that rhyme together; unrhymed ones alone. */
function groupsOf(units: readonly PlannedUnit[]): PlannedUnit[][] {
  const groups = new Map<string, PlannedUnit[]>();
  for (const unit of units) {
    const key = unit.shape.rhyme === undefined ? `line ${unit.lines[0]}` : `rhyme ${unit.shape.rhyme}`;
    groups.set(key, [...(groups.get(key) ?? []), unit]);
  }
  return [...groups.values()];
}

/** The pasted layout stays; a new line opens a stanza where its form would, if the poem has stanzas at all. */
function opensStanza(
  number: number,
  lines: readonly PoemLine[],
  from: readonly (number | undefined)[],
  shape: LineShape,
): boolean {
  if (number === 0) return true;
  const own = from[number];
  const laidOut = lines.some((line, at) => at > 0 && line.opensStanza);
  if (own === undefined) return laidOut && shape.opensStanza;
  const before = from[number - 1];
  if (before === undefined) return lines[own]!.opensStanza && shape.opensStanza;
  return lines.slice(before + 1, own + 1).some((line) => line.opensStanza);
}
