/** Figures of several platforms as one table, each beside what it has to hold; a figure that does not hold fails the run. */

export interface Finding {
  readonly what: string;
  readonly bound: string;
  /** By platform; absent where the bound is not for it. */
  readonly values: Readonly<Record<string, { readonly shown: string; readonly holds: boolean }>>;
}

/** One platform's figure. */
export function value(shown: string | number, holds = true): { readonly shown: string; readonly holds: boolean } {
  return { shown: String(shown), holds };
}

/** Prints the table and sets the exit code: 1 when anything does not hold. */
export function report(platforms: readonly string[], findings: readonly Finding[]): void {
  const rows = [
    ['', ...platforms, 'has to be'],
    ['---', ...platforms.map(() => '---'), '---'],
    ...findings.map(({ what, bound, values }) => [
      what,
      ...platforms.map((platform) => {
        const found = values[platform];
        return found === undefined ? '–' : `${found.shown}${found.holds ? '' : ' ✗'}`;
      }),
      bound,
    ]),
  ];
  process.stdout.write(`${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`);
  const all = findings.flatMap(({ values }) => Object.values(values));
  process.exitCode = all.every(({ holds }) => holds) ? 0 : 1;
}

/** The value below which a share of the numbers lies. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
