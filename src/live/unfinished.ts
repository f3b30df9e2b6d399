/** At start: finishes the replies that the last run left in the middle. */
import type { Logger } from 'pino';
import { InklingError } from '../errors.ts';
import type { LiveMessage, MessageRef, Platform } from '../platforms/contract.ts';
import type { OpenMessage, OpenMessages, OpenRequest } from './open-messages.ts';

/** Draws an open message to its end; it closes the record itself when its final text stands. */
export type Redraw = (message: LiveMessage, request: OpenRequest, signal: AbortSignal) => Promise<void>;

export interface UnfinishedOptions {
  readonly open: OpenMessages;
  /** The platforms that are connected; messages of others wait for the next start. */
  readonly platforms: readonly Platform[];
  /** By {@link OpenRequest.kind}. */
  readonly redraw: Readonly<Record<string, Redraw>>;
  /** Which of them are this process's; another one may be drawing the rest. All when absent. */
  readonly mine?: (ref: MessageRef) => boolean;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly signal: AbortSignal;
}

/** Resolves when each of them is finished, honestly marked, or found to be gone. Never rejects for a single one. */
export async function finishUnfinished(options: UnfinishedOptions): Promise<void> {
  const mine = options.mine ?? (() => true);
  const messages = (await options.open.list()).filter(({ ref }) => mine(ref));
  if (messages.length > 0) options.logger.info({ messages: messages.length }, 'finishing poems that a restart cut');
  await Promise.all(messages.map((message) => finishOne(message, options)));
}

async function finishOne({ ref, request }: OpenMessage, options: UnfinishedOptions): Promise<void> {
  const platform = options.platforms.find((one) => one.name === ref.platform);
  const redraw = options.redraw[request.kind];
  if (platform === undefined || redraw === undefined) return;
  try {
    await redraw(await platform.resume(ref), request, options.signal);
  } catch (error) {
    if (options.signal.aborted) return;
    options.logger.warn({ err: error, id: request.id }, 'a poem that a restart cut could not be finished');
    // A message that is gone for good is forgotten; after any other failure the next start tries again.
    if (error instanceof InklingError && error.code.startsWith('message-')) await options.open.close(ref);
  }
}
