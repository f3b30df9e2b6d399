/** Every token that the model knows: special tokens first, then words with their pronunciations and counts. */
import { z } from 'zod';
import { ModelFileError } from '../errors.ts';
import { withoutStressedArticles } from './articles.ts';
import type { ModelConfig } from './model-files.ts';
import { sharedPronunciation } from './pronunciation.ts';
import type { Pronunciation } from './types.ts';

const flag = { name: 1, alwaysCapital: 2, blocked: 4 } as const;

const lexiconSchema = z.object({
  version: z.literal(1),
  tokens: z.array(z.tuple([z.string(), z.array(z.string()), z.number(), z.int()])),
});

/** One row of lexicon.json: spelling, ARPAbet pronunciations, corpus count, flags. */
export type LexiconRow = z.infer<typeof lexiconSchema>['tokens'][number];

/** The special tokens' spellings, in the order of docs/model-format.md. */
function specialTokens(config: ModelConfig): string[] {
  return [
    '<pad>',
    '<mask>',
    '<rare>',
    '<topic>',
    '<drop>',
    ...config.forms.map((form) => `<form:${form}>`),
    ...config.voices.map((voice) => `<voice:${voice}>`),
    ...Array.from({ length: config.guests }, (_, i) => `<guest${i + 1}>`),
    ...config.punctuation,
  ];
}

/** Token ids ↔ words. Made by {@link parseLexicon}; never changes. */
export class Lexicon {
  readonly size: number;
  /** The id of the first real word; all ids from here to `size` are words. */
  readonly firstWord: number;
  readonly pad = 0;
  readonly mask = 1;
  readonly rare = 2;
  readonly topic = 3;
  readonly drop = 4;
  /** "No punctuation": the first punctuation token. */
  readonly none: number;
  /** How many guest tokens there are. */
  readonly guests: number;
  /** The end marks in the order of their tokens; the first stands for none. */
  readonly punctuation: readonly string[];

  readonly #rows: readonly LexiconRow[];
  readonly #pronunciations: readonly (readonly Pronunciation[])[];
  readonly #ids = new Map<string, number>();
  readonly #special = new Map<string, number>();
  readonly #firstGuest: number;

  constructor(rows: readonly LexiconRow[], config: ModelConfig) {
    this.#rows = rows;
    this.size = rows.length;
    this.guests = config.guests;
    this.punctuation = config.punctuation;
    this.#firstGuest = 5 + config.forms.length + config.voices.length;
    this.none = this.#firstGuest + config.guests;
    this.firstWord = this.none + config.punctuation.length;
    for (const [id, row] of rows.entries()) (id < this.firstWord ? this.#special : this.#ids).set(row[0], id);
    this.#pronunciations = rows.map(([spelling, listed]) =>
      withoutStressedArticles(spelling, listed.map(sharedPronunciation)),
    );
  }

  /** The token of guest `i`, from 0. */
  guest(i: number): number {
    if (i < 0 || i >= this.guests) throw new RangeError(`There are ${this.guests} guests, numbered from 0; not ${i}.`);
    return this.#firstGuest + i;
  }

  isGuest(id: number): boolean {
    return id >= this.#firstGuest && id < this.none;
  }

  /** The token of end mark `i` of {@link punctuation}. */
  punctuationToken(i: number): number {
    return this.none + i;
  }

  isPunctuation(id: number): boolean {
    return id >= this.none && id < this.firstWord;
  }

  /** The prompt token of a form, undefined if the model was not trained with it. */
  formToken(id: string): number | undefined {
    return this.#special.get(`<form:${id}>`);
  }

  voiceToken(id: string): number | undefined {
    return this.#special.get(`<voice:${id}>`);
  }

  /** The id of a word (lower case); never that of a special token, whatever is typed. */
  id(word: string): number | undefined {
    return this.#ids.get(word);
  }

  /** Lower case for words, `<…>` or the mark itself for special tokens. */
  spelling(id: number): string {
    return this.#row(id)[0];
  }

  /** The commonest first; empty for special tokens. */
  pronunciations(id: number): readonly Pronunciation[] {
    this.#row(id);
    return this.#pronunciations[id]!;
  }

  /** How often the word stands in the training corpus. */
  count(id: number): number {
    return this.#row(id)[2];
  }

  /** A proper name: printed with a capital. */
  isName(id: number): boolean {
    return (this.#row(id)[3] & flag.name) !== 0;
  }

  /** "I", "I'll": printed with a capital although no name. */
  alwaysCapital(id: number): boolean {
    return (this.#row(id)[3] & flag.alwaysCapital) !== 0;
  }

  /** Never drawn. */
  blocked(id: number): boolean {
    return (this.#row(id)[3] & flag.blocked) !== 0;
  }

  #row(id: number): LexiconRow {
    const row = this.#rows[id];
    if (!row) throw new RangeError(`No token ${id}: the lexicon has ${this.size}.`);
    return row;
  }
}

/**
 * Validates lexicon.json and checks that it agrees with config.json.
 *
 * @throws {ModelFileError} `model-damaged` with the first disagreement
 */
export function parseLexicon(json: unknown, config: ModelConfig): Lexicon {
  const damaged = (what: string, cause?: unknown) =>
    new ModelFileError('model-damaged', {
      operator: `lexicon.json ${what}. Restore it with "git checkout -- models/verse".`,
      person: 'I have lost my dictionary. Someone is looking for it.',
      ...(cause === undefined ? {} : { cause }),
    });
  const result = lexiconSchema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw damaged(`is wrong at "${issue?.path.join('.')}" (${issue?.message})`, result.error);
  }
  const { tokens } = result.data;
  if (tokens.length !== config.vocabulary) {
    throw damaged(`has ${tokens.length} tokens where config.json says ${config.vocabulary}`);
  }
  const wrong = specialTokens(config).findIndex((spelling, id) => tokens[id]?.[0] !== spelling);
  if (wrong >= 0) throw damaged(`has "${tokens[wrong]?.[0]}" where config.json asks for a special token (id ${wrong})`);
  return new Lexicon(tokens, config);
}
