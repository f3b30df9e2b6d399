/** Lines that the person wants to keep: they are settled from the start, and the rest is drawn around them. */
import { RequestError } from '../errors.ts';
import type { PoemRequest } from '../poem.ts';
import { endMark, type LineShape, type Pronouncer, tokeniseLine } from '../poetics/index.ts';
import type { PoemCanvas, Unit } from './poem-canvas.ts';
import type { PoemVocabulary } from './vocabulary.ts';

type Kept = PoemRequest['keep'];

/** The same shapes, each kept line's syllables first among those that its form allows. */
export function shapesForKept(shapes: readonly LineShape[], keep: Kept, pronouncer: Pronouncer): LineShape[] {
  const shaped = [...shapes];
  for (const { line, text } of keep ?? []) {
    const shape = shaped[line];
    if (!shape) throw new RequestError('keep', `There is no line ${line + 1} to keep.`);
    const totals = possibleTotals(
      tokeniseLine(text).words.map((word) => pronouncer.pronounce(word).map((p) => p.syllables)),
    );
    const total = shape.syllables.find((allowed) => totals.has(allowed));
    if (total === undefined) throw doesNotFit(line);
    shaped[line] = { ...shape, syllables: [total, ...shape.syllables.filter((other) => other !== total)] };
  }
  return shaped;
}

function possibleTotals(words: readonly (readonly number[])[]): Set<number> {
  let totals = new Set([0]);
  for (const syllables of words)
    totals = new Set([...totals].flatMap((total) => syllables.map((more) => total + more)));
  return totals;
}

/** Settles the kept lines. @returns the numbers of their units */
export function keepLines(canvas: PoemCanvas, keep: Kept, words: PoemVocabulary): Set<number> {
  const kept = new Set<number>();
  for (const { line, text } of keep ?? []) {
    const unit = canvas.units.find(({ lines }) => lines.includes(line))!;
    const tokens = lineTokens(text, unit, words);
    if (!tokens) throw doesNotFit(line);
    for (const [place, token] of tokens.entries()) {
      canvas.write(unit, place, token, 1);
      canvas.settle(unit, place, 0);
    }
    kept.add(unit.number);
  }
  return kept;
}

/** A printed line as the unit's tokens, right-aligned; undefined when a word is unknown or there are too many. */
export function lineTokens(text: string, unit: Unit, words: PoemVocabulary): number[] | undefined {
  const { lexicon } = words;
  const tokens = tokeniseLine(text).words.map((word) => words.token(word));
  if (tokens.length > unit.width - 1 || tokens.includes(undefined)) return undefined;
  const mark = lexicon.punctuation.indexOf(endMark(text));
  const padding = new Array<number>(unit.width - 1 - tokens.length).fill(lexicon.pad);
  return [...padding, ...(tokens as number[]), lexicon.punctuationToken(Math.max(0, mark))];
}

function doesNotFit(line: number): RequestError {
  return new RequestError('keep', `Line ${line + 1} does not fit this form, so I cannot keep it as it is.`);
}
