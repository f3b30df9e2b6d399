/** `npm run worker`: a process that draws poems for the bots of one queue, until it is told to stop. */
import { type Config, ConfigError, environment, readConfig, secretsOf } from '../config.ts';
import { startEngine } from '../diffusion/index.ts';
import { InklingError } from '../errors.ts';
import { createLogger } from '../logging.ts';
import { startQueueWorker } from './worker.ts';

/** A shutdown that takes longer than this is cut short; other workers take the poems over then. */
const shutdownWithinMs = 10_000;

async function work({ engine: options, queue }: Config, logger: ReturnType<typeof createLogger>): Promise<void> {
  if (queue === undefined)
    throw new ConfigError('QUEUE_URL', 'QUEUE_URL is missing: a worker needs the queue that the bots put poems into.');
  const engine = startEngine({ ...options, logger });
  const worker = startQueueWorker({ ...queue, engine, logger });
  const told = new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const)
      process.on(name, () => {
        logger.info({ signal: name }, 'ending; poems in the middle are handed over');
        setTimeout(() => process.exit(1), shutdownWithinMs).unref();
        resolve();
      });
  });
  try {
    const working = worker.ready().then(() => {
      logger.info({ concurrency: queue.concurrency }, 'the worker takes poems');
      return worker.broken;
    });
    await Promise.race([working, told]);
  } finally {
    await worker.close();
    await engine.close();
  }
}

try {
  const given = environment();
  const config = readConfig(given);
  const logger = createLogger({
    level: config.logLevel,
    secrets: secretsOf(given),
    write: (line) => process.stdout.write(line),
    readable: process.stdout.isTTY === true,
  });
  await work(config, logger);
} catch (error) {
  const sentence = error instanceof InklingError ? error.message : error instanceof Error ? error.stack : error;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
