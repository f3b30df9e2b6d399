/** Which end words of a rhyme group stay, so that as few as possible are drawn again. */
import { type LineShape, type Pronunciation, rhymes } from '../poetics/index.ts';
import type { LineEnd, LinePlan } from './plan-line.ts';
import type { PoemWord } from './read-poem.ts';
import { planWords } from './sound-line.ts';
import type { Wordbook } from './wordbook.ts';

/** A line, or the lines of one refrain. */
export interface PlannedUnit {
  readonly shape: LineShape;
  /** Numbers of its lines in the form. */
  readonly lines: readonly number[];
  /** The pasted line whose words it has; undefined where a new one is drawn. */
  readonly source: number | undefined;
  readonly words: readonly PoemWord[];
}

/** Endings on a stressed syllable, of which every line of a group can have one. */
const masculine: ReadonlySet<string> = new Set(['1', '01']);

/**
 * Plans the units of one rhyme group together.
 *
 * @returns a plan for each unit, or undefined when no choice of end words keeps the form
 */
export function planGroup(units: readonly PlannedUnit[], words: Wordbook): LinePlan[] | undefined {
  let best: { readonly cost: number; readonly plans: LinePlan[] } | undefined;
  for (const ends of choicesOfEnds(units, words)) {
    const plans = units.map(({ words: own, shape }, at) => planWords(own, shape, ends[at]!, words));
    if (plans.includes(undefined)) continue;
    const cost = (plans as LinePlan[]).reduce((sum, plan, at) => sum + plan.cost * units[at]!.lines.length, 0);
    if (!best || cost < best.cost) best = { cost, plans: plans as LinePlan[] };
  }
  return best?.plans;
}

function* choicesOfEnds(units: readonly PlannedUnit[], words: Wordbook): Generator<LineEnd[]> {
  const ends = units.map(({ words: own }) => own.at(-1)?.word);
  if (units[0]!.shape.rhyme === undefined || units.length === 1) return yield units.map(() => ({ stays: true }));
  if (allRhyme(ends, words)) {
    const key = ends.map((end) => firstSound(end, words)).find((sound) => sound !== undefined && sound.rhyme !== '');
    const patterns = patternsOf(key?.rhyme, [], words);
    yield units.map(() => ({ stays: true, patterns }));
  }
  const keys = new Set(ends.map((end) => firstSound(end, words)?.rhyme).filter((key) => key));
  for (const key of keys) {
    const onsets = new Set<string>();
    const stays = ends.map((end) => {
      const sound = firstSound(end, words);
      if (sound === undefined || sound.rhyme !== key || onsets.has(sound.onset)) return false;
      onsets.add(sound.onset);
      return true;
    });
    const patterns = patternsOf(key, [...onsets], words);
    const others = new Set(words.rhyming(key!).flatMap(({ onset }) => (onsets.has(onset) ? [] : [onset])));
    if (others.size < stays.filter((one) => !one).length) continue;
    yield stays.map((one) => ({ stays: one, patterns }));
  }
  yield units.map(() => ({ stays: false, patterns: masculine }));
}

/** As the checker judges it: different words, and some pair of their pronunciations rhymes. */
function allRhyme(ends: readonly (string | undefined)[], { pronouncer }: Wordbook): boolean {
  return ends.every((end, at) =>
    ends.slice(at + 1).every((other) => {
      if (end === undefined || other === undefined || end === other) return false;
      const others = pronouncer.pronounce(other);
      return pronouncer.pronounce(end).some((one) => others.some((sound) => rhymes(one, sound)));
    }),
  );
}

/** The engine rhymes a word by its first pronunciation. */
function firstSound(word: string | undefined, words: Wordbook): Pronunciation | undefined {
  return word === undefined ? undefined : words.pronunciations(word)[0];
}

function patternsOf(key: string | undefined, onsets: readonly string[], words: Wordbook): ReadonlySet<string> {
  const members = key ? words.rhyming(key) : [];
  return new Set(members.filter(({ onset }) => !onsets.includes(onset)).map(({ stress }) => stress));
}
