/**
 * A matrix product as an ONNX file of a few hundred bytes, so that the machine's peak is measured by the library that
 * runs the denoiser. Only the parts of ONNX's protobuf that such a file needs (onnx.proto3, IR version 8).
 */

type Field = readonly [number: number, value: number | string | Uint8Array];

const elementType = { float: 1, uint8: 2, int8: 3, int32: 6 } as const;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  while (left > 127) {
    bytes.push((left % 128) | 128);
    left = Math.floor(left / 128);
  }
  return [...bytes, left];
}

/** A protobuf message: numbers as varints, texts and messages with their length before them. */
function message(...fields: readonly Field[]): Uint8Array {
  const parts = fields.map(([number, value]) => {
    if (typeof value === 'number') return Uint8Array.from([...varint(number * 8), ...varint(value)]);
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    return Buffer.concat([Uint8Array.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
  });
  return Buffer.concat(parts);
}

function tensorInfo(name: string, type: number, shape: readonly number[]): Uint8Array {
  const dimensions = message(...shape.map((size): Field => [1, message([1, size])]));
  return message([1, name], [2, message([1, message([1, type], [2, dimensions])])]);
}

function weights(name: string, type: number, shape: readonly number[], bytes: Uint8Array): Uint8Array {
  return message(...shape.map((size): Field => [1, size]), [2, type], [8, name], [9, bytes]);
}

/**
 * y = x·W with W fixed, [rows × depth] · [depth × columns].
 * @param kind  `float`: MatMul in float32; `int8`: MatMulInteger of unsigned by signed bytes
 */
export function productModel(kind: 'float' | 'int8', rows: number, depth: number, columns: number): Uint8Array {
  const float = kind === 'float';
  const count = depth * columns;
  const values = float
    ? new Uint8Array(Float32Array.from({ length: count }, (_, at) => ((at * 37) % 101) / 101 - 0.5).buffer)
    : new Uint8Array(Int8Array.from({ length: count }, (_, at) => ((at * 37) % 101) - 50).buffer);
  const weightType = float ? elementType.float : elementType.int8;
  const node = message([1, 'x'], [1, 'w'], [2, 'y'], [4, float ? 'MatMul' : 'MatMulInteger']);
  const graph = message(
    [1, node],
    [2, 'product'],
    [5, weights('w', weightType, [depth, columns], values)],
    [11, tensorInfo('x', float ? elementType.float : elementType.uint8, [rows, depth])],
    [12, tensorInfo('y', float ? elementType.float : elementType.int32, [rows, columns])],
  );
  return message([1, 8], [7, graph], [8, message([1, ''], [2, 13])]);
}
