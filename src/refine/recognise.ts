/** Which style a poem was meant to be in, though some of its lines may break it. */
import {
  type CheckOptions,
  checkPoem,
  type PoemReport,
  type Pronouncer,
  type Style,
  styles,
} from '../poetics/index.ts';

export interface Recognised {
  readonly style: Style;
  readonly options: CheckOptions;
}

/** Evidence in nats: what a kept rule speaks for a form, since few texts keep it by chance, and a broken one against it. */
const evidence = {
  /** Numbers of syllables that a line of verse may as well have. */
  lengths: 12,
  wrongLength: -2,
  meter: 1,
  beats: 0.3,
  offbeat: -0.5,
  rhyme: 2.5,
  noRhyme: -0.8,
  linesOfFixedForm: 2,
  lineTooManyOrFew: -3,
  initial: 1.5,
  doubledLine: 1,
  /** A line that returns is a refrain, or a slip. */
  refrain: 2.5,
};

/**
 * The likeliest style; of styles with one form the first in the table. Always finds one.
 *
 * @param text lines separated by newlines
 */
export function recogniseStyle(text: string, pronouncer: Pronouncer): Recognised {
  let best: { readonly recognised: Recognised; readonly score: number } | undefined;
  const forms = new Set<string>();
  const once = withoutDoubledLines(text);
  const readings: readonly (readonly [string, number])[] =
    once === text
      ? [[text, 0]]
      : [
          [text, 0],
          [once, evidence.doubledLine],
        ];
  for (const style of styles) {
    if (forms.has(style.form.id)) continue;
    forms.add(style.form.id);
    const options = style.form.takesWord ? spelt(text, pronouncer) : {};
    if (options === undefined) continue;
    for (const [reading, penalty] of readings) {
      const score = scoreOf(checkPoem(reading, style, options, pronouncer), style) - penalty;
      if (!best || score > best.score) best = { recognised: { style, options }, score };
    }
  }
  return best!.recognised;
}

function scoreOf({ lines, expectedLines }: PoemReport, { form }: Style): number {
  const off = Math.abs(lines.length - expectedLines);
  const fixed = form.lines.least === form.lines.most;
  let score = off * evidence.lineTooManyOrFew + (off === 0 && fixed ? evidence.linesOfFixedForm : 0);
  for (const line of lines) {
    if (line.expected.length === 0) continue;
    score += line.syllables ? Math.log(evidence.lengths / line.expected.length) : evidence.wrongLength;
    if (form.id !== 'free-verse')
      score += line.meter ? meterEvidence(form.id) : Math.max(-1.5, evidence.offbeat * line.offbeat.length);
    if (line.rhymesWith.length > 0) score += line.rhyme ? evidence.rhyme : evidence.noRhyme;
    if (form.takesWord) score += evidence.initial;
    const earlier = lines.find((other) => other.line < line.line && other.words.join(' ') === line.words.join(' '));
    if (earlier) score += line.rhymesWith.includes(earlier.line) && line.rhyme ? evidence.refrain : -evidence.refrain;
  }
  return score;
}

/** Without lines that repeat the line before them: a slip that changes the number of lines. */
function withoutDoubledLines(text: string): string {
  return text
    .split('\n')
    .filter((line, at, lines) => at === 0 || line.trim() !== lines[at - 1]!.trim())
    .join('\n');
}

/** Four free beats are found in many a line; forms without a metre find nothing. */
function meterEvidence(form: string): number {
  if (form === 'haiku' || form === 'tanka') return 0;
  return form === 'rap' || form === 'nursery-rhyme' ? evidence.beats : evidence.meter;
}

/** The word that the first letters of the lines spell, if it is one. */
function spelt(text: string, pronouncer: Pronouncer): CheckOptions | undefined {
  const word = text
    .split('\n')
    .map((line) => /\p{L}/u.exec(line)?.[0]?.toLowerCase() ?? '')
    .join('');
  return /^[a-z]{3,20}$/.test(word) && pronouncer.knows(word) ? { word } : undefined;
}
