/** Judges a pasted poem: its form, what breaks it, and the smallest change that mends it. */
import { RequestError } from '../errors.ts';
import type { Checks, PoemRequest } from '../poem.ts';
import { type CheckOptions, checkPoem, cleanText, type LineShape, type Style } from '../poetics/index.ts';
import { type Fault, faultsOf } from './faults.ts';
import { type PoemPlan, planPoem } from './plan-poem.ts';
import { type PoemLine, readPoem } from './read-poem.ts';
import { recogniseStyle } from './recognise.ts';
import type { Wordbook } from './wordbook.ts';

/** Characters of a pasted poem. */
export const longestPoem = 4_000;
/** Lines beyond those of the form after which a text is no broken poem of it any more. */
const mostLinesTooMany = 12;
/** Few words are drawn, so that few steps are enough to watch. */
const steps = 8;

export interface Pasted {
  readonly text: string;
  /** Recognised when absent. */
  readonly style?: Style | undefined;
  /** The word of an acrostic. */
  readonly word?: string | undefined;
}

export interface Judgement {
  readonly style: Style;
  readonly options: CheckOptions;
  readonly checks: Checks;
  readonly faults: readonly Fault[];
  readonly lines: readonly PoemLine[];
  /** Undefined for a poem in form: there is nothing to mend. */
  readonly plan: PoemPlan | undefined;
}

/**
 * @throws {RequestError} `refine-empty`, `refine-too-long`, `refine-lines`, `unfit`
 */
export function judge(pasted: Pasted, words: Wordbook): Judgement {
  const lines = readLines(pasted.text, words);
  const text = textOf(lines);
  const { style, options } = pasted.style
    ? { style: pasted.style, options: optionsOf(pasted, lines) }
    : recogniseStyle(text, words.pronouncer);
  const report = checkPoem(text, style, options, words.pronouncer);
  const shapes = shapesOf(style, options, style.form.takesWord ? undefined : report.expectedLines);
  const faults = faultsOf(report, shapes, words.pronouncer);
  const sound = faults.length === 0 && Object.values(report.checks).every(Boolean);
  const plan = sound ? undefined : bestPlan(lines, style, options, words);
  return { style, options, checks: report.checks, faults, lines, plan };
}

/** What the engine is asked, to mend the poem; undefined for a poem in form. */
export function mendingRequest({ style, options, lines, plan }: Judgement): PoemRequest | undefined {
  return (
    plan && {
      topic: topicOf(lines),
      style: style.id,
      steps,
      start: { lines: plan.lines },
      ...(options.word === undefined ? {} : { word: options.word }),
    }
  );
}

/** The checks of the mended poem. */
export function checksAfter({ style, options, plan }: Judgement, text: string, words: Wordbook): Checks {
  const asked = plan && !style.form.takesWord ? { lines: plan.lines.length } : {};
  return checkPoem(text, style, { ...options, ...asked }, words.pronouncer).checks;
}

function readLines(text: string, words: Wordbook): readonly PoemLine[] {
  if (text.length > longestPoem)
    throw new RequestError(
      'refine-too-long',
      `A poem to refine may have ${longestPoem} characters; this one has ${text.length}.`,
    );
  const lines = readPoem(text, words.pronouncer);
  if (lines.length === 0) throw new RequestError('refine-empty', 'Paste a poem, and I will see what breaks its form.');
  return lines;
}

function textOf(lines: readonly PoemLine[]): string {
  return lines.map(({ text }) => text).join('\n');
}

function optionsOf({ style, word }: Pasted, lines: readonly PoemLine[]): CheckOptions {
  if (!style?.form.takesWord) return {};
  return { word: word ?? lines.map(({ words }) => words[0]!.word.replace(/^'/, '')[0]).join('') };
}

/** The cheapest plan over the numbers of lines that the form allows near the poem's own. */
function bestPlan(lines: readonly PoemLine[], style: Style, options: CheckOptions, words: Wordbook): PoemPlan {
  const { least, most, multipleOf } = style.form.lines;
  if (lines.length > most + mostLinesTooMany)
    throw new RequestError(
      'refine-lines',
      `${style.form.name} has at most ${most} lines; this text has ${lines.length}.`,
    );
  const bounded = (count: number) => Math.min(most, Math.max(least, count));
  const below = bounded(Math.floor(lines.length / multipleOf) * multipleOf);
  const counts = style.form.takesWord
    ? [undefined]
    : new Set([below, bounded(below + multipleOf), bounded(below - multipleOf)]);
  let best: PoemPlan | undefined;
  for (const count of counts) {
    const plan = planPoem(lines, shapesOf(style, options, count), words);
    if (plan && (!best || plan.cost < best.cost)) best = plan;
  }
  if (!best) throw new RequestError('unfit', 'I cannot bring this into that form. Please try another one.');
  return best;
}

function shapesOf({ form }: Style, { word }: CheckOptions, lines: number | undefined): readonly LineShape[] {
  return form.shape({
    ...(word === undefined ? {} : { word }),
    ...(lines === undefined ? {} : { lines }),
    random: () => 0,
  });
}

/** The poem's first line, as poems without a title are called. */
function topicOf(lines: readonly PoemLine[]): string {
  return [...cleanText(lines[0]!.text)].slice(0, 80).join('').trim();
}
