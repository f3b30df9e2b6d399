/** Collects the highest of many values and whose they are, in buffers that are used again. */

/** So many times the number wanted are collected before the lowest of them are thrown away. */
const ROOM = 4;

export class HighestValues {
  #owners = new Int32Array(0);
  #values = new Float32Array(0);
  #spare = new Float32Array(0);
  #wanted = 0;
  #count = 0;
  /** What is below it need not be added; it rises. */
  bar = Number.NEGATIVE_INFINITY;

  /** @param wanted  how many are to be kept, at least 1 */
  start(wanted: number): void {
    this.#wanted = wanted;
    this.#count = 0;
    this.bar = Number.NEGATIVE_INFINITY;
    const room = ROOM * wanted;
    if (this.#values.length >= room) return;
    this.#owners = new Int32Array(room);
    this.#values = new Float32Array(room);
    this.#spare = new Float32Array(room);
  }

  /** Adds a value that is not below the bar. */
  add(owner: number, value: number): void {
    this.#owners[this.#count] = owner;
    this.#values[this.#count++] = value;
    if (this.#count < ROOM * this.#wanted) return;
    this.#raiseBar();
    if (this.#count === ROOM * this.#wanted) this.#dropOneAtTheBar();
  }

  /** Where many are equal nothing could be dropped: of those at the bar, whoever came last goes. */
  #dropOneAtTheBar(): void {
    const at = this.#values.lastIndexOf(this.bar, this.#count - 1);
    this.#owners.copyWithin(at, at + 1, this.#count);
    this.#values.copyWithin(at, at + 1, this.#count);
    this.#count--;
  }

  /** Owners of the highest values, in the order in which they came; equal values may leave a few more than wanted. */
  owners(): number[] {
    if (this.#count > this.#wanted) this.#raiseBar();
    return Array.from(this.#owners.subarray(0, this.#count));
  }

  #raiseBar(): void {
    this.#spare.set(this.#values.subarray(0, this.#count));
    this.bar = nthHighest(this.#spare.subarray(0, this.#count), this.#wanted);
    let kept = 0;
    for (let at = 0; at < this.#count; at++) {
      if (this.#values[at]! < this.bar) continue;
      this.#owners[kept] = this.#owners[at]!;
      this.#values[kept++] = this.#values[at]!;
    }
    this.#count = kept;
  }
}

/** The n-th highest value, by Hoare's selection; `values` are put into another order. */
function nthHighest(values: Float32Array, n: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! > pivot) left++;
      while (values[right]! < pivot) right--;
      if (left > right) break;
      const swapped = values[left]!;
      values[left++] = values[right]!;
      values[right--] = swapped;
    }
    if (n - 1 <= right) high = right;
    else if (n - 1 >= left) low = left;
    else break;
  }
  return values[n - 1]!;
}
