import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { checkVersion, StoreError } from '../errors.ts';

/** One connection to Redis, and its scripts. */
export interface RedisDatabase {
  readonly prefix: string;
  readonly client: Redis;
  /** Runs a script with the prefix as its key. */
  script(lua: string, ...values: readonly (string | number)[]): Promise<unknown>;
  /** Runs plain commands with the store's own errors. */
  ask<T>(question: (client: Redis) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The version of the layout that scripts.ts describes. */
const layout = 1;

/**
 * Connects to one Redis (not a cluster). Keys begin with `inkling`, or with the address's `?prefix=`.
 *
 * @param place the address without its password, for errors
 * @throws {StoreError} when Redis cannot be reached, or was written by a later version
 */
export async function openRedis(url: URL, place: string): Promise<RedisDatabase> {
  const prefix = url.searchParams.get('prefix') ?? 'inkling';
  const client = clientFor(url);
  // Without a listener a lost connection would end the process; the commands themselves report it.
  client.on('error', () => {});

  const ask = async <T>(question: (client: Redis) => Promise<T>): Promise<T> => {
    try {
      return await question(client);
    } catch (error) {
      throw redisError(error, place);
    }
  };

  try {
    await client.connect();
    // Two replicas may do this at once: SETNX lets one write and both read the same.
    await client.setnx(`${prefix}:tables`, layout);
    checkVersion(Number(await client.get(`${prefix}:tables`)), layout, place);
  } catch (error) {
    client.disconnect();
    throw redisError(error, place);
  }

  return {
    prefix,
    client,
    ask,
    script: (lua, ...values) =>
      ask(async () => {
        const sha = shaOf(lua);
        try {
          return await client.evalsha(sha, 1, prefix, ...values);
        } catch (error) {
          if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
          return await client.eval(lua, 1, prefix, ...values);
        }
      }),
    async close() {
      await client.quit().catch(() => client.disconnect());
    },
  };
}

function clientFor(url: URL): Redis {
  const options = {
    lazyConnect: true,
    connectTimeout: 5_000,
    maxRetriesPerRequest: 3,
    retryStrategy: (attempt: number) => Math.min(100 * 2 ** attempt, 5_000),
  };
  if (url.protocol === 'redis+unix:')
    return new Redis({ ...options, path: url.pathname, ...(url.password ? { password: url.password } : {}) });
  const address = new URL(url);
  address.searchParams.delete('prefix');
  return new Redis(address.href, options);
}

const shas = new Map<string, string>();

function shaOf(lua: string): string {
  let sha = shas.get(lua);
  if (!sha) {
    sha = createHash('sha1').update(lua).digest('hex');
    shas.set(lua, sha);
  }
  return sha;
}

function redisError(cause: unknown, place: string): StoreError {
  if (cause instanceof StoreError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/^(WRONGPASS|NOAUTH|NOPERM)/.test(message))
    return new StoreError('store-unreachable', `${place} refuses the name or password in STORE_URL.`, { cause });
  if (message.startsWith('READONLY'))
    return new StoreError('store-read-only', `${place} is a read-only replica. Nothing was changed.`, { cause });
  if (message.startsWith('OOM'))
    return new StoreError('store-full', `${place} is out of memory. Raise its "maxmemory".`, { cause });
  if (message.startsWith('MISCONF'))
    return new StoreError('store-full', `${place} cannot save to its disk. ${message}`, { cause });
  if (/ECONN|ENOENT|EPIPE|ETIMEDOUT|ENOTFOUND|closed|max retries|LOADING/i.test(message))
    return new StoreError('store-unreachable', `${place} cannot be reached (${message}).`, {
      cause,
      retryAfterMs: 2_000,
    });
  return new StoreError('store-failed', `${place} failed: ${message}`, { cause });
}
