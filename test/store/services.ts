/** Real database servers for tests: started in a temporary folder on a socket or port of their own, stopped after. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server that runs until it is stopped. */
export interface Service {
  /** A fresh, empty store's address at each call. */
  freshUrl(): Promise<string>;
  stop(): Promise<void>;
}

const redisBinary = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'].find(
  (file) => existsSync(file),
);

const postgresBinaries = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/pgsql']
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((version) => join(folder, version, 'bin')))
  .find((folder) => existsSync(join(folder, 'initdb')));

/** Which servers this machine can start. In CI an absent one is a failure; elsewhere its tests are skipped, loudly. */
export const installed = {
  redis: present('redis-server', redisBinary),
  postgres: present('PostgreSQL (initdb, postgres)', postgresBinaries),
};

function present(name: string, found: string | undefined): boolean {
  if (found) return true;
  if (process.env.CI === 'true') throw new Error(`${name} is not installed, and CI must test with it.`);
  process.stderr.write(`SKIPPED: ${name} is not installed, so nothing is tested with it here.\n`);
  return false;
}

/** `redis-server` on a Unix socket. Each fresh store is another key prefix. */
export async function startRedis(): Promise<Service & { readonly socket: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'inkling-redis-'));
  const socket = join(folder, 'redis.sock');
  const server = spawn(redisBinary as string, ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder], {
    stdio: 'ignore',
  });
  endWithTests(server);
  await until(() => existsSync(socket), server, 'redis-server');
  let stores = 0;
  return {
    socket,
    freshUrl: async () => {
      stores += 1;
      return `redis+unix://${socket}?prefix=test${stores}`;
    },
    stop: () => stop(server, 'SIGTERM', folder),
  };
}

/** `postgres` on a Unix socket, without durability. Each fresh store is another database. */
export async function startPostgres(): Promise<Service> {
  const bin = postgresBinaries as string;
  const folder = mkdtempSync(join(tmpdir(), 'inkling-postgres-'));
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  if (user) chownSync(folder, user.uid, user.gid);
  const options = { ...user, cwd: folder, stdio: 'ignore', env: { ...process.env, LC_ALL: 'C' } } as const;
  const data = join(folder, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'inkling', '--auth=trust', '--no-sync', '-E', 'UTF8'], options);
  const port = await freePort();
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder, ...settings.flatMap((one) => ['-c', one])],
    options,
  );
  endWithTests(server);
  const ready = () => {
    try {
      execFileSync(join(bin, 'pg_isready'), ['-h', folder, '-p', String(port)], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  await until(ready, server, 'postgres');
  let stores = 0;
  return {
    freshUrl: async () => {
      stores += 1;
      execFileSync(join(bin, 'createdb'), ['-h', folder, '-p', String(port), '-U', 'inkling', `test${stores}`]);
      return `postgres://inkling@127.0.0.1:${port}/test${stores}`;
    },
    stop: () => stop(server, 'SIGINT', folder),
  };
}

/** The user that PostgreSQL's package makes. */
export function unprivilegedUser(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A test that fails before it stops its server must not leave it behind. */
function endWithTests(server: ChildProcess): void {
  const end = () => void server.kill('SIGKILL');
  process.once('exit', end);
  server.once('exit', () => process.removeListener('exit', end));
}

async function until(condition: () => boolean, server: ChildProcess, name: string): Promise<void> {
  const patience = Date.now() + 20_000;
  while (!condition()) {
    if (server.exitCode !== null || Date.now() > patience) throw new Error(`${name} did not start`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

async function stop(server: ChildProcess, signal: NodeJS.Signals, folder: string): Promise<void> {
  if (server.exitCode === null) {
    const ended = new Promise((done) => server.once('exit', done));
    server.kill(signal);
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}
