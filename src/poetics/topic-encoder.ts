/** A topic's meaning as a vector: the sum of static wordpiece vectors (topics.bin of docs/model-format.md). */
import { ModelFileError } from '../errors.ts';
import { plainLetters } from './tokenise.ts';

const magic = 0x544f5043;
/** Pieces longer than this do not exist in BERT's list; longer words are cut off there. */
const longestWord = 100;

function damaged(what: string): ModelFileError {
  return new ModelFileError('model-damaged', {
    operator: `topics.bin ${what}. Restore it with "git checkout -- models/verse".`,
    person: 'I have lost my dictionary. Someone is looking for it.',
  });
}

export class TopicEncoder {
  /** Length of every vector. */
  readonly width: number;
  readonly #pieces: ReadonlyMap<string, number>;
  readonly #vectors: Int8Array;
  readonly #scale: number;

  /**
   * @param bytes the whole of topics.bin
   * @throws {ModelFileError} `model-damaged` when it is not such a file
   */
  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.byteLength < 20 || view.getUint32(0, true) !== magic) throw damaged('is not a topic encoder');
    const count = view.getUint32(4, true);
    this.width = view.getUint32(8, true);
    this.#scale = view.getFloat32(12, true);
    const listBytes = view.getUint32(16, true);
    const start = Math.ceil((20 + listBytes) / 4) * 4;
    if (start + count * this.width > bytes.byteLength) throw damaged('ends too early');
    const pieces = new TextDecoder()
      .decode(bytes.subarray(20, 20 + listBytes))
      .replace(/\n$/, '')
      .split('\n');
    if (pieces.length !== count) throw damaged(`lists ${pieces.length} pieces instead of ${count}`);
    this.#pieces = new Map(pieces.map((piece, row) => [piece, row]));
    this.#vectors = new Int8Array(bytes.buffer, bytes.byteOffset + start, count * this.width);
  }

  /**
   * The vector of a text, length 1; all zeros when no piece of it is known.
   *
   * @returns [width]
   */
  encode(text: string): Float32Array {
    const sum = new Float64Array(this.width);
    for (const word of wordsOf(text)) {
      for (const row of this.#rowsOf(word)) {
        for (let i = 0; i < this.width; i++) sum[i]! += this.#scale * this.#vectors[row * this.width + i]!;
      }
    }
    const length = Math.hypot(...sum);
    return Float32Array.from(sum, (value) => (length > 0 ? value / length : 0));
  }

  /** Greedy longest match; a word with an unknown piece is left out whole, as BERT's `[UNK]` is. */
  #rowsOf(word: string): number[] {
    const rows: number[] = [];
    let start = 0;
    while (start < word.length) {
      let end = word.length;
      let row: number | undefined;
      for (; end > start && row === undefined; end--) {
        row = this.#pieces.get((start > 0 ? '##' : '') + word.slice(start, end));
      }
      if (row === undefined) return [];
      rows.push(row);
      start = end + 1;
    }
    return rows;
  }
}

/** BERT's basic tokeniser: lower case, no accents, every mark a word of its own; the twin of training/minilm.py. */
function wordsOf(text: string): string[] {
  const plain = plainLetters(text).text;
  return (plain.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? []).filter((word) => word.length <= longestWord);
}
