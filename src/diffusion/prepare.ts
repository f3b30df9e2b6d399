/** From a request to a poem ready to be drawn: reads and checks everything before any work is done. */
import { RequestError } from '../errors.ts';
import { factsOf, foreignClaimWords } from '../facts/index.ts';
import type { Checks, PoemFacts, PoemRequest } from '../poem.ts';
import {
  acrosticWord,
  type CanvasLimits,
  type CommaTable,
  checkPoem,
  findStyle,
  findVoice,
  type LineShape,
  layCanvas,
  type Pronouncer,
  readTopic,
  type Style,
  type Topic,
  type TopicEncoder,
} from '../poetics/index.ts';
import { layDraft, missingWords } from './draft.ts';
import { readDraft, withoutClaims } from './draft-reading.ts';
import { keepLines, shapesForKept } from './kept-lines.ts';
import { PoemCanvas } from './poem-canvas.ts';
import { joinPulls, type Pull } from './pull.ts';
import { SeededRandom } from './random.ts';
import type { Prompt } from './sequence.ts';
import type { SamplingSettings } from './settings.ts';
import { layStart, shapesForStart, startGuests } from './start.ts';
import { mostSteps, stepsOf } from './step-policy.ts';
import type { TopicField } from './topic-pull.ts';
import type { PoemVocabulary, Vocabulary } from './vocabulary.ts';
import type { VoiceField } from './voice-pull.ts';

/** What reading a request needs; made once. */
export interface Preparation {
  readonly vocabulary: Vocabulary;
  readonly commas: CommaTable;
  readonly pronouncer: Pronouncer;
  readonly encoder: TopicEncoder;
  readonly limits: CanvasLimits;
  readonly field: TopicField;
  readonly voices: VoiceField;
  /** Nats that a word with the topic's own vector gains. */
  readonly topicPull: number;
  readonly voicePull: SamplingSettings['voicePull'];
}

export interface PreparedPoem {
  readonly request: PoemRequest;
  readonly style: Style;
  readonly voice: string;
  readonly topic: Topic;
  readonly seed: number;
  readonly steps: number;
  /** The number of steps is ours: the poem may end when nothing changes any more. */
  readonly endsEarly: boolean;
  readonly prompt: Prompt;
  /** What draws the poem towards its topic and its voice. */
  readonly pull: Pull;
  readonly canvas: PoemCanvas;
  readonly vocabulary: PoemVocabulary;
  readonly commas: CommaTable;
  readonly random: SeededRandom;
  /** Units that are kept as they are. */
  readonly kept: ReadonlySet<number>;
  /** The draft's words that the canvas does not hold; undefined without a draft. */
  readonly leftOut: (() => readonly string[]) | undefined;
  /** The claims of the finished text; undefined where nobody asked for them. */
  readonly facts: ((text: string) => PoemFacts) | undefined;
  readonly check: (text: string) => Checks;
}

const limits = { steps: mostSteps, draft: 4000, seed: 2 ** 32 - 1 };

