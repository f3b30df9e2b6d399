import { EventEmitter } from 'node:events';
import { Keyv, type KeyvStoreAdapter, type StoredData } from 'keyv';
import type { Clock } from '../clock.ts';
import { everyRecord } from './collection.ts';
import type { Collection } from './contract.ts';

/**
 * Keyv over the same database as everything else, so that its entries are in the same file, migrations and backup.
 * (Keyv's own adapters would bring a second Redis client, and none for SQLite installs without a build.)
 */
export function keyvOver<T>(collection: Collection<string>, namespace: string, clock: Clock): Keyv<T> {
  // Keyv puts `namespace:` before the keys and swallows errors unless told otherwise.
  return new Keyv<T>({ store: new CollectionAdapter(collection, clock), namespace, throwOnErrors: true });
}

class CollectionAdapter extends EventEmitter implements KeyvStoreAdapter {
  readonly opts = {};
  namespace?: string;
  readonly #collection: Collection<string>;
  readonly #clock: Clock;

  constructor(collection: Collection<string>, clock: Clock) {
    super();
    this.#collection = collection;
    this.#clock = clock;
  }

  async get<Value>(key: string): Promise<StoredData<Value> | undefined> {
    return (await this.#collection.get(key))?.value as StoredData<Value> | undefined;
  }

  async set(key: string, value: string, ttl?: number): Promise<boolean> {
    await this.#collection.put(key, value, ttl ? { expiresAt: this.#clock.now() + ttl } : {});
    return true;
  }

  delete(key: string): Promise<boolean> {
    return this.#collection.delete(key);
  }

  async has(key: string): Promise<boolean> {
    return (await this.#collection.get(key)) !== undefined;
  }

  async clear(): Promise<void> {
    for await (const { key } of everyRecord(this.#collection, `${this.namespace}:`)) await this.#collection.delete(key);
  }
}
