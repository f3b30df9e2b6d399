import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, vi } from 'vitest';
import { openStore, type Store } from '../../src/store/index.ts';
import { type SetClock, setClock } from '../store/clock.ts';

// Many small writes to a real file beside a busy machine: slow is not wrong.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A real SQLite store of its own for one test, with a clock that stands still. Gone when the test ends. */
export async function storeForTest(
  now?: number,
): Promise<{ readonly store: Store; readonly clock: SetClock; readonly url: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'inkling-test-'));
  const url = `sqlite://${folder}/inkling.db`;
  const clock = setClock(now);
  const store = await openStore(url, { clock });
  open.push(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { store, clock, url };
}

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});
