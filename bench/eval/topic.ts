/**
 * Does a poem speak of its topic? The topic's field is what the topic encoder holds near it. A poem is scored against
 * its own topic and against the others' (shuffled); the figure is the area under the curve, the chance that its own
 * topic scores higher (Hanley & McNeil 1982).
 */
import { isFunctionWord, type TopicEncoder, tokenise } from '../../src/poetics/index.ts';
import type { Lines } from './repetition.ts';

export interface TopicalPoem {
  readonly topic: string;
  readonly lines: Lines;
}

export interface TopicFidelity {
  /** With all of the poem's words. */
  readonly auc: number;
  /** Without the words of the topic itself: only its field. */
  readonly aucOfField: number;
  /** Share of the poems that hold a content word of their topic. */
  readonly named: number;
}

export function topicFidelity(poems: readonly TopicalPoem[], encoder: TopicEncoder): TopicFidelity {
  const topicWords = poems.map(({ topic }) => new Set(tokenise(topic).filter((word) => !isFunctionWord(word))));
  const contents = poems.map(({ lines }) => lines.flat().filter((word) => !isFunctionWord(word)));
  const topicVectors = poems.map(({ topic }) => encoder.encode(topic));
  const whole = contents.map((words) => encoder.encode(words.join(' ')));
  const fields = contents.map((words, at) =>
    encoder.encode(words.filter((word) => !topicWords[at]!.has(word)).join(' ')),
  );
  const named = contents.filter((words, at) => words.some((word) => topicWords[at]!.has(word))).length;
  return {
    auc: areaUnderCurve(poems, topicVectors, whole),
    aucOfField: areaUnderCurve(poems, topicVectors, fields),
    named: named / poems.length,
  };
}

function areaUnderCurve(
  poems: readonly TopicalPoem[],
  topics: readonly Float32Array[],
  vectors: readonly Float32Array[],
): number {
  let wins = 0;
  let pairs = 0;
  for (const [at, vector] of vectors.entries()) {
    const own = dot(vector, topics[at]!);
    for (const [other, topic] of topics.entries()) {
      if (poems[other]!.topic === poems[at]!.topic) continue;
      const theirs = dot(vector, topic);
      pairs++;
      wins += own > theirs ? 1 : own === theirs ? 0.5 : 0;
    }
  }
  return pairs > 0 ? wins / pairs : Number.NaN;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
