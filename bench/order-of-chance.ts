import type { SeededRandom } from '../src/diffusion/random.ts';

/** The same values in an order of chance; it takes one number from the generator for each. */
export function inOrderOfChance<Value>(values: Iterable<Value>, random: SeededRandom): Value[] {
  return Array.from(values, (value) => ({ value, key: random.next() }))
    .sort((one, other) => one.key - other.key)
    .map(({ value }) => value);
}
