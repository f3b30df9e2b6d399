/** Everything one process needs to draw: the model's files read once, a denoiser, and the loop over poems in flight. */

import type { EngineStatus, PoemRequest } from '../poem.ts';
import { type ModelConfig, Pronouncer, parseLexicon, readModelFiles, TopicEncoder } from '../poetics/index.ts';
import { type Denoiser, loadDenoiser } from './denoiser.ts';
import { Drawing, type WordTables } from './drawing.ts';
import { PairTable } from './pair-table.ts';
import { type Preparation, preparePoem } from './prepare.ts';
import { SequenceBuilder } from './sequence.ts';
import { type SamplingSettings, samplingSettings } from './settings.ts';
import { type Listener, StepLoop } from './step-loop.ts';
import { TopicField } from './topic-pull.ts';
import { TripleTable } from './triple-table.ts';
import { Vocabulary } from './vocabulary.ts';

export interface AtelierOptions {
  readonly folder: string;
  /** Threads of the denoiser's matrix products; 0 lets the library choose. */
  readonly threads: number;
  readonly device: 'cpu' | 'cuda';
  readonly settings?: SamplingSettings;
  readonly inFlight?: number;
  readonly waiting?: number;
}

export class Atelier {
  readonly config: ModelConfig;
  readonly vocabulary: Vocabulary;
  readonly tables: WordTables;
  readonly denoiser: Denoiser;
  readonly settings: SamplingSettings;
  readonly #preparation: Preparation;
  readonly #sequences: SequenceBuilder;
  readonly #loop: StepLoop;

  private constructor(
    config: ModelConfig,
    preparation: Preparation,
    tables: WordTables,
    denoiser: Denoiser,
    options: AtelierOptions,
  ) {
    this.config = config;
    this.vocabulary = preparation.vocabulary;
    this.tables = tables;
    this.denoiser = denoiser;
    this.settings = options.settings ?? samplingSettings;
    this.#preparation = preparation;
    this.#sequences = new SequenceBuilder(preparation.vocabulary.lexicon, config.limits);
    this.#loop = new StepLoop(denoiser, { inFlight: options.inFlight ?? 32, waiting: options.waiting ?? 256 });
  }

  /** @throws {ModelFileError} when a file of the model is missing, damaged or of another version */
  static async open(options: AtelierOptions): Promise<Atelier> {
    const files = await readModelFiles(options.folder);
    const lexicon = parseLexicon(files.lexicon, files.config);
    const vocabulary = new Vocabulary(lexicon);
    const encoder = new TopicEncoder(files.topics);
    const preparation: Preparation = {
      vocabulary,
      pronouncer: new Pronouncer(lexicon),
      encoder,
      limits: files.config.limits,
      field: new TopicField(vocabulary, encoder),
      topicPull: (options.settings ?? samplingSettings).topicPull,
    };
    const tables = {
      pairs: new PairTable(files.pairs, lexicon.size),
      triples: new TripleTable(files.triples, lexicon.size),
    };
    const { threads, device } = options;
    const denoiser = await loadDenoiser({ model: files.denoiser, threads, device });
    const atelier = new Atelier(files.config, preparation, tables, denoiser, options);
    await atelier.#warmUp();
    return atelier;
  }

  /** One run before the first request, so that nobody waits for the library's first allocations. */
  async #warmUp(): Promise<void> {
    const drawing = this.drawing({ topic: 'rain', style: 'haiku', seed: 1, steps: 1 });
    await this.denoiser.logits(drawing.input()!);
  }

  /** A poem to be advanced by hand: for the evaluation and the benchmarks. */
  drawing(request: PoemRequest): Drawing {
    return new Drawing(preparePoem(request, this.#preparation), this.#sequences, this.tables, this.settings);
  }

  /** @throws {RequestError} when the request cannot be served; {InklingError} `engine-full` */
  start(id: string, request: PoemRequest, listener: Listener): void {
    this.#loop.start(id, request, () => this.drawing(request), listener);
  }

  cancel(id: string): void {
    this.#loop.cancel(id);
  }

  status(): EngineStatus {
    return this.#loop.status();
  }

  close(): Promise<void> {
    return this.denoiser.close();
  }
}
