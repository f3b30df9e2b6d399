/**
 * Draws the end words of lines that must rhyme together: first the rhyme class, in proportion to the product of the
 * lines' weights, then each line's word, none twice and none that sounds the same from its stressed syllable on.
 */
import type { SeededRandom } from './random.ts';
import type { RhymeSound } from './vocabulary.ts';

/** One line of a rhyme group: its end-word candidates, their sounds, and the weight of all lines that end so. */
export interface RhymingLine {
  readonly tokens: Int32Array;
  readonly weights: Float64Array;
}

/** What it costs, in nats, to rhyme like another group of the poem. */
const AVOIDED = 12;

/**
 * @param sound    the rhyme of a token
 * @param avoided  classes that other groups of the poem have: taken only where hardly another would do
 * @param spread   exponent of a class's weight: below 1 the classes of few words come oftener
 * @returns the index of the chosen candidate for each line, or undefined when no class serves all lines
 */
export function drawRhymes(
  lines: readonly RhymingLine[],
  sound: (token: number) => RhymeSound | undefined,
  random: SeededRandom,
  avoided: ReadonlySet<string> = new Set(),
  spread = 1,
): number[] | undefined {
  const classes = commonClasses(lines, sound);
  for (const [key, log] of classes) if (avoided.has(key)) classes.set(key, log - AVOIDED);
  while (classes.size > 0) {
    const keys = [...classes.keys()];
    const logs = [...classes.values()];
    const most = Math.max(...logs);
    const weights = Float64Array.from(logs, (log) => Math.exp(spread * (log - most)));
    const at = random.index(weights, weights.length);
    if (at < 0) return undefined;
    const ends = drawWithin(keys[at]!, lines, sound, random);
    if (ends) return ends;
    classes.delete(keys[at]!);
  }
  return undefined;
}

/** Log weight of each rhyme class that every line has. */
function commonClasses(
  lines: readonly RhymingLine[],
  sound: (token: number) => RhymeSound | undefined,
): Map<string, number> {
  let common: Map<string, number> | undefined;
  for (const { tokens, weights } of lines) {
    const sums = new Map<string, number>();
    for (let at = 0; at < tokens.length; at++) {
      const key = weights[at]! > 0 ? sound(tokens[at]!)?.key : undefined;
      if (key !== undefined && (common === undefined || common.has(key)))
        sums.set(key, (sums.get(key) ?? 0) + weights[at]!);
    }
    for (const [key, sum] of sums) sums.set(key, Math.log(sum) + (common?.get(key) ?? 0));
    common = sums;
  }
  return common ?? new Map();
}

function drawWithin(
  key: string,
  lines: readonly RhymingLine[],
  sound: (token: number) => RhymeSound | undefined,
  random: SeededRandom,
): number[] | undefined {
  const order = lines
    .map((_, line) => line)
    .sort((one, other) => lines[one]!.tokens.length - lines[other]!.tokens.length);
  const taken = new Set<string>();
  const ends = new Array<number>(lines.length);
  for (const line of order) {
    const { tokens, weights } = lines[line]!;
    const open = weights.map((weight, at) => {
      const own = weight > 0 ? sound(tokens[at]!) : undefined;
      return own?.key === key && !taken.has(own.onset) ? weight : 0;
    });
    const at = random.index(open, open.length);
    if (at < 0) return undefined;
    ends[line] = at;
    taken.add(sound(tokens[at]!)!.onset);
  }
  return ends;
}
