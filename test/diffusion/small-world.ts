/** A vocabulary of a dozen words, small enough to enumerate every line, for the tests of the sampler's parts. */
import { PairTable } from '../../src/diffusion/pair-table.ts';
import { SyllableArcs } from '../../src/diffusion/syllable-arcs.ts';
import { parsePronunciation } from '../../src/poetics/index.ts';

export const pad = 0;
/** Token ids: 0 is pad, 1–2 are marks, the rest words with one to three syllables. */
const sounds: readonly (readonly string[])[] = [
  [],
  [],
  [],
  ['DH AH0'],
  ['R EY1 N'],
  ['AO1 T AH0 M'],
  ['F AY1 ER0', 'F AY1 R'],
  ['AH0 W EY1'],
  ['M EH1 M ER0 IY0'],
  ['S IH1 NG'],
];
export const arcs = new SyllableArcs(sounds.map((ways) => ways.map(parsePronunciation)));
export const vocabulary = sounds.length;

/** A pair table of the given pairs (in units of the scale), with back-offs by token. */
export function pairTable(pairs: readonly (readonly [number, number, number])[], rows: number[], columns: number[]) {
  const sorted = [...pairs].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  const bytes = new Uint8Array(16 + 4 * (vocabulary + 1) + 3 * sorted.length + 2 * vocabulary);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x50414952, true);
  view.setUint32(4, vocabulary, true);
  view.setUint32(8, sorted.length, true);
  view.setFloat32(12, 0.1, true);
  let at = 16;
  for (let first = 0; first <= vocabulary; first++, at += 4)
    view.setUint32(at, sorted.filter(([a]) => a < first).length, true);
  for (const [, second] of sorted) {
    view.setUint16(at, second, true);
    at += 2;
  }
  for (const [, , value] of sorted) view.setInt8(at++, value);
  for (const value of [...rows, ...columns]) view.setInt8(at++, value);
  return new PairTable(bytes, vocabulary);
}

/** Everything that a line's slots may hold together. */
export function* sequences(slots: readonly (readonly number[])[]): Generator<number[]> {
  const [first, ...rest] = slots;
  if (!first) return yield [];
  for (const token of first) for (const tail of sequences(rest)) yield [token, ...tail];
}
