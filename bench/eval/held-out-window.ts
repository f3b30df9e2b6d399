/** Held-out verse laid on the canvas as the model reads it (docs/model-format.md), with some slots masked. */
import type { Atelier, DenoiserInput } from '../../src/diffusion/index.ts';
import { type CanvasState, type Prompt, SequenceBuilder } from '../../src/diffusion/sequence.ts';
import {
  type CanvasLine,
  isFunctionWord,
  type LineShape,
  layCanvas,
  Pronouncer,
  type Topic,
  type TopicEncoder,
} from '../../src/poetics/index.ts';
import { type HumanPoem, readLines } from '../verse/index.ts';

/** A run of lines of one poem with its prompt. */
export interface Window {
  readonly lines: readonly CanvasLine[];
  readonly lineStarts: Int32Array;
  /** By flat slot: what stands there. */
  readonly truth: Int32Array;
  readonly prompt: Prompt;
}

const mostLines = 14;
/** A window with more strangers than this is dialect or a list of names. */
const mostStrangers = 0.15;

export class WindowReader {
  readonly #atelier: Atelier;
  readonly #pronouncer: Pronouncer;
  readonly #encoder: TopicEncoder;
  readonly #sequences: SequenceBuilder;

  constructor(atelier: Atelier, encoder: TopicEncoder) {
    this.#atelier = atelier;
    this.#encoder = encoder;
    this.#pronouncer = new Pronouncer(atelier.vocabulary.lexicon);
    this.#sequences = new SequenceBuilder(atelier.vocabulary.lexicon, atelier.config.limits);
  }

  /** The poem's first lines that fit the canvas; undefined where fewer than two do. */
  read(poem: HumanPoem): Window | undefined {
    const { lexicon } = this.#atelier.vocabulary;
    const { limits } = this.#atelier.config;
    const read = readLines(poem.stanzas.flat(), (word) => this.#pronouncer.knows(word));
    const syllables = preferredSyllables(read.lines.map((words) => this.#possibleTotals(words)));
    let length = 0;
    const fits = (at: number) =>
      read.lines[at]!.length <= limits.slots &&
      syllables[at]! <= limits.syllables &&
      read.lines[at]!.length <= syllables[at]!;
    while (length < Math.min(mostLines, read.lines.length) && fits(length)) length++;
    if (length < 2) return undefined;
    const words = read.lines.slice(0, length);
    const flat = words.flat();
    if (flat.filter((word) => lexicon.id(word) === undefined).length > mostStrangers * flat.length) return undefined;

    const rhymes = rhymeGroups(
      words.map((line) => line.at(-1)!),
      this.#pronouncer,
    );
    const { lines, size } = layCanvas(
      words.map((_, at) => lineShape(syllables[at]!, rhymes[at])),
      limits,
    );
    const guests = new Map<string, number>();
    const prompt = this.#prompt(poem, guests);
    const truth = new Int32Array(size).fill(lexicon.pad);
    for (const [at, line] of lines.entries()) {
      const tokens = words[at]!.map((word) => this.#token(word, guests));
      truth.set(tokens, line.punctuationSlot - tokens.length);
      truth[line.punctuationSlot] = lexicon.punctuationToken(Math.max(0, lexicon.punctuation.indexOf(read.marks[at]!)));
    }
    return { lines, lineStarts: Int32Array.from(lines, (line) => line.firstSlot), truth, prompt };
  }

  /** The denoiser's inputs with these slots masked, no guidance. */
  input({ lines, lineStarts, truth, prompt }: Window, open: Uint8Array): DenoiserInput {
    const state: CanvasState = { lines, lineStarts, tokens: truth, open };
    const { lexicon } = this.#atelier.vocabulary;
    const whole = new Uint8Array(open.length).fill(1);
    return this.#sequences.build(state, prompt, 1, {
      names: Int32Array.of(lexicon.pad),
      slots: open,
      whole,
      gains: new Float32Array(lexicon.size),
    });
  }

  #token(word: string, guests: Map<string, number>): number {
    const { lexicon } = this.#atelier.vocabulary;
    const known = lexicon.id(word);
    if (known !== undefined) return known;
    if (!guests.has(word) && guests.size < lexicon.guests) guests.set(word, lexicon.guest(guests.size));
    return guests.get(word) ?? lexicon.rare;
  }

  #prompt(poem: HumanPoem, guests: Map<string, number>): Prompt {
    const { lexicon } = this.#atelier.vocabulary;
    const text = poem.topic || poem.title;
    const spoken = readLines([text], (word) => this.#pronouncer.knows(word)).lines.flat();
    const telling = [...new Set(spoken.filter((word) => !isFunctionWord(word)))];
    const words = (telling.length > 0 ? telling : spoken)
      .slice(0, this.#atelier.config.limits.topicWords)
      .flatMap((word) => {
        const token = this.#token(word, guests);
        return token === lexicon.rare ? [] : [{ token }];
      });
    const topic: Topic = { text, words, guests: [], vector: this.#encoder.encode(spoken.join(' ')) };
    return {
      form: lexicon.formToken(poem.form) ?? lexicon.drop,
      voice: (poem.voice && lexicon.voiceToken(poem.voice)) || lexicon.drop,
      topic,
    };
  }

  /** Every number of syllables that the line may have, that of the commonest pronunciations first. */
  #possibleTotals(words: readonly string[]): number[] {
    let totals = new Set([0]);
    let usual = 0;
    for (const word of words) {
      const ways = this.#pronouncer.pronounce(word).map(({ syllables }) => syllables);
      usual += ways[0]!;
      totals = new Set([...totals].flatMap((total) => ways.map((way) => total + way)));
    }
    return [usual, ...[...totals].filter((total) => total !== usual)];
  }
}

/** Of a line's possible lengths the one that its poem prefers: in a poem of tens, the line that can be ten is ten. */
function preferredSyllables(lines: readonly (readonly number[])[]): number[] {
  const votes = new Map<number, number>();
  for (const [usual] of lines) votes.set(usual!, (votes.get(usual!) ?? 0) + 1);
  return lines.map((totals) =>
    totals.reduce((best, total, at) => {
      const worth = (one: number, first: boolean) => (votes.get(one) ?? 0) + (first ? 1.5 : 0);
      return worth(total, at === 0) > worth(best, best === totals[0]) ? total : best;
    }),
  );
}

/** Lines within this reach of each other can rhyme. */
const reach = 6;

/** The rhyme group of each line, undefined for lines that rhyme with none. */
function rhymeGroups(ends: readonly string[], pronouncer: Pronouncer): (string | undefined)[] {
  const sounds = ends.map(
    (end) => new Set(pronouncer.pronounce(end).flatMap(({ rhyme }) => (rhyme === '' ? [] : [rhyme]))),
  );
  const groups: number[][] = [];
  for (const line of ends.keys()) {
    const joins = (other: number) =>
      line - other <= reach &&
      (ends[other] === ends[line] || [...sounds[line]!].some((sound) => sounds[other]!.has(sound)));
    const group = groups.findLast((members) => members.some(joins));
    if (group) group.push(line);
    else groups.push([line]);
  }
  const names = groups.filter((members) => members.length > 1);
  return ends.map((_, line) => {
    const at = names.findIndex((members) => members.includes(line));
    return at < 0 ? undefined : `group ${at}`;
  });
}

function lineShape(syllables: number, rhyme: string | undefined): LineShape {
  return {
    syllables: [syllables],
    meter: undefined,
    rhyme,
    refrain: undefined,
    initial: undefined,
    opensStanza: false,
  };
}
