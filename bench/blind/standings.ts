/** What readers' marks say of the variants that they marked. */

/** Marks by variant and poem, one a reader; variants of one comparison draw the same requests. */
export type Marks = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

export interface Marked {
  readonly title: string;
  readonly variants: Marks;
}

export interface Standing {
  readonly variant: string;
  readonly poems: number;
  readonly mean: number;
  /** Over the first variant's poems of the same requests, with its standard error; absent where there are none. */
  readonly gain?: { readonly mean: number; readonly error: number };
}

/** The best first. */
export function standings(variants: Marks): Standing[] {
  const [first] = Object.values(variants);
  return Object.entries(variants)
    .map(([variant, poems]): Standing => {
      const means = Object.entries(poems).map(([poem, marks]) => ({ poem, mean: meanOf(marks) }));
      const gains = means.flatMap(({ poem, mean }) => {
        const before = first?.[poem];
        return before === undefined || poems === first ? [] : [mean - meanOf(before)];
      });
      const standing = { variant, poems: means.length, mean: meanOf(means.map(({ mean }) => mean)) };
      return gains.length === 0 ? standing : { ...standing, gain: { mean: meanOf(gains), error: errorOf(gains) } };
    })
    .sort((one, other) => other.mean - one.mean);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function errorOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)) / values.length);
}
