/**
 * The log: one JSON object a line, or a readable line on a terminal. Whatever a library puts into an error,
 * no secret of the environment leaves through here.
 */
import { type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';
import { InklingError } from './errors.ts';

export interface LoggingOptions {
  readonly level: LogLevel;
  /** Values that must never be written, such as tokens. */
  readonly secrets: readonly string[];
  /** Where lines go. */
  readonly write: (line: string) => void;
  /** Lines for people instead of JSON. */
  readonly readable: boolean;
}

export function createLogger({ level, secrets, write, readable }: LoggingOptions): Logger {
  const hidden = secrets.filter((secret) => secret.length >= 4);
  return pino(
    { level, base: {}, formatters: { level: (label) => ({ level: label }) }, serializers: { err: describe } },
    {
      write(line: string) {
        const safe = hidden.reduce((text, secret) => text.replaceAll(secret, '[hidden]'), line);
        write(readable ? readableLine(safe) : safe);
      },
    },
  );
}

/** An error without what people wrote: requests and bodies that libraries hang on their errors stay out. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack } = error;
  const code = 'code' in error ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: describe(error.cause) };
  // The sentence of an error of our own says enough; a stack helps only where the unexpected happened.
  return error instanceof InklingError
    ? { ...code, message, ...cause }
    : { type: name, ...code, message, stack, ...cause };
}

function readableLine(line: string): string {
  const { level, time, msg, err, ...details } = JSON.parse(line);
  const clock = new Date(time).toTimeString().slice(0, 8);
  const more = Object.entries(details).map(
    ([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  const reason = err === undefined ? [] : [err.stack ?? err.message ?? JSON.stringify(err)];
  return `${[`${clock} ${level.padEnd(5)} ${msg ?? ''}`, ...more].join('  ')}${reason.map((text) => `\n      ${text}`).join('')}\n`;
}
