/**
 * A poem that starts from somebody's words instead of noise. The draft's content words become anchors: each must stand
 * in its line, exactly once, and the chain draws the rest around them. Lines of the draft that already keep the form
 * are laid down as they are and partly noised.
 */
import { fillsLine, hasRoom } from './anchor-room.ts';
import type { DraftItem, DraftReading } from './draft-reading.ts';
import { lineTokens } from './kept-lines.ts';
import type { PoemCanvas, Unit } from './poem-canvas.ts';
import type { SeededRandom } from './random.ts';
import type { PoemVocabulary } from './vocabulary.ts';

/** Share of a line's syllables that anchors take where there is room elsewhere, and where there is not. */
const shares = [2 / 3, 0.9];

export interface DraftLaying {
  readonly canvas: PoemCanvas;
  readonly vocabulary: PoemVocabulary;
  /** Units that are kept as they are. */
  readonly kept: ReadonlySet<number>;
  /** 0 keeps every word of a fitting line, 1 its anchored words alone. */
  readonly strength: number;
  readonly random: SeededRandom;
}

/** Lays the draft on the canvas. What finds no room is simply not there afterwards: {@link missingWords} names it. */
export function layDraft(draft: DraftReading, laying: DraftLaying): void {
  const { canvas, vocabulary, kept } = laying;
  const open = canvas.units.filter((unit) => !kept.has(unit.number));
  const laid = layFittingLines(draft, open, laying);
  const free = open.filter((unit) => !laid.has(unit));
  if (free.length === 0) return;
  const present = tokensOf(canvas);
  const waiting = draft.items
    .map((item) => ({ item, tokens: tokensOfItem(item, vocabulary) }))
    .filter(({ tokens }) => tokens.length > 0 && !tokens.every((token) => present.has(token)));
  const wanted = (at: number) => Math.floor((at * free.length) / waiting.length);
  const order = [...waiting.keys()].sort(
    (one, other) => rank(waiting[one]!, vocabulary) - rank(waiting[other]!, vocabulary),
  );
  for (const share of shares)
    for (const at of order.splice(0))
      if (!anchor(waiting[at]!.tokens, wanted(at), free, share, vocabulary)) order.push(at);
  // What belongs together but finds no room side by side may stand apart, unless it is a number.
  for (const at of order)
    if (!waiting[at]!.item.whole && waiting[at]!.tokens.length > 1)
      for (const token of waiting[at]!.tokens) anchor([token], wanted(at), free, shares[1]!, vocabulary);
}

/** Telling items and long ones first, then the rarer word; where each stands is decided by the draft's order. */
function rank({ item, tokens }: { item: DraftItem; tokens: readonly number[] }, { lexicon }: PoemVocabulary): number {
  // What stands side by side is hard to place, so it goes before single words.
  if (item.telling || tokens.length > 1) return -tokens.length;
  return Math.min(...tokens.map((token) => (token < lexicon.size ? lexicon.count(token) : 0)));
}

/** The item's tokens; none where one of its words cannot be drawn. */
function tokensOfItem({ words }: DraftItem, vocabulary: PoemVocabulary): number[] {
  const tokens = words.map(({ word, invited }) =>
    invited ? vocabulary.invitedToken(word) : vocabulary.lexicon.id(word),
  );
  return tokens.every((token) => token !== undefined && vocabulary.drawable[token] === 1) ? (tokens as number[]) : [];
}

/** Anchors the tokens side by side in the unit nearest to the wanted one that has room for them. */
function anchor(
  tokens: readonly number[],
  wanted: number,
  units: readonly Unit[],
  share: number,
  vocabulary: PoemVocabulary,
): boolean {
  const byDistance = units
    .map((unit, number) => ({ unit, distance: Math.abs(number - wanted) }))
    .sort((one, other) => one.distance - other.distance);
  const found = byDistance.find(({ unit }) => hasRoom(unit, [...anchoredItems(unit), tokens], share, vocabulary));
  if (!found) return false;
  found.unit.anchors.push(...tokens);
  for (let at = 1; at < tokens.length; at++) found.unit.bound.push([tokens[at - 1]!, tokens[at]!]);
  return true;
}

/** The unit's anchors in runs that stand side by side. */
function anchoredItems({ anchors, bound }: Unit): number[][] {
  const follows = new Map(bound);
  const led = new Set(bound.map(([, second]) => second));
  return anchors
    .filter((token) => !led.has(token))
    .map((first) => {
      const run = [first];
      for (let next = follows.get(first); next !== undefined; next = follows.get(next)) run.push(next);
      return run;
    });
}

/** Frees a line that cannot be drawn from its last anchor, and from what is bound to it. */
export function dropLastAnchor(unit: Unit): void {
  const run = anchoredItems(unit).at(-1) ?? [];
  unit.anchors = unit.anchors.filter((token) => !run.includes(token));
  unit.bound = unit.bound.filter(([first]) => !run.includes(first));
}

/** The items that stand in a laid line stay in it, and in one piece, whatever is drawn again around them. */
function anchorLaidItems(draft: DraftReading, words: readonly number[], unit: Unit, vocabulary: PoemVocabulary): void {
  for (const item of draft.items) {
    const tokens = tokensOfItem(item, vocabulary);
    const start = words.indexOf(tokens[0] ?? -1);
    const stands = start >= 0 && tokens.every((token, at) => words[start + at] === token);
    if (!stands || !hasRoom(unit, [...anchoredItems(unit), tokens], 1, vocabulary)) continue;
    unit.anchors.push(...tokens);
    for (let at = 1; at < tokens.length; at++) unit.bound.push([tokens[at - 1]!, tokens[at]!]);
  }
}

/** The draft's words that the poem does not hold, as they were written. */
export function missingWords(draft: DraftReading, canvas: PoemCanvas, vocabulary: PoemVocabulary): string[] {
  const words = new Set([...tokensOf(canvas)].map((token) => vocabulary.word(token)));
  const missing = draft.items.flatMap((item) => {
    const absent = item.words.filter(({ word }) => !words.has(word));
    if (absent.length === 0) return [];
    return item.whole || absent.length === item.words.length ? [item.text] : absent.map(({ spelling }) => spelling);
  });
  return [...missing, ...draft.unsayable];
}

function tokensOf(canvas: PoemCanvas): Set<number> {
  return new Set(canvas.tokens);
}

/** Draft lines that keep a line's form stand there at once; each word is noised with the given strength, or stays for good. */
function layFittingLines(draft: DraftReading, open: readonly Unit[], laying: DraftLaying): Set<Unit> {
  const { canvas, vocabulary, strength, random } = laying;
  const units = new Set<Unit>();
  for (const [number, unit] of open.entries()) {
    const text = draft.lines[number];
    const tokens = text === undefined ? undefined : lineTokens(text, unit, vocabulary);
    const words = tokens?.slice(0, -1).filter((token) => token !== vocabulary.lexicon.pad) ?? [];
    if (!tokens || !words.every((token) => vocabulary.drawable[token] === 1) || !fillsLine(words, unit, vocabulary))
      continue;
    units.add(unit);
    anchorLaidItems(draft, words, unit, vocabulary);
    for (const [place, token] of tokens.entries()) {
      canvas.write(unit, place, token, 0.5);
      const rhymes = place === unit.width - 2 && unit.line.shape.rhyme !== undefined;
      if (!rhymes && random.next() >= strength) canvas.fix(unit, place, token);
    }
  }
  return units;
}
