/** What `/refine` says beside the poem: what broke its form, what was changed, and the checks before and after. */
import type { Checks } from '../src/poem.ts';
import { type Fault, type Judgement, type LineChange, wordsKept } from '../src/refine/index.ts';
import { say } from './languages/index.ts';
import { shortened } from './poem-look.ts';

/** Entries of a list that are shown before the rest is counted. */
const mostShown = 8;

/** The account of one repair, as lines of plain text. */
export function refineAccount(
  { style, checks, faults }: Judgement,
  changes: readonly LineChange[],
  after: Checks,
  locale: string,
): string {
  const { kept, all } = wordsKept(changes);
  return [
    say(locale, 'refine.form', { style: style.name }),
    say(locale, 'refine.before', { checks: checksLine(checks, locale) }),
    ...listed(
      faults.map((fault) => `• ${faultLine(fault, locale)}`),
      locale,
    ),
    say(locale, 'refine.after', { checks: checksLine(after, locale) }),
    say(locale, 'refine.words', { kept, all }),
    ...listed(changes.flatMap(changeLines), locale),
  ].join('\n');
}

/** "lines ✓ syllables ✗ stress ✓ rhyme ✓" */
function checksLine(checks: Checks, locale: string): string {
  const names = ['lines', 'syllables', 'meter', 'rhyme'] as const;
  // A mark never stands alone on the next line.
  return names.map((name) => `${say(locale, `check.${name}`)}\u00a0${checks[name] ? '✓' : '✗'}`).join('  ');
}

function faultLine(fault: Fault, locale: string): string {
  const line = 'line' in fault ? fault.line + 1 : 0;
  const either = (counts: readonly number[]) => [...counts].sort((one, other) => one - other).join('/');
  switch (fault.kind) {
    case 'lines':
      return say(locale, 'fault.lines', { found: fault.found, expected: fault.expected });
    case 'syllables':
      return say(locale, 'fault.syllables', { line, found: either(fault.found), expected: either(fault.expected) });
    case 'stress':
      return say(locale, 'fault.stress', { line, words: fault.words.join(', ') });
    case 'rhyme':
      return say(locale, 'fault.rhyme', { line, end: fault.end, with: fault.with.join(', ') });
    case 'refrain':
      return say(locale, 'fault.refrain', { line, of: fault.of + 1 });
    case 'repetition':
      return say(locale, 'fault.repetition', { line, of: fault.of + 1 });
    case 'initial':
      return say(locale, 'fault.initial', { line, word: fault.word });
  }
}

/** A changed line as a diff has it. */
function changeLines({ before, after }: LineChange): string[] {
  if (before === after) return [];
  return [...(before === undefined ? [] : [`− ${before}`]), ...(after === undefined ? [] : [`+ ${after}`])];
}

function listed(lines: readonly string[], locale: string): string[] {
  const shown = lines.slice(0, 2 * mostShown).map((line) => shortened(line, 160));
  return lines.length > shown.length
    ? [...shown, say(locale, 'refine.more', { count: lines.length - shown.length })]
    : shown;
}
