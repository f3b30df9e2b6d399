/**
 * What a word's second neighbour to the left adds to the first: log p(c|ab) − log p(c|b) from the corpus
 * (docs/model-format.md, triples.bin). The chain couples neighbours alone; whole drawn lines are weighed with this.
 */
import { findSorted, openTable } from '../poetics/index.ts';

const MAGIC = 0x54524950;

export class TripleTable {
  readonly #scale: number;
  readonly #rows: Uint32Array;
  readonly #starts: Uint32Array;
  readonly #seconds: Uint16Array;
  readonly #thirds: Uint16Array;
  readonly #backOff: Int8Array;
  readonly #values: Int8Array;

  /** @throws {ModelFileError} when the bytes are not a triple table of this vocabulary */
  constructor(bytes: Uint8Array, vocabulary: number) {
    const { buffer, start, view } = openTable(bytes, { name: 'triples', magic: MAGIC, header: 20, vocabulary });
    const contexts = view.getUint32(8, true);
    const triples = view.getUint32(12, true);
    this.#scale = view.getFloat32(16, true);
    let at = start + 20;
    this.#rows = new Uint32Array(buffer, at, vocabulary + 1);
    at += 4 * (vocabulary + 1);
    this.#starts = new Uint32Array(buffer, at, contexts + 1);
    at += 4 * (contexts + 1);
    this.#seconds = new Uint16Array(buffer, at, contexts);
    at += 2 * contexts;
    this.#thirds = new Uint16Array(buffer, at, triples);
    at += 2 * triples;
    this.#backOff = new Int8Array(buffer, at, contexts);
    this.#values = new Int8Array(buffer, at + contexts, triples);
  }

  /** log p(third | first, second) − log p(third | second), in nats; 0 after a context that the corpus lacks. */
  gain(first: number, second: number, third: number): number {
    if (first >= this.#rows.length - 1) return 0;
    const context = findSorted(this.#seconds, this.#rows[first]!, this.#rows[first + 1]!, second);
    if (context < 0) return 0;
    const triple = findSorted(this.#thirds, this.#starts[context]!, this.#starts[context + 1]!, third);
    return this.#scale * (triple < 0 ? this.#backOff[context]! : this.#values[triple]!);
  }
}
