/** Whether a line has room for words that it must hold: a small automaton over syllables, before any drawing. */
import type { Unit } from './poem-canvas.ts';
import type { PoemVocabulary } from './vocabulary.ts';

/** Stress patterns of the words that can always be found between the anchors. */
const fillers = ['1', '0', '10', '01', '010'];
/** The chain's states double with each anchor; short lines can bear one more. */
const mostAnchors = (total: number) => (total <= 8 ? 4 : 3);

/**
 * @param items   the tokens that each must stand side by side
 * @param share   of the line's syllables that anchors may take at most
 */
export function hasRoom(
  unit: Unit,
  items: readonly (readonly number[])[],
  share: number,
  vocabulary: PoemVocabulary,
): boolean {
  const tokens = items.flat();
  if (tokens.length > mostAnchors(unit.total) || new Set(tokens).size < tokens.length) return false;
  const { arcs } = vocabulary;
  const least = (one: number) => Math.min(...arcs.syllables.subarray(arcs.starts[one]!, arcs.starts[one + 1]!));
  const syllables = tokens.reduce((sum, token) => sum + least(token), 0);
  return syllables <= unit.total * share && canBeSaid(unit, items, vocabulary);
}

/** Is there any order of the items, with plain words between them, that keeps syllables and metre? */
function canBeSaid(unit: Unit, items: readonly (readonly number[])[], vocabulary: PoemVocabulary): boolean {
  const { total, line } = unit;
  const { meter, rhyme, initial } = line.shape;
  const plainFits = (stress: string, at: number) =>
    at + stress.length <= total && (meter === undefined || meter.fits(stress, at, total));
  const opens = (token: number) => initial === undefined || vocabulary.word(token).startsWith(initial);
  const complete = (1 << items.length) - 1;
  // A state is the syllables used, the items placed, and whether the last word was a plain one.
  const stateOf = (used: number, placed: number, plain: boolean) =>
    (used * (complete + 1) + placed) * 2 + (plain ? 1 : 0);
  const reached = new Set<number>([0]);
  const queue = [0];
  const reach = (state: number) => {
    if (!reached.has(state)) queue.push(state);
    reached.add(state);
  };
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    const placed = (state >> 1) % (complete + 1);
    const used = Math.floor((state >> 1) / (complete + 1));
    for (const stress of fillers) if (plainFits(stress, used)) reach(stateOf(used + stress.length, placed, true));
    for (const [number, tokens] of items.entries())
      if ((placed & (1 << number)) === 0 && (used > 0 || opens(tokens[0]!)))
        for (const end of endsOf(tokens, used, unit, vocabulary)) reach(stateOf(end, placed | (1 << number), false));
  }
  // The last word of a rhyming line is left to the rhyme.
  const endsPlainly = reached.has(stateOf(total, complete, true));
  return endsPlainly || (rhyme === undefined && reached.has(stateOf(total, complete, false)));
}

/** Syllables used after the tokens are said one after another from `used` on, by every way to say them. */
function endsOf(tokens: readonly number[], used: number, { line, total }: Unit, { arcs }: PoemVocabulary): Set<number> {
  const placement = arcs.placement(line.shape.meter, total);
  let places = new Set([used]);
  for (const token of tokens) {
    const next = new Set<number>();
    for (const at of places)
      for (let arc = arcs.starts[token]!; arc < arcs.starts[token + 1]!; arc++)
        if (placement[arcs.stressClass[arc]! * (total + 1) + at] === 1) next.add(at + arcs.syllables[arc]!);
    places = next;
  }
  return places;
}

/** Can the tokens, and nothing else, be said in the unit's syllables and metre? */
export function fillsLine(tokens: readonly number[], unit: Unit, vocabulary: PoemVocabulary): boolean {
  return endsOf(tokens, 0, unit, vocabulary).has(unit.total);
}
