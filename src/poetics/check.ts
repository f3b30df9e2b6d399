/** The strict form checker: plain text in, findings line by line and the summary out. */

import type { Checks } from '../poem.ts';
import { Pronouncer } from './dictionary.ts';
import { isFunctionWord } from './function-words.ts';
import { rhymes } from './rhyme.ts';
import { tokeniseLine } from './tokenise.ts';
import type { LineShape, Meter, Pronunciation, Style } from './types.ts';

/** What was found in one line. */
interface LineReport {
  /** From 0, empty lines not counted. */
  readonly line: number;
  readonly text: string;
  readonly words: readonly string[];
  /** Where each word stands in `text`, `[start, end)`. */
  readonly spans: readonly (readonly [number, number])[];
  /** Every number of syllables that some reading of the line has, ascending. */
  readonly found: readonly number[];
  /** The allowed numbers, the usual one first; empty for a line too many. */
  readonly expected: readonly number[];
  readonly syllables: boolean;
  readonly meter: boolean;
  /** Numbers of the words that do not fit the metre where they stand. */
  readonly offbeat: readonly number[];
  /** Rhymes with every other line of its group, and repeats its refrain word for word. */
  readonly rhyme: boolean;
  /** The other lines of its rhyme group. */
  readonly rhymesWith: readonly number[];
  /** Begins with the letter that the form asks for. */
  readonly initial: boolean;
  /** Content words that stand in the line more than once. */
  readonly repeated: readonly string[];
}

export interface PoemReport {
  readonly lines: readonly LineReport[];
  readonly expectedLines: number;
  readonly checks: Checks;
}

export interface CheckOptions {
  /** The word of an acrostic. */
  readonly word?: string;
  /** The number of lines that was asked for; where absent, any number that the form allows is right. */
  readonly lines?: number;
}

/** A line's text, read. */
interface ReadLine {
  readonly text: string;
  readonly words: readonly string[];
  readonly spans: readonly (readonly [number, number])[];
  readonly readings: readonly (readonly Pronunciation[])[];
}

function readLines(text: string, dictionary: Pronouncer): ReadLine[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .map((line) => ({ text: line, ...tokeniseLine(line, (word) => dictionary.knows(word)) }))
    .filter(({ words }) => words.length > 0)
    .map(({ text: line, words, spans }) => ({
      text: line,
      words,
      spans,
      readings: words.map((word) => dictionary.pronounce(word)),
    }));
}

/** All numbers of syllables that readings of the words can add up to, ascending. */
function possibleTotals(readings: readonly (readonly Pronunciation[])[]): number[] {
  let totals = new Set([0]);
  for (const variants of readings) {
    totals = new Set([...totals].flatMap((total) => variants.map(({ syllables }) => total + syllables)));
  }
  return [...totals].sort((a, b) => a - b);
}

/** Lines of more words than this are no verse; their metre is not worth the search. */
const longestLine = 40;

/** The words that no reading of the line in `total` syllables can fit to the metre; as few as any reading leaves. */
function offbeatWords(
  readings: readonly (readonly Pronunciation[])[],
  meter: Meter,
  total: number,
): readonly number[] | undefined {
  let best = new Map<number, readonly number[]>([[0, []]]);
  for (const [word, variants] of readings.entries()) {
    const next = new Map<number, readonly number[]>();
    for (const [at, misfits] of best) {
      for (const { stress, syllables } of variants) {
        const end = at + syllables;
        if (end > total) continue;
        const now = meter.fits(stress, at, total) ? misfits : [...misfits, word];
        if (now.length < (next.get(end)?.length ?? Number.POSITIVE_INFINITY)) next.set(end, now);
      }
    }
    best = next;
  }
  return best.get(total);
}

/** The fewest offbeat words over the given totals; undefined when the line is beyond scanning. */
function leastOffbeat(line: ReadLine, meter: Meter, totals: readonly number[]): readonly number[] | undefined {
  if (line.words.length > longestLine) return undefined;
  return totals
    .map((total) => offbeatWords(line.readings, meter, total))
    .reduce((best, one) => (one && (!best || one.length < best.length) ? one : best), undefined);
}

