/** What breaks a poem's form, line by line. */
import { type LineShape, type PoemReport, type Pronouncer, rhymes } from '../poetics/index.ts';

/** Lines are numbered from 0; words are as they are printed. */
export type Fault =
  | {
      readonly kind: 'syllables';
      readonly line: number;
      readonly found: readonly number[];
      readonly expected: readonly number[];
    }
  | { readonly kind: 'stress'; readonly line: number; readonly words: readonly string[] }
  | { readonly kind: 'rhyme'; readonly line: number; readonly end: string; readonly with: readonly string[] }
  | { readonly kind: 'refrain'; readonly line: number; readonly of: number }
  | { readonly kind: 'repetition'; readonly line: number; readonly of: number }
  | { readonly kind: 'initial'; readonly line: number; readonly word: string }
  | { readonly kind: 'lines'; readonly found: number; readonly expected: number };

type Line = PoemReport['lines'][number];

/**
 * @param shapes the form's lines, as many as the report expects
 */
export function faultsOf(report: PoemReport, shapes: readonly LineShape[], pronouncer: Pronouncer): Fault[] {
  const { lines, expectedLines } = report;
  const faults: Fault[] = [];
  if (lines.length !== expectedLines) faults.push({ kind: 'lines', found: lines.length, expected: expectedLines });
  for (const line of lines) faults.push(...lineFaults(line, lines, shapes, pronouncer));
  return faults;
}

function lineFaults(one: Line, lines: readonly Line[], shapes: readonly LineShape[], pronouncer: Pronouncer): Fault[] {
  const { line } = one;
  const shape = shapes[line];
  const printed = (at: number) => one.text.slice(...one.spans[at]!);
  const repeats = lines.findIndex(
    (other) => other.line < line && sameWords(other, one) && !isRefrain(other, one, shapes),
  );
  if (repeats >= 0) return [{ kind: 'repetition', line, of: repeats }];
  if (!shape) return [];
  const faults: Fault[] = [];
  if (!one.syllables) faults.push({ kind: 'syllables', line, found: one.found, expected: one.expected });
  else if (!one.meter) faults.push({ kind: 'stress', line, words: one.offbeat.map(printed) });
  if (!one.initial) faults.push({ kind: 'initial', line, word: printed(0) });
  const refrain = lines.find((other) => other.line < line && isRefrain(other, one, shapes) && !sameWords(other, one));
  if (refrain) faults.push({ kind: 'refrain', line, of: refrain.line });
  else if (!one.rhyme) {
    const mates = one.rhymesWith.flatMap((other) => (isRefrain(lines[other]!, one, shapes) ? [] : [lines[other]!]));
    const strangers = mates.filter((other) => !endsRhyme(one, other, pronouncer));
    // The line out of tune is told, not those that it is out of tune with; of two, the later.
    const odd = strangers.length * 2 > mates.length || (mates.length > 0 && strangers.length === mates.length);
    const later = mates.length > 1 || strangers.some((other) => other.line < line);
    if (odd && later)
      faults.push({
        ...{ kind: 'rhyme', line, end: printed(one.words.length - 1) },
        with: [...new Set(strangers.map((other) => other.words.at(-1)!))],
      });
  }
  return faults;
}

function sameWords(one: Line, other: Line): boolean {
  return one.words.join(' ') === other.words.join(' ');
}

function isRefrain(one: Line, other: Line, shapes: readonly LineShape[]): boolean {
  const refrain = shapes[one.line]?.refrain;
  return refrain !== undefined && refrain === shapes[other.line]?.refrain;
}

function endsRhyme(one: Line, other: Line, pronouncer: Pronouncer): boolean {
  const [end, otherEnd] = [one.words.at(-1)!, other.words.at(-1)!];
  if (end === otherEnd) return false;
  const others = pronouncer.pronounce(otherEnd);
  return pronouncer.pronounce(end).some((sound) => others.some((otherSound) => rhymes(sound, otherSound)));
}
