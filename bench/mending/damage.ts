/** Damages a good poem in one known way, so that it can be told afterwards what a repair should have left alone. */
import { type Lexicon, tokeniseLine } from '../../src/poetics/index.ts';

export type Damage = 'wrong-end-word' | 'missing-foot' | 'doubled-line';
export const damages: readonly Damage[] = ['wrong-end-word', 'missing-foot', 'doubled-line'];

export interface Damaged {
  readonly text: string;
  /** The words of the good poem that the damage left, line by line, lower case. */
  readonly sound: readonly (readonly string[])[];
}

/**
 * @param random 0 ≤ x < 1
 * @returns undefined where the poem offers no place for this damage
 */
export function damage(text: string, kind: Damage, lexicon: Lexicon, random: () => number): Damaged | undefined {
  const lines = text.split('\n');
  const written = lines.flatMap((line, number) => (line === '' ? [] : [number]));
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const number = pick(written);
  const line = lines[number]!;
  const { words, spans } = tokeniseLine(line);
  const sound = written.map((at) => tokeniseLine(lines[at]!).words);
  const at = written.indexOf(number);
  const [start, end] = spans.at(-1)!;
  switch (kind) {
    case 'wrong-end-word': {
      const wrong = lexicon.spelling(lexicon.firstWord + Math.floor(random() * 6000));
      lines[number] = `${line.slice(0, start)}${wrong}${line.slice(end)}`;
      sound[at] = words.slice(0, -1);
      break;
    }
    case 'missing-foot': {
      if (words.length < 4) return undefined;
      const from = Math.floor(random() * (words.length - 2));
      lines[number] = `${line.slice(0, spans[from]![0])}${line.slice(spans[from + 2]?.[0] ?? start)}`.trim();
      sound[at] = [...words.slice(0, from), ...words.slice(from + 2)];
      break;
    }
    case 'doubled-line':
      if (random() < 0.5) lines.splice(number + 1, 0, line);
      else {
        const other = pick(written.filter((place) => place !== number && lines[place] !== line));
        lines[other] = line;
        sound[written.indexOf(other)] = [];
      }
  }
  return { text: lines.join('\n'), sound };
}

/** Words of the sound lines that a repaired poem still has, each line compared with the line in its place. */
export function untouchedWords(sound: readonly (readonly string[])[], repaired: string): { kept: number; all: number } {
  const lines = repaired.split('\n').filter((line) => line !== '');
  let kept = 0;
  let all = 0;
  for (const [number, words] of sound.entries()) {
    kept += commonWords(words, tokeniseLine(lines[number] ?? '').words);
    all += words.length;
  }
  return { kept, all };
}

/** Length of the longest common subsequence. */
function commonWords(one: readonly string[], other: readonly string[]): number {
  let row = new Array<number>(other.length + 1).fill(0);
  for (const word of one) {
    const next = [0];
    for (const [at, candidate] of other.entries())
      next.push(word === candidate ? row[at]! + 1 : Math.max(row[at + 1]!, next[at]!));
    row = next;
  }
  return row.at(-1)!;
}
