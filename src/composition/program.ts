/** What every long-running program of Inkling does around its own work: settings, log, signals, one sentence at the end. */
import { type Config, environment, readConfig, secretsOf } from '../config.ts';
import { InklingError } from '../errors.ts';
import { createLogger } from '../logging.ts';
import type { Logger } from './foundation.ts';

/** A shutdown that takes longer than this is cut short. */
const shutdownWithinMs = 10_000;
/** A program that is through leaves this long for its last lines to be written. */
const lingerMs = 500;

/** Runs a program to its end; a failure ends the process with exit code 1 and a sentence. */
export async function runProgram(run: (config: Config, logger: Logger) => Promise<void>): Promise<void> {
  try {
    const given = environment();
    const config = readConfig(given);
    const logger = createLogger({
      level: config.logLevel,
      secrets: secretsOf(given),
      write: (line) => process.stdout.write(line),
      readable: process.stdout.isTTY === true,
    });
    await run(config, logger);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
  // Everything is closed, but a library may still hold a timer: Slack's waits half a minute for a lost farewell.
  setTimeout(() => process.exit(), lingerMs).unref();
}

/** Aborts in good order at the first of these signals, and ends at once at the second. */
export function endOnSignals(names: readonly NodeJS.Signals[], ending: AbortController, logger: Logger): void {
  for (const name of names) {
    process.on(name, () => {
      if (ending.signal.aborted) process.exit(1);
      logger.info({ signal: name }, 'ending');
      ending.abort();
    });
  }
  ending.signal.addEventListener('abort', () => {
    setTimeout(() => {
      logger.error('the shutdown took too long');
      process.exit(1);
    }, shutdownWithinMs).unref();
  });
}

/** One sentence for what the operator can mend; everything else with where it happened. */
function explain(error: unknown): string {
  if (error instanceof InklingError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
