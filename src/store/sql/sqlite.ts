import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'libsql';
import { checkVersion, StoreError } from '../errors.ts';
import type { SqlDatabase, SqlRow, Statement } from './database.ts';
import { migrations } from './migrations.ts';

/** An opened SQLite file. */
export interface SqliteFile extends SqlDatabase {
  readonly file: string;
  /** The connection itself, for the rate limiter. */
  readonly connection: Database.Database;
  close(): void;
}

// How long a statement waits for another process's write before it fails.
const patienceMs = 10_000;

/**
 * Opens the file, or makes it, and brings its tables up to date. A file that is damaged, read-only or from a later
 * version is left as it is, byte for byte.
 *
 * @throws {StoreError} one sentence for each of these
 */
export function openSqlite(path: string, options: { readonly mustExist?: boolean } = {}): SqliteFile {
  // SQLite's own name for a database that no file holds.
  const file = path === ':memory:' ? path : resolve(path);
  if (options.mustExist && !existsSync(file)) throw new StoreError('store-address', `There is no file ${file}.`);
  try {
    mkdirSync(dirname(file), { recursive: true });
    const connection = new Database(file, { timeout: patienceMs });
    try {
      prepareFile(connection);
      migrate(connection, file);
    } catch (error) {
      connection.close();
      throw error;
    }
    return fileOver(connection, file);
  } catch (error) {
    throw sqliteError(error, file);
  }
}

function prepareFile(connection: Database.Database): void {
  // A damaged page must be found before the first write, not in the middle of a class.
  const answers = connection.pragma('quick_check(1)') as { quick_check: string }[];
  const answer = answers[0]?.quick_check;
  if (answer !== 'ok') throw Object.assign(new Error(answer), { code: 'SQLITE_CORRUPT' });
  // WAL lets other processes read while one writes. With NORMAL a power cut may take back the last moments but
  // never damages the file; a killed process loses nothing.
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = NORMAL');
  // BEGIN IMMEDIATE alone passes on a read-only file; only a write tells.
  connection.exec('BEGIN IMMEDIATE');
  try {
    connection.exec('CREATE TABLE may_write (x)');
  } finally {
    connection.exec('ROLLBACK');
  }
}

function migrate(connection: Database.Database, file: string): void {
  const steps = migrations({ text: 'TEXT', whole: 'INTEGER' });
  const present = () => Number((connection.pragma('user_version') as { user_version: number }[])[0]?.user_version);
  checkVersion(present(), steps.length, file);
  if (present() === steps.length) return;
  connection
    .transaction(() => {
      // Read again inside the transaction: another process may have migrated while this one waited.
      for (const step of steps.slice(present())) {
        for (const sql of step.statements) connection.exec(sql);
        connection.exec(`PRAGMA user_version = ${step.version}`);
      }
    })
    .immediate();
}

function fileOver(connection: Database.Database, file: string): SqliteFile {
  const prepared = new Map<string, Database.Statement>();
  const prepare = (sql: string) => {
    let made = prepared.get(sql);
    if (!made) {
      made = connection.prepare(sql.replaceAll('$', '?')) as Database.Statement;
      prepared.set(sql, made);
    }
    return made;
  };
  const run = ({ sql, values }: Statement) => prepare(sql).all(...values) as SqlRow[];
  const runAll = connection.transaction((statements: readonly Statement[]) => statements.map(run));

  return {
    file,
    connection,
    // BEGIN IMMEDIATE below keeps every other writer out, so there is nothing to hold.
    holdRow: '',
    async batch(statements) {
      try {
        const only = statements[0];
        return only && statements.length === 1 ? [run(only)] : runAll.immediate(statements);
      } catch (error) {
        throw sqliteError(error, file);
      }
    },
    close() {
      // libsql ends a connection only when its statements are collected, so SQLite's own checkpoint at the last
      // close may never come; without it the file alone, as it is copied or renamed, lacks what is in its -wal.
      try {
        connection.pragma('wal_checkpoint(TRUNCATE)');
      } catch {
        // What stays in the -wal is found there at the next opening.
      }
      connection.close();
    },
  };
}

function sqliteError(cause: unknown, file: string): StoreError {
  if (cause instanceof StoreError) return cause;
  const { code = '', message = String(cause) } = cause as { code?: string; message?: string };
  const untouched = 'Nothing was changed or deleted.';
  if (code === 'SQLITE_NOTADB' || code === 'SQLITE_IOERR_SHORT_READ' || code.startsWith('SQLITE_CORRUPT'))
    return new StoreError(
      'store-damaged',
      `${file} is damaged or no database (${message}). Put a backup in its place, or move it away to begin anew. ${untouched}`,
      { cause },
    );
  if (code.startsWith('SQLITE_READONLY') || code === 'EACCES' || code === 'EROFS')
    return new StoreError(
      'store-read-only',
      `${file} cannot be written. Give the user who runs Inkling the right to write it and its folder. ${untouched}`,
      { cause },
    );
  if (code === 'SQLITE_FULL')
    return new StoreError('store-full', `The disk of ${file} is full. Free some space. ${untouched}`, { cause });
  if (code.startsWith('SQLITE_BUSY'))
    return new StoreError('store-failed', `${file} was kept busy by another process for ${patienceMs / 1000} s.`, {
      cause,
      retryAfterMs: 1_000,
    });
  if (code.startsWith('SQLITE_CANTOPEN') || message.includes('Unable to open'))
    return new StoreError(
      'store-read-only',
      `${file} cannot be opened (${message}). See that its folder exists and may be written. ${untouched}`,
      { cause },
    );
  return new StoreError('store-failed', `${file} failed: ${message}`, { cause });
}
