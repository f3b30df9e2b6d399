/**
 * The trained denoiser behind ONNX Runtime. `run` of onnxruntime-node blocks the thread that it is called on, so this
 * file is loaded by the engine's own process alone.
 */
import { createRequire } from 'node:module';
import type * as Onnx from 'onnxruntime-node';
import { ModelFileError } from '../errors.ts';
import { Scores, type Wanted } from './scores.ts';

/** One run's inputs: B rows of L places, M open slots (docs/model-format.md). */
export interface DenoiserInput {
  readonly rows: number;
  readonly places: number;
  /** [B × L] */
  readonly tokens: Int32Array;
  /** [B × L × 6] */
  readonly features: Int32Array;
  /** [B × L] */
  readonly attention: Int32Array;
  /** [B × topicWidth] */
  readonly topic: Float32Array;
  /** [M] flat places b·L + l */
  readonly open: Int32Array;
  /** [M] the same slots in the row without a prompt */
  readonly base: Int32Array;
  /** [M] */
  readonly guidance: Float32Array;
  /** Which of the M slots come whole, and what is wanted of the others. */
  readonly wanted: Wanted;
}

export interface Denoiser {
  /** @returns M rows, good until the next run: its outputs lie in the same place */
  scores(input: DenoiserInput): Promise<Scores>;
  close(): Promise<void>;
}

/** Tokens that the graph chooses of each slot (docs/model-format.md). */
const BEST = 32;

export interface DenoiserOptions {
  /** The bytes of denoiser.onnx. */
  readonly model: Uint8Array;
  readonly threads: number;
  readonly device: 'cpu' | 'cuda';
}

/** @throws {ModelFileError} when the library cannot load the file, or lacks the device */
export async function loadDenoiser({ model, threads, device }: DenoiserOptions): Promise<Denoiser> {
  const onnx: typeof Onnx = createRequire(import.meta.url)('onnxruntime-node');
  const session = await onnx.InferenceSession.create(model, {
    executionProviders: device === 'cuda' ? ['cuda', 'cpu'] : ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // "all" fuses sums with norms, and that kernel takes twenty times as long on a CPU.
    graphOptimizationLevel: 'basic',
    logSeverityLevel: 3,
  }).catch((cause: unknown) => {
    throw new ModelFileError('denoiser-load', {
      cause,
      operator: `ONNX Runtime cannot load denoiser.onnx on ${device}. Restore it with "git checkout models/verse", or set ENGINE_DEVICE=cpu.`,
      person: 'My engine did not start. Someone is looking at it.',
    });
  });
  requireOutputs(session);
  const logitRoom = () => new OutputRoom((length) => new Float32Array(length));
  const rooms = {
    best: new OutputRoom((length) => new Int32Array(length)),
    bestLogits: logitRoom(),
    named: logitRoom(),
    whole: logitRoom(),
  };
  const int32 = (data: Int32Array, shape: number[]) => new onnx.Tensor('int32', data, shape);
  const float32 = (data: Float32Array, shape: number[]) => new onnx.Tensor('float32', data, shape);
  return {
    async scores({ rows, places, tokens, features, attention, topic, open, base, guidance, wanted }) {
      const { names, wholeRows, gains } = wanted;
      const slots = open.length;
      const outputs = {
        best: rooms.best.take(slots * BEST),
        bestLogits: rooms.bestLogits.take(slots * BEST),
        named: rooms.named.take(slots * names.length),
        whole: rooms.whole.take(wholeRows.length * gains.length),
      };
      await session.run(
        {
          tokens: int32(tokens, [rows, places]),
          features: int32(features, [rows, places, 6]),
          attention: int32(attention, [rows, places]),
          topic: float32(topic, [rows, topic.length / rows]),
          open: int32(open, [open.length]),
          base: int32(base, [base.length]),
          guidance: float32(guidance, [guidance.length]),
          names: int32(names, [names.length]),
          whole_rows: int32(wholeRows, [wholeRows.length]),
          gains: float32(gains, [gains.length]),
        },
        {
          best: int32(outputs.best, [slots, BEST]),
          best_logits: float32(outputs.bestLogits, [slots, BEST]),
          named: float32(outputs.named, [slots, names.length]),
          whole: float32(outputs.whole, [wholeRows.length, gains.length]),
        },
      );
      return new Scores(outputs, wanted, slots);
    },
    close: () => session.release(),
  };
}

/**
 * Where one of a session's outputs lies, at every run the same memory: whole slots are a megabyte a step, which V8 would
 * free too late to keep a process small.
 */
class OutputRoom<Numbers extends Int32Array | Float32Array> {
  readonly #make: (length: number) => Numbers;
  #numbers: Numbers;

  constructor(make: (length: number) => Numbers) {
    this.#make = make;
    this.#numbers = make(0);
  }

  take(length: number): Numbers {
    if (this.#numbers.length < length) this.#numbers = this.#make(2 * length);
    return this.#numbers.subarray(0, length) as Numbers;
  }
}

/** @throws {ModelFileError} when the model lacks an output */
function requireOutputs(session: Onnx.InferenceSession): void {
  for (const name of ['best', 'best_logits', 'named', 'whole'])
    if (!session.outputNames.includes(name))
      throw new ModelFileError('denoiser-load', {
        operator: `denoiser.onnx has no output "${name}". Restore it with "git checkout models/verse".`,
        person: 'My engine did not start. Someone is looking at it.',
      });
}
