/**
 * Socket Mode that comes back. The library's own way waits five seconds after a dropped connection and lets a failed
 * reconnection reject where nobody listens, so the reconnecting is done here.
 */
import { SocketModeReceiver } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import { boltLogger } from './log.ts';
import { errorName } from './outcome.ts';
import { clientOptions } from './wire.ts';

const firstWaitMs = 200;
const longestWaitMs = 30_000;

export interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl: string | undefined;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>;
  /** Ends the reconnecting. */
  readonly stopping: AbortSignal;
}

/** A receiver whose first connection is `start`'s, and whose later ones nobody has to think of. */
export function persistentSocket({ appToken, apiUrl, clock, logger, stopping }: SocketOptions): SocketModeReceiver {
  const { slackApiUrl, retryConfig, timeout } = clientOptions(apiUrl, logger);
  const receiver = new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: boltLogger(logger),
    installerOptions: {
      clientOptions: {
        ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
        ...(retryConfig === undefined ? {} : { retryConfig }),
        ...(timeout === undefined ? {} : { timeout }),
      },
    },
  });
  let connectedBefore = false;
  let reconnecting = false;

  async function reconnect(): Promise<void> {
    if (reconnecting) return;
    reconnecting = true;
    for (let wait = firstWaitMs; !stopping.aborted; wait = Math.min(longestWaitMs, wait * 2)) {
      try {
        await clock.sleep(wait, stopping);
        await receiver.client.start();
        break;
      } catch (error) {
        if (!stopping.aborted) logger.warn({ reason: errorName(error) }, 'reconnecting to Slack failed');
      }
    }
    reconnecting = false;
  }

  receiver.client.on('connected', () => {
    connectedBefore = true;
  });
  receiver.client.on('disconnected', () => {
    if (stopping.aborted || !connectedBefore) return;
    logger.info('reconnecting to Slack');
    void reconnect();
  });
  return receiver;
}
