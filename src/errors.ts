/**
 * One base class for everything that can go wrong, with two voices kept apart:
 * a sentence for the operator (the log, the terminal) and one for the person in the channel.
 */

/** What an {@link InklingError} says besides its code. */
export interface ErrorDetails {
  /** For the log: what happened and how to mend it. May name files and settings, never tokens. */
  readonly operator: string;
  /** For the channel: one plain sentence. */
  readonly person: string;
  readonly cause?: unknown;
  /** Milliseconds after which trying again makes sense. */
  readonly retryAfterMs?: number;
  /** What the sentence has filled in, so that it can be said in another language too. */
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Base of all of Inkling's errors. `code` is stable and machine-readable (`kebab-case`). */
export class InklingError extends Error {
  readonly code: string;
  readonly person: string;
  readonly retryAfterMs: number | undefined;
  readonly values: NonNullable<ErrorDetails['values']>;

  constructor(code: string, details: ErrorDetails) {
    super(details.operator, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.person = details.person;
    this.retryAfterMs = details.retryAfterMs;
    this.values = details.values ?? {};
  }
}

/** The request itself cannot be served as it stands: the person can mend it. */
export class RequestError extends InklingError {
  constructor(code: string, person: string, details: Partial<Omit<ErrorDetails, 'person'>> = {}) {
    super(code, { operator: person, ...details, person });
  }
}

/** A file of models/verse is missing, damaged, or of another version. */
export class ModelFileError extends InklingError {}

/** The sentence that a person may see of any error whatever. */
export function personSentence(error: unknown): string {
  return error instanceof InklingError
    ? error.person
    : 'Something went wrong on my side. Please try again in a moment.';
}
