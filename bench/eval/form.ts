/** Strict form: the share of poems in which every check of the form holds. */
import { checkPoem, findStyle, type Pronouncer } from '../../src/poetics/index.ts';
import type { Draws } from './draws.ts';

export interface FormRate {
  readonly poems: number;
  readonly strict: number;
  /** The texts that failed, with the checks that did not hold; or the reason why there is no text. */
  readonly failures: readonly { readonly text: string; readonly failed: readonly string[] }[];
}

/** By style, of the poems' own checks: the engine reports them from the printed text. No poem at all is a failure, too. */
export function formRates({ poems, failures }: Draws): Map<string, FormRate> {
  const rates = new Map<string, { poems: number; good: number; failures: { text: string; failed: string[] }[] }>();
  const rateOf = (style: string) => {
    if (!rates.has(style)) rates.set(style, { poems: 0, good: 0, failures: [] });
    const rate = rates.get(style)!;
    rate.poems++;
    return rate;
  };
  for (const { style, reason } of failures) rateOf(style).failures.push({ text: reason, failed: ['drawing'] });
  for (const { poem } of poems) {
    const { style, text, checks } = poem;
    const rate = rateOf(style);
    const failed = Object.entries(checks).flatMap(([name, held]) => (held ? [] : [name]));
    if (failed.length === 0) rate.good++;
    else rate.failures.push({ text, failed });
  }
  return new Map(
    [...rates].map(([style, { poems: count, good, failures }]) => [
      style,
      { poems: count, strict: good / count, failures },
    ]),
  );
}

/** The same strict check on human verse that was written in a style's form. */
export function strictShare(texts: readonly string[], style: string, pronouncer: Pronouncer): number {
  if (texts.length === 0) return Number.NaN;
  const form = findStyle(style);
  const strict = texts.filter((text) => {
    const word = form.form.takesWord ? { word: initials(text) } : {};
    return Object.values(checkPoem(text, form, word, pronouncer).checks).every(Boolean);
  });
  return strict.length / texts.length;
}

/** The word that an acrostic spells. */
function initials(text: string): string {
  return text
    .split('\n')
    .map((line) => line.match(/\p{L}/u)?.[0] ?? '')
    .join('');
}
