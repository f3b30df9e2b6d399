import { existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { StoreError } from '../errors.ts';
import { openStore } from '../open.ts';
import type { Contents } from '../tables.ts';

/** What a copy holds, for the sentence that is printed afterwards. */
export interface CopySize {
  readonly records: number;
  readonly ballots: number;
}

/**
 * Copies a store, whichever database it is in, into a new SQLite file that `STORE_URL=sqlite://FILE` opens.
 * The store may be in use. A file that exists is never overwritten, and a copy that fails leaves none.
 */
export async function backup(url: string, file: string): Promise<CopySize> {
  const target = resolve(file);
  if (existsSync(target))
    throw new StoreError('store-address', `${target} exists already. Name a new file; nothing was overwritten.`);
  const partial = `${target}.partial`;
  const contents = await contentsOf(url);
  try {
    await fill(`sqlite://${encodeURI(partial)}`, contents);
    renameSync(partial, target);
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(partial + end, { force: true });
  }
  return sizeOf(contents);
}

/** Copies a backup back into a store that holds nothing yet; also moves a store to another database. */
export async function restore(file: string, url: string): Promise<CopySize> {
  const source = resolve(file);
  const contents = await contentsOf(`sqlite://${encodeURI(source)}`);
  await fill(url, contents);
  return sizeOf(contents);
}

async function contentsOf(url: string): Promise<Contents> {
  const store = await openStore(url, { mustExist: true });
  try {
    return await store.transfer.read();
  } finally {
    await store.close();
  }
}

async function fill(url: string, contents: Contents): Promise<void> {
  const store = await openStore(url);
  try {
    await store.transfer.write(contents);
  } finally {
    await store.close();
  }
}

function sizeOf({ records, ballots }: Contents): CopySize {
  return { records: records.length, ballots: ballots.length };
}
