/** A bot's own stream of replies: workers append to it, the bot reads it in order and deletes what it has read. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { connect, open, type QueueAddress } from './address.ts';
import type { Reply } from './wire.ts';

/** A bot that reads no more than this behind loses the oldest entries, and the poems that they belong to. */
const mostUnread = 20_000;
/** A stream that nobody appends to any more goes by itself. */
const lastsMs = 120_000;

/**
 * Appends to any bot's stream.
 *
 * @throws {Error} when Redis did not take it
 */
export async function appendReply(client: Redis, stream: string, reply: Reply): Promise<void> {
  const results = await client
    .pipeline()
    .xadd(stream, 'MAXLEN', '~', mostUnread, '*', 'reply', JSON.stringify(reply))
    .pexpire(stream, lastsMs)
    .exec();
  for (const [error] of results ?? []) if (error) throw error;
}

export class ReplyStream {
  readonly key: string;
  readonly #reader: Redis;
  readonly #writer: Redis;
  readonly #hear: (reply: Reply) => void;
  #reading: Promise<void> | undefined;
  #closing = false;

  constructor(address: QueueAddress, key: string, hear: (reply: Reply) => void) {
    this.key = key;
    this.#reader = connect(address, 'waits');
    this.#writer = connect(address, 'refuses');
    this.#hear = hear;
  }

  async open(): Promise<void> {
    await Promise.all([open(this.#reader), open(this.#writer)]);
    this.#reading = this.#read();
  }

  append(reply: Reply): Promise<void> {
    return appendReply(this.#writer, this.key, reply);
  }

  async close(): Promise<void> {
    this.#closing = true;
    // The reader sits in a blocking command; only cutting its connection wakes it.
    this.#reader.disconnect();
    await this.#reading;
    if (this.#reading !== undefined) await this.#writer.del(this.key).catch(() => {});
    this.#writer.disconnect();
  }

  async #read(): Promise<void> {
    let last = '0';
    while (!this.#closing) {
      try {
        const answer = await this.#reader.xread('COUNT', 500, 'BLOCK', 5_000, 'STREAMS', this.key, last);
        const entries = answer?.[0]?.[1] ?? [];
        for (const [id, fields] of entries) {
          last = id;
          this.#hear(JSON.parse(fields[1] as string) as Reply);
        }
        if (entries.length > 0) await this.#writer.xdel(this.key, ...entries.map(([id]) => id));
      } catch {
        // The connection was lost; it comes back by itself, and reading goes on where it was.
        if (!this.#closing) await sleep(100);
      }
    }
  }
}
