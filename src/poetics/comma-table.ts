/**
 * Where a line wants a comma between two of its words: the canvas holds words and end marks alone, so what stands within
 * a line is put in when it is set (docs/model-format.md, commas.bin; fitted by training/commas.py).
 */
import { findSorted, openTable } from './table-file.ts';

const MAGIC = 0x434f4d41;

/** Subjects that open a clause; the twin of SUBJECTS in training/commas.py. */
const subjects = new Set(
  `i you he she it we they thou ye i'm i've i'd i'll you're you've you'd you'll he's he'd he'll she's she'd she'll it's
  it'd it'll we're we've we'd we'll they're they've they'd they'll there's there that's who's 'tis 'twas`.split(/\s+/),
);

/** One word of a line, as the table knows it. */
export interface CommaWord {
  /** Its token; `<rare>` for a word that has none of its own. */
  readonly token: number;
  readonly spelling: string;
}

export class CommaTable {
  readonly #vocabulary: number;
  readonly #scale: number;
  readonly #starts: Uint32Array;
  readonly #seconds: Uint16Array;
  readonly #values: Int8Array;
  readonly #left: Int8Array;
  readonly #right: Int8Array;

  /** @throws {ModelFileError} when the bytes are not a table of this vocabulary */
  constructor(bytes: Uint8Array, vocabulary: number) {
    const { buffer, start, view } = openTable(bytes, { name: 'commas', magic: MAGIC, header: 16, vocabulary });
    const pairs = view.getUint32(8, true);
    this.#vocabulary = vocabulary;
    this.#scale = view.getFloat32(12, true);
    let at = start + 16;
    this.#starts = new Uint32Array(buffer, at, vocabulary + 1);
    at += 4 * (vocabulary + 1);
    this.#seconds = new Uint16Array(buffer, at, pairs);
    at += 2 * pairs;
    this.#values = new Int8Array(buffer, at, pairs);
    at += pairs;
    this.#left = new Int8Array(buffer, at, vocabulary);
    this.#right = new Int8Array(buffer, at + vocabulary, 2 * vocabulary);
  }

  /**
   * The log-odds of a comma between two tokens.
   * @param subject  whether a subject stands further left in the same clause
   */
  logOdds(before: number, after: number, subject: boolean): number {
    const sum = this.#left[before]! + this.#right[after + (subject ? this.#vocabulary : 0)]!;
    const pair = findSorted(this.#seconds, this.#starts[before]!, this.#starts[before + 1]!, after);
    return this.#scale * (pair < 0 ? sum : sum + this.#values[pair]!);
  }

  /** Whether a comma follows each word of a line; never its last one, which the line's end mark follows. */
  after(words: readonly CommaWord[]): boolean[] {
    const commas: boolean[] = [];
    let subject = false;
    for (const [place, { token, spelling }] of words.entries()) {
      const next = words[place + 1];
      const comma: boolean = next !== undefined && this.logOdds(token, next.token, subject) > 0;
      commas.push(comma);
      subject = !comma && (subject || subjects.has(spelling));
    }
    return commas;
  }
}
