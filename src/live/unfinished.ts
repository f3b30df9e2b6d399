/** Finishes the replies that nobody draws into any more: those of the last run, and of other processes that died. */
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { InklingError } from '../errors.ts';
import type { LiveMessage, MessageRef, Platform } from '../platforms/contract.ts';
import type { HeldMessage, OpenMessages } from './open-messages.ts';

/** Draws a held message to its end; it closes it itself when its final text stands. */
export type Redraw = (message: LiveMessage, held: HeldMessage, signal: AbortSignal) => Promise<void>;

export interface UnfinishedOptions {
  readonly open: OpenMessages;
  /** The platforms that are connected; messages of others wait for a process that has them. */
  readonly platforms: readonly Platform[];
  /** By the kind of an open request. */
  readonly redraw: Readonly<Record<string, Redraw>>;
  /** Which of them this process can finish at all: a shard edits in its own guilds alone. All when absent. */
  readonly mine?: (ref: MessageRef) => boolean;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly signal: AbortSignal;
}

export interface FinishingOptions extends UnfinishedOptions {
  readonly clock: Clock;
  /** Time from one look to the next, in milliseconds. */
  readonly everyMs: number;
}

/** After a failure that may pass and that does not say when, a message is left alone for so long. */
const restMs = 10 * 60_000;

/**
 * Looks once. Resolves when each message that was free is finished, honestly marked, or found to be gone.
 * Never rejects for a single one.
 *
 * @throws {StoreError} when the messages cannot be read
 */
export async function finishUnfinished(options: UnfinishedOptions): Promise<void> {
  await Promise.all((await takeFree(options)).map((held) => finishOne(held, options)));
}

/** Looks at once and then again and again until the signal aborts, and lets what has been begun end. */
export async function keepFinishing(options: FinishingOptions): Promise<void> {
  const { clock, everyMs, signal, logger } = options;
  const running = new Set<Promise<void>>();
  while (!signal.aborted) {
    try {
      for (const held of await takeFree(options)) {
        const work = finishOne(held, options).finally(() => running.delete(work));
        running.add(work);
      }
    } catch (error) {
      // A store that is away for a while must not end the looking.
      logger.warn({ err: error }, 'the open messages could not be looked through');
    }
    await clock.sleep(everyMs, signal).catch(() => {});
  }
  await Promise.allSettled(running);
}

async function takeFree(options: UnfinishedOptions): Promise<readonly HeldMessage[]> {
  const { open, platforms, redraw, logger, mine = () => true } = options;
  const taken = await open.takeOver(
    ({ ref, request }) =>
      mine(ref) && redraw[request.kind] !== undefined && platforms.some(({ name }) => name === ref.platform),
  );
  if (taken.length > 0) logger.info({ messages: taken.length }, 'finishing poems that were cut');
  return taken;
}

async function finishOne(held: HeldMessage, { platforms, redraw, logger, signal }: UnfinishedOptions): Promise<void> {
  const { ref, request } = held;
  const platform = platforms.find((one) => one.name === ref.platform);
  try {
    if (platform) await redraw[request.kind]?.(await platform.resume(ref), held, signal);
  } catch (error) {
    if (signal.aborted) return leave(() => held.release(), logger);
    logger.warn({ err: error, id: request.id }, 'a poem that was cut could not be finished');
    // A message that is gone for good is forgotten; after any other failure somebody tries again later.
    const gone = error instanceof InklingError && error.code.startsWith('message-');
    const wait = (error instanceof InklingError && error.retryAfterMs) || restMs;
    await leave(() => (gone ? held.close() : held.release(wait)), logger);
  }
}

/** What cannot be written now ends with its lease, and is found again. */
async function leave(write: () => Promise<void>, logger: UnfinishedOptions['logger']): Promise<void> {
  await write().catch((error) => logger.warn({ err: error }, 'an open message could not be let go of'));
}
