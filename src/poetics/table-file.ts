/** What the model's binary tables have in common: a magic number, then the size of the lexicon that they belong to. */
import { ModelFileError } from '../errors.ts';

export interface TableFile {
  /** The file in memory of its own alignment. */
  readonly buffer: ArrayBufferLike;
  /** Where the file begins in `buffer`, a multiple of 4. */
  readonly start: number;
  readonly view: DataView;
}

/** @param name  of the file in models/verse, without `.bin` */
export function foreignTable(name: string): ModelFileError {
  return new ModelFileError(`${name}-format`, {
    operator: `models/verse/${name}.bin does not belong to this lexicon. Restore it with "git checkout models/verse".`,
    person: 'I have lost my dictionary. Someone is looking for it.',
  });
}

/**
 * Opens a table of docs/model-format.md, little endian.
 * @param header  its fewest bytes
 * @throws {ModelFileError} when the bytes are not such a table of this vocabulary
 */
export function openTable(
  bytes: Uint8Array,
  { name, magic, header, vocabulary }: { name: string; magic: number; header: number; vocabulary: number },
): TableFile {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const view = new DataView(buffer, byteOffset, byteLength);
  if (byteLength < header || view.getUint32(0, true) !== magic || view.getUint32(4, true) !== vocabulary)
    throw foreignTable(name);
  return { buffer, start: byteOffset, view };
}

/** The place of a value in a sorted stretch, from `from` to before `to`; −1 when it is not there. */
export function findSorted(values: Uint16Array, from: number, to: number, value: number): number {
  let low = from;
  let high = to - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = values[middle]!;
    if (found === value) return middle;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
