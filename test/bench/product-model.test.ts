import * as onnx from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { productModel } from '../../bench/speed/onnx-product.ts';
import { operations } from '../../bench/speed/work.ts';
import { smallConfig } from '../poetics/worlds.ts';

test.each(['float', 'int8'] as const)('ONNX Runtime multiplies by the weights of the %s product', async (kind) => {
  const session = await onnx.InferenceSession.create(productModel(kind, 2, 3, 4));
  const x =
    kind === 'float'
      ? new onnx.Tensor('float32', Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3])
      : new onnx.Tensor('uint8', Uint8Array.of(1, 2, 3, 4, 5, 6), [2, 3]);

  const { y } = await session.run({ x });

  const step = (at: number) => (at * 37) % 101;
  const weight = (at: number) => (kind === 'float' ? step(at) / 101 - 0.5 : step(at) - 50);
  const expected = [0, 1].flatMap((row) =>
    [0, 1, 2, 3].map((column) => [0, 1, 2].reduce((sum, d) => sum + (row * 3 + d + 1) * weight(d * 4 + column), 0)),
  );
  expect(Array.from(y!.data as Float32Array, Number).map((value) => Math.round(1e4 * value))).toEqual(
    expected.map((value) => Math.round(1e4 * value)),
  );
});

test('the work of a run counts the products of its layers, its heads and its projection', () => {
  const config = { ...smallConfig(100), width: 8, layers: 1 };
  const input = {
    rows: 1,
    places: 10,
    tokens: new Int32Array(10),
    features: new Int32Array(60),
    attention: new Int32Array(10),
    topic: new Float32Array(4),
    open: Int32Array.of(1, 2),
    base: Int32Array.of(1, 2),
    guidance: Float32Array.of(1, 1),
    wanted: { names: Int32Array.of(0), wholeRows: new Int32Array(0), gains: new Float32Array(100) },
  };

  // 10 places · 12·8² weights, scores and mixtures of 10 × 10 × 8, two heads of 8², two rows of 8 × 100; two operations each.
  expect(operations(input, config)).toBe(2 * (10 * 12 * 64 + 2 * 10 * 10 * 8 + 2 * 64 + 2 * 8 * 100));
});
