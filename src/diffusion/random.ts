/**
 * A seeded generator for each poem, so that a seed names a poem whoever else is being drawn.
 * sfc32 (Chris Doty-Humphrey's PractRand), 128 bits of state; doubles of 53 bits, since float32 noise
 * quietly lowers the temperature (Zheng et al. 2024, arXiv 2409.02908, §4).
 */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seed an integer, 0 … 2^32−1 */
  constructor(seed: number) {
    this.#a = seed >>> 0;
    this.#b = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
    this.#c = 0x6c078965;
    for (let round = 0; round < 20; round++) this.#bits();
  }

  #bits(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1), 53 bits. */
  readonly next = (): number => (this.#bits() * 2 ** 21 + (this.#bits() >>> 11)) / 2 ** 53;

  /** Standard Gumbel noise. */
  gumbel(): number {
    return -Math.log(-Math.log(Math.max(this.next(), Number.MIN_VALUE)) || Number.MIN_VALUE);
  }

  /** An index drawn in proportion to the first `count` weights; −1 when they sum to nothing. */
  index(weights: Float64Array, count: number): number {
    let total = 0;
    for (let place = 0; place < count; place++) total += weights[place]!;
    if (!(total > 0)) return -1;
    let left = this.next() * total;
    let last = -1;
    for (let place = 0; place < count; place++) {
      const weight = weights[place]!;
      if (weight <= 0) continue;
      last = place;
      left -= weight;
      if (left < 0) return place;
    }
    return last;
  }
}
