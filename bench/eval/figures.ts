/** All measures of one set of poems: the model's, a baseline's, or people's. Each style counts alike. */
import type { Lexicon, Pronouncer, TopicEncoder } from '../../src/poetics/index.ts';
import type { NgramModel, WordShelf } from '../verse/index.ts';
import { copiedRun, longestSharedRuns } from './copies.ts';
import { fluency } from './fluency.ts';
import { type Lines, openingLines, openings, repetition } from './repetition.ts';
import { rhymeRichness } from './rhyme.ts';
import { type TopicalPoem, topicFidelity } from './topic.ts';

export interface MeasuredPoem extends TopicalPoem {
  readonly style: string;
  readonly lines: Lines;
}

export interface Figures {
  readonly poems: number;
  readonly repeat: number;
  readonly repeatPairs: number;
  readonly repeatWithinLine: number;
  readonly openings: number;
  readonly rhymePairs: number;
  readonly rhymeDouble: number;
  readonly topicAuc: number;
  readonly topicFieldAuc: number;
  readonly topicNamed: number;
  /** Share of the poems with a run of eight words from the training verse. */
  readonly copies: number;
  readonly longestRun: number;
  /** Nats a word under a 3-gram model: lower is smoother, but people are not the lowest. */
  readonly ngramNats: number;
}

export interface Measures {
  readonly lexicon: Lexicon;
  readonly pronouncer: Pronouncer;
  readonly encoder: TopicEncoder;
  readonly shelf: WordShelf;
  readonly ngrams: readonly NgramModel[];
}

/**
 * @param comparable  lines of each style that all sets have: shares of distinct things fall as a sample grows
 */
export function figuresOf(
  poems: readonly MeasuredPoem[],
  comparable: ReadonlyMap<string, number>,
  { lexicon, pronouncer, encoder, shelf, ngrams }: Measures,
): Figures {
  const lines = poems.map((poem) => poem.lines);
  const byStyle = [...comparable.keys()]
    .map((style) => ({ style, own: poems.filter((poem) => poem.style === style).map((poem) => poem.lines) }))
    .filter(({ own }) => own.length > 0);
  const mean = (measure: (own: readonly Lines[], style: string) => number) => {
    const values = byStyle.map(({ style, own }) => measure(own, style)).filter((value) => !Number.isNaN(value));
    return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : Number.NaN;
  };
  const runs = longestSharedRuns(lines, shelf, lexicon);
  const topical = poems.filter(({ topic }) => topic !== '');
  const topic = topicFidelity(topical, encoder);
  const rhymed = (own: readonly Lines[]) => rhymeRichness(own, pronouncer);
  return {
    poems: poems.length,
    repeat: mean((own) => repetition(own).words),
    repeatPairs: mean((own) => repetition(own).pairs),
    repeatWithinLine: mean((own) => repetition(own).withinLine),
    openings: mean((own, style) => openings(own, comparable.get(style)!)),
    rhymePairs: mean((own) => rhymed(own).distinct),
    rhymeDouble: mean((own) => rhymed(own).double),
    topicAuc: topic.auc,
    topicFieldAuc: topic.aucOfField,
    topicNamed: topic.named,
    copies: runs.filter((run) => run >= copiedRun).length / Math.max(1, runs.length),
    longestRun: Math.max(0, ...runs),
    ngramNats: fluency(lines, ngrams, lexicon),
  };
}

/** Lines of each style that every set can show. Styles that a set lacks are left out of all comparisons. */
export function comparableLines(sets: readonly (readonly MeasuredPoem[])[]): Map<string, number> {
  const comparable = new Map<string, number>();
  for (const style of new Set(sets[0]?.map((poem) => poem.style))) {
    const counts = sets.map((set) =>
      openingLines(set.filter((poem) => poem.style === style).map(({ lines }) => lines)),
    );
    const least = Math.min(...counts);
    if (least > 0) comparable.set(style, least);
  }
  return comparable;
}
