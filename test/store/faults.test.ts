/** What an operator reads when a store cannot be used, and that nothing is lost by it. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, StoreError } from '../../src/store/index.ts';
import { freePort, installed, startPostgres, startRedis, unprivilegedUser } from './services.ts';
import './patience.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-faults-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The error of an opening that must fail. */
async function faultOf(url: string): Promise<StoreError> {
  const outcome = await openStore(url).then(
    (store) => store.close().then(() => undefined),
    (error: unknown) => error,
  );
  if (!(outcome instanceof StoreError)) throw new Error(`Expected a StoreError, got ${outcome}`);
  return outcome;
}

async function filledFile(records: number): Promise<string> {
  const file = join(folder, 'inkling.db');
  const store = await openStore(`sqlite://${file}`);
  const things = store.collection<string>('things');
  for (let n = 0; n < records; n += 1) await things.put(`k${n}`, 'x'.repeat(500));
  await store.close();
  return file;
}

describe('a file that cannot be used is named in one sentence and left byte for byte', () => {
  test.each([
    ['is no database', (_: Buffer) => Buffer.from('not a database at all, but long enough to be one'.repeat(100))],
    ['lost its end', (bytes: Buffer) => bytes.subarray(0, 30_000)],
    [
      'was overwritten in the middle',
      (bytes: Buffer) => {
        const damaged = Buffer.from(bytes);
        damaged.fill(0x5a, 4_096, 40_960);
        return damaged;
      },
    ],
  ])('when it %s', async (_, damage) => {
    const file = await filledFile(200);
    writeFileSync(file, damage(readFileSync(file)));
    const before = readFileSync(file);
    const fault = await faultOf(`sqlite://${file}`);
    expect(fault.code).toBe('store-damaged');
    expect(fault.message).toContain(file);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('when a later version of Inkling wrote it', async () => {
    const file = await filledFile(1);
    const connection = new Database(file);
    connection.exec('PRAGMA user_version = 999');
    connection.close();
    const before = readFileSync(file);
    expect((await faultOf(`sqlite://${file}`)).code).toBe('store-too-new');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('when the user may not write it', async () => {
    const file = await filledFile(1);
    const before = readFileSync(file);
    chmodSync(file, 0o444);
    chmodSync(folder, 0o555);
    // Root may write everything, so the attempt is made by a user who may not.
    const asUser = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
    if (asUser) chownSync(folder, asUser.uid, asUser.gid);
    const script = `import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/store/index.ts'))};
      openStore(${JSON.stringify(`sqlite://${file}`)}).then(() => console.log('opened'), (e) => console.log(e.code));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: join(import.meta.dirname, '../..'),
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: tmpdir() },
      ...asUser,
    });
    chmodSync(folder, 0o755);
    expect(stdout.trim(), stderr).toBe('store-read-only');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('when its folder is a file', async () => {
    writeFileSync(join(folder, 'plain'), '');
    const fault = await faultOf(`sqlite://${folder}/plain/inkling.db`);
    expect(fault).toBeInstanceOf(StoreError);
    expect(fault.message).toContain('plain/inkling.db');
  });
});

describe('an address that cannot be used', () => {
  test.each(['mysql://x', 'data/inkling.db', '', 'sqlite://', 'redis://:bad:port'])('%j', async (url) => {
    expect((await faultOf(url === '' ? ' ' : url)).code).toBe('store-address');
  });

  test('names the server, never the password', async () => {
    const port = await freePort();
    for (const url of [`redis://ann:secret@127.0.0.1:${port}`, `postgres://ann:secret@127.0.0.1:${port}/x`]) {
      const fault = await faultOf(url);
      expect(fault.code).toBe('store-unreachable');
      expect(fault.message).toContain(`127.0.0.1:${port}`);
      expect(fault.message).not.toContain('secret');
    }
  });

  test.skipIf(!installed.postgres)('names the missing PostgreSQL database', async () => {
    const service = await startPostgres();
    const url = await service.freshUrl();
    expect((await faultOf(url.replace(/test\d+$/, 'nowhere'))).message).toContain('createdb');
    await service.stop();
  });
});

test.skipIf(!installed.redis)('a store whose server went away says so, and a person is told to try again', async () => {
  const service = await startRedis();
  const store = await openStore(await service.freshUrl());
  await service.stop();
  const error = await store
    .collection('things')
    .get('k')
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StoreError);
  expect((error as StoreError).code).toBe('store-unreachable');
  expect((error as StoreError).retryAfterMs).toBeGreaterThan(0);
  await store.close();
});

test('what two processes wrote at the same time is all there, and a killed one loses nothing it was answered', async () => {
  const file = await filledFile(0);
  const script = `import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/store/index.ts'))};
    const store = await openStore(${JSON.stringify(`sqlite://${file}`)});
    for (let n = 0; n < 50; n += 1) await store.collection('things').put(process.argv[1] + n, n);
    process.kill(process.pid, 'SIGKILL');`;
  const run = (name: string) =>
    new Promise((done) => {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, name], {
        cwd: join(import.meta.dirname, '../..'),
        stdio: 'inherit',
      });
      child.once('exit', (_, signal) => done(signal));
    });
  expect(await Promise.all([run('a'), run('b')])).toEqual(['SIGKILL', 'SIGKILL']);
  const store = await openStore(`sqlite://${file}`);
  expect(await store.collection('things').list({ limit: 200 })).toHaveLength(100);
  await store.close();
});
