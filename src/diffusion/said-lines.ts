/**
 * Lines that the original verse holds already: the denoiser knows some of them by heart, and no poem is to say one again
 * (docs/model-format.md, said.bin). A Bloom filter (Bloom 1970): a few new lines are taken for old ones too.
 */
import { foreignTable, openTable } from '../poetics/index.ts';

const MAGIC = 0x53414944;
const HEADER = 16;
/** Shorter lines are common property. */
const FEWEST_WORDS = 6;
const seeds = [0x811c9dc5, 0x9747b28c] as const;

export class SaidLines {
  readonly #bits: Uint8Array;
  readonly #mask: number;
  readonly #hashes: number;

  /** @throws {ModelFileError} when the bytes are not a filter of this vocabulary */
  constructor(bytes: Uint8Array, vocabulary: number) {
    const { buffer, start, view } = openTable(bytes, { name: 'said', magic: MAGIC, header: HEADER, vocabulary });
    if (view.byteLength < HEADER + view.getUint32(8, true) / 8) throw foreignTable('said');
    this.#mask = view.getUint32(8, true) - 1;
    this.#hashes = view.getUint32(12, true);
    this.#bits = new Uint8Array(buffer, start + HEADER);
  }

  /** @param words  the tokens of a whole line, without `<pad>` and end mark */
  has(words: readonly number[]): boolean {
    if (words.length < FEWEST_WORDS) return false;
    const [first, second] = [mixed(words, seeds[0]), mixed(words, seeds[1]) | 1];
    for (let number = 0; number < this.#hashes; number++) {
      const bit = (first + Math.imul(number, second)) & this.#mask;
      if (((this.#bits[bit >>> 3]! >> (bit & 7)) & 1) === 0) return false;
    }
    return true;
  }
}

/** FNV-1a over token ids, finished as MurmurHash3 is; the twin of training/said.py. */
function mixed(tokens: readonly number[], seed: number): number {
  let value = seed;
  for (const token of tokens) value = Math.imul(value ^ token, 16777619);
  value ^= value >>> 16;
  value = Math.imul(value, 0x85ebca6b);
  value ^= value >>> 13;
  value = Math.imul(value, 0xc2b2ae35);
  return value ^ (value >>> 16);
}