/** Strict rhyme of two line ends: different words, and some pair of their listed pronunciations rhymes. */
function endsRhyme(a: ReadLine, b: ReadLine): boolean {
  if (a.words.at(-1) === b.words.at(-1)) return false;
  return a.readings.at(-1)!.some((one) => b.readings.at(-1)!.some((other) => rhymes(one, other)));
}

function repeatedWords(words: readonly string[]): string[] {
  const repeated = words.filter((word, place) => !isFunctionWord(word) && words.indexOf(word) !== place);
  return [...new Set(repeated)];
}

/** The lines that the form expects, for the number of lines that the text has if the form allows it. */
function expectedShapes(style: Style, found: number, { word, lines }: CheckOptions): readonly LineShape[] {
  const { least, most, multipleOf } = style.form.lines;
  const nearest = Math.min(most, Math.max(least, Math.round(found / multipleOf) * multipleOf));
  // Chance decides only what any reader must allow (which length is aimed for, where stanzas break).
  const random = () => 0;
  if (!style.form.takesWord) return style.form.shape({ lines: lines ?? nearest, random });
  return style.form.shape({ ...(word !== undefined && { word }), ...(lines !== undefined && { lines }), random });
}

/**
 * Judges a poem against a style's form. Never throws for what stands in the text: words in no dictionary are
 * sounded out by rule.
 *
 * @param text lines separated by newlines; empty lines are ignored
 * @throws {RequestError} when the options themselves are impossible for the style
 */
export function checkPoem(
  text: string,
  style: Style,
  options: CheckOptions = {},
  dictionary: Pronouncer = new Pronouncer(),
): PoemReport {
  const read = readLines(text, dictionary);
  const shapes = expectedShapes(style, read.length, options);
  const lines = read.map((line, number): LineReport => judgeLine(number, read, shapes, line));
  const all = (ok: (line: LineReport) => boolean) => lines.length > 0 && lines.every(ok);
  return {
    lines,
    expectedLines: shapes.length,
    checks: {
      lines: read.length === shapes.length && all(({ initial }) => initial),
      syllables: all(({ syllables }) => syllables),
      meter: all(({ meter }) => meter),
      rhyme: all(({ rhyme }) => rhyme),
    },
  };
}

function judgeLine(
  number: number,
  read: readonly ReadLine[],
  shapes: readonly LineShape[],
  line: ReadLine,
): LineReport {
  const shape = shapes[number];
  const found = possibleTotals(line.readings);
  const allowed = found.filter((total) => shape?.syllables.includes(total));
  const group = shapes.flatMap((other, place) =>
    shape?.rhyme !== undefined && place !== number && place < read.length && other.rhyme === shape.rhyme ? [place] : [],
  );
  const isRefrain = (place: number) => shape?.refrain !== undefined && shapes[place]!.refrain === shape.refrain;
  const rhyme = group.every((place) =>
    isRefrain(place) ? read[place]!.words.join(' ') === line.words.join(' ') : endsRhyme(line, read[place]!),
  );
  // A line of a wrong length is scanned as it stands, so that one fault is not told twice.
  const offbeat = shape?.meter ? leastOffbeat(line, shape.meter, allowed.length > 0 ? allowed : found) : shape && [];
  return {
    line: number,
    text: line.text,
    words: line.words,
    spans: line.spans,
    found,
    expected: shape?.syllables ?? [],
    syllables: allowed.length > 0,
    meter: offbeat?.length === 0,
    offbeat: offbeat ?? [],
    rhyme: shape !== undefined && rhyme,
    rhymesWith: group,
    initial: shape?.initial === undefined || line.words[0]!.replace(/^'+/, '').startsWith(shape.initial),
    repeated: repeatedWords(line.words),
  };
}
