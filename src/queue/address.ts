/** Where the queue's Redis is, and what its failures mean. */
import { Redis, type RedisOptions } from 'ioredis';
import { InklingError } from '../errors.ts';

export interface QueueAddress {
  /** As BullMQ and ioredis take them. */
  readonly options: RedisOptions & { readonly url?: string };
  /** All keys begin with it. */
  readonly prefix: string;
  /** The address without its password, for errors. */
  readonly place: string;
}

/**
 * @param address redis://[user:password@]host:6379[/database], rediss://… or redis+unix:///path; `?prefix=` replaces
 *   `inkling` at the beginning of all keys
 */
export function readAddress(address: string): QueueAddress {
  const url = new URL(address);
  const prefix = url.searchParams.get('prefix') ?? 'inkling';
  url.searchParams.delete('prefix');
  const shown = new URL(url);
  shown.password = '';
  const options = {
    connectTimeout: 5_000,
    retryStrategy: (attempt: number) => Math.min(100 * 2 ** Math.min(attempt, 10), 2_000),
  };
  const where =
    url.protocol === 'redis+unix:'
      ? { path: url.pathname, ...(url.password ? { password: decodeURIComponent(url.password) } : {}) }
      : { url: url.href };
  return { options: { ...options, ...where }, prefix, place: shown.href };
}

/**
 * @param patience `waits`: commands wait for a lost connection to come back; `refuses`: they fail after a few tries
 */
export function connect({ options }: QueueAddress, patience: 'waits' | 'refuses'): Redis {
  const { url, ...rest } = options;
  const given = { ...rest, lazyConnect: true, maxRetriesPerRequest: patience === 'waits' ? null : 2 };
  const client = url === undefined ? new Redis(given) : new Redis(url, given);
  // Without a listener a lost connection would end the process; the commands themselves report it.
  client.on('error', () => {});
  return client;
}

/** Connects a client for the first time. @throws {Error} what Redis said, rather than that the connection is closed */
export async function open(client: Redis): Promise<void> {
  let said: unknown;
  const hear = (error: unknown) => {
    said = error;
  };
  client.on('error', hear);
  try {
    await client.connect();
  } catch (error) {
    throw said ?? error;
  } finally {
    client.off('error', hear);
  }
}

/** What went wrong with Redis, as an error with a sentence for each side. */
export function queueError(cause: unknown, place: string): InklingError {
  if (cause instanceof InklingError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const operator = /^(WRONGPASS|NOAUTH|NOPERM)/.test(message)
    ? `${place} refuses the name or password in QUEUE_URL.`
    : message.startsWith('OOM')
      ? `${place} is out of memory. Raise its "maxmemory".`
      : `The queue at ${place} cannot be reached (${message}).`;
  return new InklingError('queue-unreachable', {
    cause,
    operator,
    person: 'I cannot reach my writing desk just now. Please try again in a moment.',
    retryAfterMs: 5_000,
  });
}