/** @throws {RequestError} with one sentence that says what to change */
export function preparePoem(request: PoemRequest, preparation: Preparation): PreparedPoem {
  const { vocabulary: base, pronouncer, encoder } = preparation;
  const { lexicon } = base;
  const style = findStyle(request.style);
  const voice = request.voice === undefined ? style.voice : findVoice(request.voice).id;
  checkNumbers(request);
  const seed = request.seed ?? Math.floor(Math.random() * (limits.seed + 1));
  const random = new SeededRandom(seed);
  const topic = readTopic(request.topic, lexicon, encoder);
  const word = style.form.id === 'acrostic' ? (request.word ?? acrosticWord(topic.text)) : undefined;
  if (request.word !== undefined && word === undefined)
    throw new RequestError('word', `Only an acrostic spells a word; leave it out for ${style.name.toLowerCase()}.`);
  const shapes = style.form.shape({
    ...linesOf(request, style),
    ...(word === undefined ? {} : { word }),
    random: random.next,
  });
  const stranger = request.draftBy === 'machine';
  const read = readDraft(request.draft ?? '', topic.guests, { lexicon, pronouncer });
  const draft = stranger ? withoutClaims(read, topic.guests) : read;
  const mended = startGuests(request.start, draft.guests, base, pronouncer);
  const vocabulary = base.withGuests(mended.guests, [...draft.visitors, ...mended.visitors]);
  vocabulary.bar(request.blocked ?? []);
  const input = inputOf(request);
  const fromWords = request.draft !== undefined || request.start !== undefined;
  if (fromWords) vocabulary.barFromLexicon(foreignClaimWords(input, lexicon));
  const fitted = shapesForStart(shapesForKept(shapes, request.keep, pronouncer), request.start);
  const canvas = new PoemCanvas(layCanvas(fitted, preparation.limits));
  const kept = keepLines(canvas, request.keep, vocabulary);
  for (const unit of layStart(canvas, request.start, vocabulary, request.blocked ?? [])) kept.add(unit);
  layDraft(draft, { canvas, vocabulary, kept, strength: request.strength ?? 0.5, random });
  return {
    request,
    style,
    voice,
    topic,
    seed,
    steps: stepsOf({ asked: request.steps, visible: request.visibleEdits, most: request.mostSteps }),
    endsEarly: request.steps === undefined,
    prompt: {
      form: lexicon.formToken(style.form.modelForm) ?? lexicon.drop,
      voice: lexicon.voiceToken(voice) ?? lexicon.drop,
      topic,
    },
    pull: joinPulls(
      preparation.field.pull(topic, vocabulary, preparation.topicPull),
      preparation.voices.pull(voice, vocabulary, preparation.voicePull),
    ),
    canvas,
    vocabulary,
    commas: preparation.commas,
    random,
    kept,
    leftOut: request.draft === undefined || stranger ? undefined : () => missingWords(draft, canvas, vocabulary),
    facts: fromWords || request.facts ? (text) => factsOf(text, input, lexicon) : undefined,
    check: (text) => checkPoem(text, style, checkOptions(shapes, word), pronouncer).checks,
  };
}

/** A poem to mend says how many lines it has, where its form leaves that open. */
function linesOf({ lines, start }: PoemRequest, { form }: Style): { lines?: number } {
  if (lines !== undefined) return { lines };
  const free = form.lines.least < form.lines.most && !form.takesWord;
  return start && free ? { lines: start.lines.length } : {};
}

/** Everything that the person said, in one text: names and numbers of the poem come from it. */
function inputOf({ topic, draft = '', draftBy, word = '', start, keep = [] }: PoemRequest): string {
  const mended = (start?.lines ?? []).map(({ words }) => words.map(({ text }) => text).join(' '));
  return [topic, draftBy === 'machine' ? '' : draft, word, ...mended, ...keep.map(({ text }) => text)].join('\n');
}

function checkOptions(shapes: readonly LineShape[], word: string | undefined): { word: string } | { lines: number } {
  return word === undefined ? { lines: shapes.length } : { word };
}

function checkNumbers({ steps, seed, strength, draft }: PoemRequest): void {
  if (steps !== undefined && !(Number.isInteger(steps) && steps >= 1 && steps <= limits.steps))
    throw new RequestError('steps', `A poem takes 1 to ${limits.steps} steps.`);
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed <= limits.seed))
    throw new RequestError('seed', `A seed is a whole number from 0 to ${limits.seed}.`);
  if (strength !== undefined && !(strength >= 0 && strength <= 1))
    throw new RequestError(
      'strength',
      'The strength is a number from 0 (keep what fits) to 1 (keep only the key words).',
    );
  if (draft !== undefined && draft.length > limits.draft)
    throw new RequestError(
      'draft-too-long',
      `A draft may have ${limits.draft} characters; this one has ${draft.length}.`,
    );
}
