/** The table of styles and voices as commands offer it. */
import { styles, voices } from '../src/poetics/styles.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Discord's and Slack's menus hold no more. */
const mostChoices = 25;
const longestLabel = 75;

const all: readonly Choice[] = styles.map(({ id, name, description }) => ({
  value: id,
  label: cut(`${name} · ${description}`),
}));
export const voiceChoices: readonly Choice[] = voices.map(({ id, name }) => ({ value: id, label: name }));

/** @param without a style's id that is not offered */
export function styleChoices(without?: string): readonly Choice[] {
  return all.filter(({ value }) => value !== without).slice(0, mostChoices);
}

export async function matchingStyles(typed: string): Promise<readonly Choice[]> {
  return matching(typed, all);
}

export async function matchingVoices(typed: string): Promise<readonly Choice[]> {
  return matching(typed, voiceChoices);
}

function matching(typed: string, choices: readonly Choice[]): readonly Choice[] {
  const wanted = typed.trim().toLowerCase();
  return choices
    .filter(({ value, label }) => value.includes(wanted) || label.toLowerCase().includes(wanted))
    .slice(0, mostChoices);
}

function cut(label: string): string {
  return label.length <= longestLabel ? label : `${label.slice(0, longestLabel - 1).trimEnd()}…`;
}
