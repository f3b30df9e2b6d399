import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backup, restore } from '../../src/store/backup/copy.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { backends } from './backends.ts';
import type { Service } from './services.ts';
import './patience.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-backup-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function fillStore(url: string): Promise<void> {
  const store = await openStore(url);
  const later = Date.now() + 3_600_000;
  for (let n = 0; n < 1_200; n += 1)
    await store.collection('poems').put(`p${n}`, { n }, { owner: 'web:ann', due: n, expiresAt: later + n });
  await store.keyv('plain').set('k', 'v');
  for (const ballot of ['open', 'closed']) {
    await store.ballots.open(ballot, { closesAt: later, expiresAt: later + 1 });
    await store.ballots.vote(ballot, 'web:ann', 'x');
    await store.ballots.vote(ballot, 'web:ben', 'y');
  }
  await store.ballots.close('closed');
  await store.close();
}

async function expectFilled(store: Store): Promise<void> {
  const poems = store.collection<{ n: number }>('poems');
  expect(await poems.list({ limit: 2_000 })).toHaveLength(1_200);
  expect((await poems.due(0))[0]).toMatchObject({ key: 'p0', value: { n: 0 }, owner: 'web:ann' });
  expect(await store.keyv('plain').get('k')).toBe('v');
  expect(await store.ballots.vote('open', 'web:ben', 'x')).toEqual({ counted: true, tally: { x: 2 } });
  expect(await store.ballots.vote('closed', 'web:cem', 'x')).toEqual({ counted: false, tally: { x: 1, y: 1 } });
}

describe.each(backends)('a backup of $name', ({ name, installed, start }) => {
  describe.skipIf(!installed)('and back', () => {
    let service: Service;
    beforeAll(async () => {
      service = await start();
    });
    afterAll(() => service.stop());

    test('opens as a store of its own, and restores into an empty store only', async () => {
      const url = await service.freshUrl();
      await fillStore(url);
      const file = join(folder, `${name}.db`);
      expect(await backup(url, file)).toEqual({ records: 1_201, ballots: 2 });

      const elsewhere = await service.freshUrl();
      await restore(file, elsewhere);
      const restored = await openStore(elsewhere);
      await expectFilled(restored);
      await restored.close();
      await expect(restore(file, elsewhere)).rejects.toThrow('not empty');

      const copy = await openStore(`sqlite://${file}`);
      await expectFilled(copy);
      await copy.close();
    });
  });
});

test('a backup never overwrites a file, and a failed one leaves none', async () => {
  const source = join(folder, 'source.db');
  await (await openStore(`sqlite://${source}`)).close();
  const taken = join(folder, 'taken.db');
  writeFileSync(taken, 'mine');
  await expect(backup(`sqlite://${source}`, taken)).rejects.toThrow('exists already');
  const target = join(folder, 'target.db');
  await expect(backup(`sqlite://${folder}/missing.db`, target)).rejects.toThrow('There is no file');
  expect([existsSync(target), existsSync(join(folder, 'missing.db'))]).toEqual([false, false]);
});

test('the command prints what it copied, and explains itself when it is used wrongly', async () => {
  const source = join(folder, 'command.db');
  const store = await openStore(`sqlite://${source}`);
  await store.collection('things').put('k', 1);
  await store.close();
  const run = (...words: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'src/store/backup/main.ts', ...words], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, STORE_URL: `sqlite://${source}` },
    });
  const file = join(folder, 'command-copy.db');
  expect(run(file)).toMatchObject({ status: 0, stdout: `Copied 1 records and 0 ballots to ${file}.\n` });
  expect(run(file)).toMatchObject({ status: 1, stdout: '' });
  expect(run()).toMatchObject({ status: 2 });
  expect(execFileSync('ls', [folder], { encoding: 'utf8' })).not.toContain('partial');
});
