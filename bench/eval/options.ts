/** The command line of the evaluation. */
import { parseArgs } from 'node:util';
import { RequestError } from '../../src/errors.ts';
import { findStyle, styles } from '../../src/poetics/index.ts';

export interface EvalOptions {
  readonly json: boolean;
  readonly table: boolean;
  /** Poems of each style. */
  readonly poems: number;
  readonly styles: readonly string[];
  readonly corpus: string | undefined;
  readonly model: string;
  readonly threads: number;
  /** Seconds after which no further poem is begun; what was drawn by then is measured. */
  readonly seconds: number;
  /** A few poems, short and in few steps, so that all is done within a minute on two cores, reading and counting included. */
  readonly short: boolean;
  /** Words of old verse behind the 3-gram model and the search for copies. */
  readonly words: number;
}

const usage = `npm run -s eval -- [options]
  --poems N        poems of each style (default 10)
  --styles a,b     only these styles
  --corpus FOLDER  human verse to compare with (default ../shared/corpus)
  --model FOLDER   the model (default models/verse)
  --seconds S      begin no poem after so long (default: 10 for up to 5 poems a style, else none)
  --words N        old verse behind the 3-gram model (default: 500000 for up to 5 poems a style, else all)
  --threads N      threads of the denoiser (default: all cores)
  --json           one JSON object
  --table          a table in Markdown`;

/** @throws {RequestError} `usage` */
export function readOptions(args: readonly string[]): EvalOptions {
  const { values } = (() => {
    try {
      return parseArgs({
        args: [...args],
        options: {
          poems: { type: 'string', default: '10' },
          styles: { type: 'string' },
          corpus: { type: 'string' },
          model: { type: 'string', default: 'models/verse' },
          seconds: { type: 'string' },
          words: { type: 'string' },
          threads: { type: 'string', default: '0' },
          json: { type: 'boolean', default: false },
          table: { type: 'boolean', default: false },
        },
      });
    } catch (cause) {
      throw new RequestError('usage', `${(cause as Error).message}\n${usage}`, { cause });
    }
  })();
  const poems = natural('poems', values.poems, 1);
  const short = poems <= 5;
  return {
    json: values.json,
    table: values.table,
    poems,
    styles: values.styles?.split(',').map((id) => findStyle(id.trim()).id) ?? styles.map(({ id }) => id),
    corpus: values.corpus,
    model: values.model,
    threads: natural('threads', values.threads, 0),
    short,
    seconds:
      values.seconds === undefined ? (short ? 10 : Number.POSITIVE_INFINITY) : natural('seconds', values.seconds, 1),
    words: values.words === undefined ? (short ? 500_000 : 1e9) : natural('words', values.words, 0),
  };
}

function natural(name: string, typed: string, least: number): number {
  const number = Number(typed);
  if (!Number.isInteger(number) || number < least)
    throw new RequestError('usage', `--${name} takes a whole number from ${least}, not "${typed}".\n${usage}`);
  return number;
}
