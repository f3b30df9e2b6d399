import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installed, type Service, startPostgres, startRedis } from './services.ts';

/** One kind of database, as a suite that runs against all of them sees it. */
export interface Backend {
  readonly name: 'sqlite' | 'redis' | 'postgres';
  readonly installed: boolean;
  start(): Promise<Service>;
}

/** The three databases; use with `describe.skipIf(!backend.installed)`. */
export const backends: readonly Backend[] = [
  { name: 'sqlite', installed: true, start: sqliteFiles },
  { name: 'redis', installed: installed.redis, start: startRedis },
  { name: 'postgres', installed: installed.postgres, start: startPostgres },
];

async function sqliteFiles(): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'inkling-sqlite-'));
  let stores = 0;
  return {
    freshUrl: async () => {
      stores += 1;
      return `sqlite://${folder}/store${stores}.db`;
    },
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}
