/**
 * The trained denoiser behind ONNX Runtime. `run` of onnxruntime-node blocks the thread that it is called on, so this
 * file is loaded by the engine's own process alone.
 */
import { createRequire } from 'node:module';
import type * as Onnx from 'onnxruntime-node';
import { ModelFileError } from '../errors.ts';

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
}

export interface Denoiser {
  /** @returns [M × vocabulary] natural-log scores, not normalised */
  logits(input: DenoiserInput): Promise<Float32Array>;
  close(): Promise<void>;
}

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
  const int32 = (data: Int32Array, shape: number[]) => new onnx.Tensor('int32', data, shape);
  const float32 = (data: Float32Array, shape: number[]) => new onnx.Tensor('float32', data, shape);
  return {
    async logits({ rows, places, tokens, features, attention, topic, open, base, guidance }) {
      const { logits } = await session.run({
        tokens: int32(tokens, [rows, places]),
        features: int32(features, [rows, places, 6]),
        attention: int32(attention, [rows, places]),
        topic: float32(topic, [rows, topic.length / rows]),
        open: int32(open, [open.length]),
        base: int32(base, [base.length]),
        guidance: float32(guidance, [guidance.length]),
      });
      return logits!.data as Float32Array;
    },
    close: () => session.release(),
  };
}
