/** Everything one process needs to draw: the model's files read once, its denoisers, and the loop over its poems. */

import type { PoemRequest } from '../poem.ts';
import {
  CommaTable,
  type ModelConfig,
  Pronouncer,
  parseLexicon,
  readModelFiles,
  TopicEncoder,
} from '../poetics/index.ts';
import { type Denoiser, loadDenoiser } from './denoiser.ts';
import { Drawing, type WordTables } from './drawing.ts';
import { PairTable } from './pair-table.ts';
import { type Preparation, preparePoem } from './prepare.ts';
import { SaidLines } from './said-lines.ts';
import { SequenceBuilder } from './sequence.ts';
import { type SamplingSettings, samplingSettings } from './settings.ts';
import { type Listener, StepLoop } from './step-loop.ts';
import { TopicField } from './topic-pull.ts';
import { TripleTable } from './triple-table.ts';
import { Vocabulary } from './vocabulary.ts';
import { VoiceField } from './voice-pull.ts';

export interface AtelierOptions {
  readonly folder: string;
  /** Threads of the denoiser's matrix products while no other process draws. */
  readonly threads: number;
  /** Most processes that draw at the same time, this one included, and share those threads; 1 when absent. */
  readonly lanes?: number;
  readonly device: 'cpu' | 'cuda';
  readonly settings?: SamplingSettings;
}

export class Atelier {
  readonly config: ModelConfig;
  readonly vocabulary: Vocabulary;
  readonly tables: WordTables;
  readonly denoiser: Denoiser;
  readonly settings: SamplingSettings;
  readonly #preparation: Preparation;
  readonly #sequences: SequenceBuilder;
  /** The same weights by number of threads: a session of the library cannot change its threads. */
  readonly #denoisers: ReadonlyMap<number, Denoiser>;
  readonly #loop: StepLoop;
  readonly #threads: number;
  #lanes = 1;

  private constructor(
    config: ModelConfig,
    preparation: Preparation,
    tables: WordTables,
    denoisers: ReadonlyMap<number, Denoiser>,
    options: AtelierOptions,
  ) {
    this.config = config;
    this.vocabulary = preparation.vocabulary;
    this.tables = tables;
    this.#denoisers = denoisers;
    this.#threads = options.threads;
    this.denoiser = denoisers.get(threadsEach(options.threads, 1))!;
    this.settings = options.settings ?? samplingSettings;
    this.#preparation = preparation;
    this.#sequences = new SequenceBuilder(preparation.vocabulary.lexicon, config.limits);
    this.#loop = new StepLoop(() => denoisers.get(threadsEach(this.#threads, this.#lanes)) ?? this.denoiser);
  }

  /** @throws {ModelFileError} when a file of the model is missing, damaged or of another version */
  static async open(options: AtelierOptions): Promise<Atelier> {
    const files = await readModelFiles(options.folder);
    const lexicon = parseLexicon(files.lexicon, files.config);
    const vocabulary = new Vocabulary(lexicon);
    const encoder = new TopicEncoder(files.topics);
    const tables = {
      pairs: new PairTable(files.pairs, lexicon.size),
      triples: new TripleTable(files.triples, lexicon.size),
      said: new SaidLines(files.said, lexicon.size),
    };
    const denoisers = new Map<number, Denoiser>();
    for (let lanes = 1; lanes <= (options.lanes ?? 1); lanes++) {
      const threads = threadsEach(options.threads, lanes);
      if (denoisers.has(threads)) continue;
      denoisers.set(threads, await loadDenoiser({ model: files.denoiser, threads, device: options.device }));
    }
    const { topicPull, voicePull } = options.settings ?? samplingSettings;
    const preparation: Preparation = {
      vocabulary,
      commas: new CommaTable(files.commas, lexicon.size),
      pronouncer: new Pronouncer(lexicon),
      encoder,
      limits: files.config.limits,
      field: new TopicField(vocabulary, encoder),
      voices: new VoiceField(files.voices, lexicon),
      topicPull,
      voicePull,
    };
    const atelier = new Atelier(files.config, preparation, tables, denoisers, options);
    await atelier.#warmUp();
    return atelier;
  }

  /** One run of each before the first request, so that nobody waits for what is loaded or allocated but once. */
  async #warmUp(): Promise<void> {
    // A word that no dictionary has: the rules for such words take a while to load.
    const drawing = this.drawing({ topic: 'zzyzyx', style: 'haiku', seed: 1, steps: 1 });
    for (const denoiser of this.#denoisers.values()) await denoiser.scores(drawing.input()!);
  }

  /** A poem to be advanced by hand: for the evaluation and the benchmarks. */
  drawing(request: PoemRequest): Drawing {
    return new Drawing(preparePoem(request, this.#preparation), this.#sequences, this.tables, this.settings);
  }

  /** @throws {RequestError} when the request cannot be served */
  start(id: string, request: PoemRequest, listener: Listener): void {
    this.#loop.start(id, this.drawing(request), listener);
  }

  /** Divides the threads among so many processes. Words do not depend on it: each sum is one thread's work. */
  share(lanes: number): void {
    this.#lanes = lanes;
  }

  cancel(id: string): void {
    this.#loop.cancel(id);
  }

  async close(): Promise<void> {
    for (const denoiser of this.#denoisers.values()) await denoiser.close();
  }
}

function threadsEach(threads: number, lanes: number): number {
  return Math.max(1, Math.floor(threads / lanes));
}
