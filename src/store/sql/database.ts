/** A value that both SQL databases take and give. Whole numbers beyond 2^53 are never stored. */
export type SqlValue = string | number | null;

/** One statement with numbered places (`$1`, `$2`, …), which both databases understand. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

export type SqlRow = Readonly<Record<string, SqlValue>>;

/**
 * The little that the SQL tables ask of a database. There is no "begin … await … commit" on purpose:
 * a transaction is a list of statements known beforehand, so that none is ever held open over an await.
 */
export interface SqlDatabase {
  /**
   * Runs all statements in one transaction and returns the rows of each.
   * `oneMoment`: all of them see the database as it was when the first began.
   */
  batch(statements: readonly Statement[], options?: { readonly oneMoment?: boolean }): Promise<readonly SqlRow[][]>;
  /** What to append to a SELECT so that the row cannot change until the transaction ends. */
  readonly holdRow: string;
}

/** Shorthand for one statement. */
export function statement(sql: string, ...values: readonly (SqlValue | undefined)[]): Statement {
  return { sql, values: values.map((value) => value ?? null) };
}

/** Runs one statement and returns its rows. */
export async function rowsOf(database: SqlDatabase, sql: string, ...values: readonly (SqlValue | undefined)[]) {
  const [rows] = await database.batch([statement(sql, ...values)]);
  return rows ?? [];
}
