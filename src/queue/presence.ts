/**
 * Who waits for which poem, and which workers are there. Both are promises that run out unless they are renewed, by
 * Redis's own clock, so that a process that was killed is missed by all others without anybody tidying up after it.
 */
import type { Redis } from 'ioredis';
import type { QueueKeys } from './wire.ts';

/** What a bot sees of the queue at one moment. */
export interface Outlook {
  readonly workers: number;
  /** Poems being drawn and poems waiting, of all bots. */
  readonly active: number;
  readonly queued: number;
  /** Of each poem asked about: its place among those waiting, from 0; or that it has left the line. */
  readonly poems: ReadonlyMap<string, number | 'drawn' | 'lost'>;
}

const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/** KEYS: wanted, workers. ARGV: poem, lasts ms, how many may wait. → { 1 or 0, poems in the queue } */
const enter = `${now}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
local room = tonumber(ARGV[3])
for _, worker in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  room = room + tonumber(string.match(worker, '^%d+'))
end
local taken = redis.call('ZCARD', KEYS[1])
if taken >= room then return { 0, taken } end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
return { 1, taken }`;

/** KEYS: wanted, workers, waiting, active. ARGV: lasts ms, a job's key without its id, poems… → { workers, active, queued, place… } */
const look = `${now}
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
local seen = { redis.call('ZCARD', KEYS[2]), redis.call('LLEN', KEYS[4]), redis.call('ZCARD', KEYS[3]) }
for i = 3, #ARGV do
  local place = -1
  if not redis.call('ZSCORE', KEYS[1], ARGV[i]) or redis.call('EXISTS', ARGV[2] .. ARGV[i]) == 0 then
    place = -2
  else
    redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i])
    place = redis.call('ZRANK', KEYS[3], ARGV[i]) or -1
  end
  seen[#seen + 1] = place
end
return seen`;

/** KEYS: wanted, workers. ARGV: worker, lasts ms, poems… → those that nobody wants */
const work = `${now}
redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
local unwanted = {}
for i = 3, #ARGV do
  local wanted = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if not wanted or tonumber(wanted) <= now then unwanted[#unwanted + 1] = ARGV[i] end
end
return unwanted`;

/** The registers of one queue, over one connection. */
export class Presence {
  readonly #client: Redis;
  readonly #keys: QueueKeys;
  readonly #lastsMs: number;

  /** @param lastsMs how long a promise holds that isn't renewed */
  constructor(client: Redis, keys: QueueKeys, lastsMs: number) {
    this.#client = client;
    this.#keys = keys;
    this.#lastsMs = lastsMs;
  }

  /**
   * Takes a poem in if fewer than `waiting` wait beyond what the workers can draw at once.
   * @returns whether there was room, and how many poems are in the queue
   */
  async enter(poem: string, waiting: number): Promise<{ readonly taken: boolean; readonly poems: number }> {
    const { wanted, workers } = this.#keys;
    const [taken, poems] = (await this.#client.eval(enter, 2, wanted, workers, poem, this.#lastsMs, waiting)) as [
      number,
      number,
    ];
    return { taken: taken === 1, poems };
  }

  /** Looks over the queue, and says again that these poems are waited for. */
  async look(poems: readonly string[]): Promise<Outlook> {
    const { wanted, workers, waiting, active: drawn, job } = this.#keys;
    const [present, active, queued, ...places] = (await this.#client.eval(
      look,
      4,
      ...[wanted, workers, waiting, drawn],
      ...[this.#lastsMs, job(''), ...poems],
    )) as [number, number, number, ...number[]];
    const placeOf = (place: number) => (place === -2 ? 'lost' : place === -1 ? 'drawn' : place);
    return {
      workers: present,
      active,
      queued,
      poems: new Map(poems.map((poem, at) => [poem, placeOf(places[at] ?? -2)])),
    };
  }

  /** Says again that a worker is there. @returns those of its poems that nobody waits for any more */
  async work(worker: string, poems: readonly string[]): Promise<readonly string[]> {
    const { wanted, workers } = this.#keys;
    return (await this.#client.eval(work, 2, wanted, workers, worker, this.#lastsMs, ...poems)) as string[];
  }

  async forgetPoem(poem: string): Promise<void> {
    await this.#client.zrem(this.#keys.wanted, poem);
  }

  async forgetWorker(worker: string): Promise<void> {
    await this.#client.zrem(this.#keys.workers, worker);
  }
}
