/**
 * The history of the tables, oldest first. A store that is already somewhere on this list is brought to its end
 * when it is opened; entries are never changed once released, only added.
 */

export interface Migration {
  readonly version: number;
  readonly statements: readonly string[];
}

/** The names of types that the two SQL databases spell differently. */
export interface Dialect {
  /** Text that is compared byte by byte. */
  readonly text: string;
  /** A whole number of up to 53 bits. */
  readonly whole: string;
}

export function migrations({ text, whole }: Dialect): readonly Migration[] {
  return [
    {
      version: 1,
      statements: [
        `CREATE TABLE records (
           collection ${text} NOT NULL,
           key ${text} NOT NULL,
           version ${text} NOT NULL,
           value ${text} NOT NULL,
           owner ${text},
           due ${whole},
           expires_at ${whole},
           PRIMARY KEY (collection, key)
         )`,
        `CREATE INDEX records_due ON records (collection, due) WHERE due IS NOT NULL`,
        `CREATE INDEX records_owner ON records (owner, collection) WHERE owner IS NOT NULL`,
        `CREATE INDEX records_expiry ON records (expires_at) WHERE expires_at IS NOT NULL`,
        `CREATE TABLE ballots (
           ballot ${text} PRIMARY KEY,
           closes_at ${whole} NOT NULL,
           closed_at ${whole},
           expires_at ${whole} NOT NULL
         )`,
        `CREATE TABLE votes (
           ballot ${text} NOT NULL,
           voter ${text} NOT NULL,
           choice ${text} NOT NULL,
           PRIMARY KEY (ballot, voter)
         )`,
        `CREATE INDEX votes_voter ON votes (voter)`,
        `CREATE TABLE tallies (
           ballot ${text} NOT NULL,
           choice ${text} NOT NULL,
           votes ${whole} NOT NULL,
           PRIMARY KEY (ballot, choice)
         )`,
        // The columns that rate-limiter-flexible reads and writes.
        `CREATE TABLE limits (key ${text} PRIMARY KEY, points ${whole} NOT NULL DEFAULT 0, expire ${whole})`,
      ],
    },
  ];
}
