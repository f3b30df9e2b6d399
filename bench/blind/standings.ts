/** What readers' marks say of the variants that they marked. */
import { mean } from '../mean.ts';

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
      const marked = Object.entries(poems).map(([poem, marks]) => ({ poem, mark: mean(marks) }));
      const gains = marked.flatMap(({ poem, mark }) => {
        const before = first?.[poem];
        return before === undefined || poems === first ? [] : [mark - mean(before)];
      });
      const standing = { variant, poems: marked.length, mean: mean(marked.map(({ mark }) => mark)) };
      return gains.length === 0 ? standing : { ...standing, gain: { mean: mean(gains), error: errorOf(gains) } };
    })
    .sort((one, other) => other.mean - one.mean);
}

function errorOf(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)) / values.length);
}
