/** Reads the command line. */
import { parseArgs } from 'node:util';
import type { PoemRequest } from '../../poem.ts';

export type Format = 'text' | 'jsonl';

/** What the command line asks for. */
export type Job =
  | { readonly kind: 'poem'; readonly request: PoemRequest; readonly format: Format }
  | { readonly kind: 'batch'; readonly file: string }
  | { readonly kind: 'styles'; readonly format: Format }
  | { readonly kind: 'help' };

/** The command line makes no sense: the program says how it is used, and exits with 2. */
export class UsageError extends Error {
  /** In which format the caller wants to hear of it. */
  readonly format: Format;

  constructor(message: string, format: Format) {
    super(message);
    this.format = format;
  }
}

export const usage = `Usage:
  npm run -s poem -- TOPIC --style ID [options]
  npm run -s poem -- --batch FILE --format jsonl
  npm run -s poem -- --styles [--format jsonl]

Options:
  --style ID         form and voice, for example haiku; --styles lists them
  --voice ID         another voice than the style's own
  --steps N          denoising steps, 1 to 64
  --seed N           the same seed gives the same poem
  --draft TEXT       your own words to start from, instead of noise
  --strength X       how much of the draft may change, 0 to 1
  --lines N          how many lines, where the style leaves it open
  --word WORD        the word an acrostic spells
  --format FORMAT    text, or jsonl: one JSON object a line
  --batch FILE       requests, one JSON object a line ("-" reads standard input)
`;

const options = {
  style: { type: 'string' },
  voice: { type: 'string' },
  steps: { type: 'string' },
  seed: { type: 'string' },
  draft: { type: 'string' },
  strength: { type: 'string' },
  lines: { type: 'string' },
  word: { type: 'string' },
  format: { type: 'string' },
  batch: { type: 'string' },
  styles: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param given  the arguments after the program's name
 * @throws {UsageError}
 */
export function readArguments(given: readonly string[]): Job {
  const { values, positionals } = parse(given);
  const format = readFormat(values.format);
  const wrong = (message: string) => new UsageError(message, format);
  if (values.help) return { kind: 'help' };
  if (values.styles) return { kind: 'styles', format };
  if (values.batch !== undefined) {
    if (format !== 'jsonl') throw wrong('--batch prints one JSON object a line: add --format jsonl.');
    return { kind: 'batch', file: values.batch };
  }
  if (positionals.length === 0 && values.draft === undefined) throw wrong('What is the poem about? Name a topic.');
  if (values.style === undefined) throw wrong('Name a style with --style, for example --style haiku.');
  const number = (name: 'steps' | 'seed' | 'strength' | 'lines') => {
    const typed = values[name];
    if (typed === undefined) return {};
    const read = Number(typed);
    if (typed.trim() === '' || !Number.isFinite(read)) throw wrong(`--${name} must be a number, not "${typed}".`);
    return { [name]: read };
  };
  const text = (name: 'voice' | 'draft' | 'word') => (values[name] === undefined ? {} : { [name]: values[name] });
  const request: PoemRequest = {
    topic: positionals.length > 0 ? positionals.join(' ') : topicOf(values.draft ?? ''),
    style: values.style,
    ...text('voice'),
    ...number('steps'),
    ...number('seed'),
    ...text('draft'),
    ...number('strength'),
    ...number('lines'),
    ...text('word'),
  };
  return { kind: 'poem', request, format };
}

function parse(given: readonly string[]) {
  try {
    return parseArgs({ args: [...given], options, allowPositionals: true });
  } catch (error) {
    // The format may still be told from a line that is wrong elsewhere.
    const format = /^--format(=|\s)jsonl$/m.test(given.join('\n').replace('--format\n', '--format '))
      ? 'jsonl'
      : 'text';
    throw new UsageError(error instanceof Error ? error.message : String(error), format);
  }
}

function readFormat(typed: string | undefined): Format {
  if (typed === undefined || typed === 'text' || typed === 'jsonl') return typed ?? 'text';
  throw new UsageError(`--format is either text or jsonl, not "${typed}".`, 'text');
}

/** A draft without a topic speaks of itself. */
function topicOf(draft: string): string {
  return Array.from(draft.replaceAll(/\s+/g, ' ').trim()).slice(0, 60).join('').trim();
}
