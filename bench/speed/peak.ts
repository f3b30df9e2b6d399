/** The machine's matrix-multiply peak through ONNX Runtime, in floating-point operations a second (integer ones for int8). */
import * as onnx from 'onnxruntime-node';
import { productModel } from './onnx-product.ts';

export interface Peak {
  readonly float: number;
  readonly int8: number;
}

/** Large enough that no memory traffic shows, small enough to be repeated. */
const SIZE = 1536;

/** The best of the runs that fit into `milliseconds`, for each kind of product. */
export async function measurePeak(threads: number, milliseconds = 1500): Promise<Peak> {
  return {
    float: await best('float', threads, milliseconds),
    int8: await best('int8', threads, milliseconds),
  };
}

async function best(kind: 'float' | 'int8', threads: number, milliseconds: number): Promise<number> {
  const session = await onnx.InferenceSession.create(productModel(kind, SIZE, SIZE, SIZE), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  });
  const shape = [SIZE, SIZE];
  const x =
    kind === 'float'
      ? new onnx.Tensor('float32', new Float32Array(SIZE * SIZE).fill(0.5), shape)
      : new onnx.Tensor('uint8', new Uint8Array(SIZE * SIZE).fill(3), shape);
  let least = Number.POSITIVE_INFINITY;
  const end = performance.now() + milliseconds;
  do {
    const began = performance.now();
    await session.run({ x });
    least = Math.min(least, performance.now() - began);
  } while (performance.now() < end);
  await session.release();
  return (2 * SIZE ** 3) / (least / 1000);
}
