/** `npm run worker`: a process that draws poems for the bots of one queue, until it is told to stop. */
import type { Logger } from '../composition/foundation.ts';
import { runProgram } from '../composition/program.ts';
import { type Config, ConfigError } from '../config.ts';
import { startEngine } from '../diffusion/index.ts';
import { startQueueWorker } from './worker.ts';

/** A shutdown that takes longer than this is cut short; other workers take the poems over then. */
const shutdownWithinMs = 10_000;

async function work({ engine: options, queue }: Config, logger: Logger): Promise<void> {
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

await runProgram(work);
