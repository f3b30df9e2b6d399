/**
 * The ways to say each token, flattened for the line chain: an arc is a number of syllables and a stress class.
 * Words that share a stress pattern share a class, so a meter is asked once a class and place, not once a word.
 */
import type { Meter, Pronunciation } from '../poetics/types.ts';

/** Arcs of all tokens of one poem: token `t` has the arcs `starts[t]` … `starts[t + 1]`. */
export class SyllableArcs {
  readonly starts: Int32Array;
  readonly syllables: Uint8Array;
  readonly stressClass: Uint16Array;
  readonly #patterns: readonly string[];
  readonly #tables = new Map<string, Uint8Array>();

  /** @param pronunciations by token id; a token without any (a mark, `<pad>`) has one arc of no syllables */
  constructor(pronunciations: readonly (readonly Pronunciation[])[]) {
    const patterns = new Map<string, number>([['', 0]]);
    const starts = new Int32Array(pronunciations.length + 1);
    const syllables: number[] = [];
    const classes: number[] = [];
    pronunciations.forEach((ways, token) => {
      const seen = new Set<string>();
      for (const { stress } of ways.length > 0 ? ways : [{ stress: '' }]) {
        if (seen.has(stress)) continue;
        seen.add(stress);
        if (!patterns.has(stress)) patterns.set(stress, patterns.size);
        syllables.push(stress.length);
        classes.push(patterns.get(stress)!);
      }
      starts[token + 1] = syllables.length;
    });
    this.starts = starts;
    this.syllables = Uint8Array.from(syllables);
    this.stressClass = Uint16Array.from(classes);
    this.#patterns = [...patterns.keys()];
  }

  /**
   * Where each stress class may begin in a line.
   * @returns [classes × (total + 1)], 1 where the class fits with its first syllable at that place
   */
  placement(meter: Meter | undefined, total: number): Uint8Array {
    const key = `${meter?.id ?? ''}/${total}`;
    let table = this.#tables.get(key);
    if (!table) {
      table = new Uint8Array(this.#patterns.length * (total + 1));
      for (const [stressClass, stress] of this.#patterns.entries())
        for (let at = 0; at <= total - stress.length; at++)
          if (stress === '' || !meter || meter.fits(stress, at, total)) table[stressClass * (total + 1) + at] = 1;
      this.#tables.set(key, table);
    }
    return table;
  }
}
