import { InklingError } from '../errors.ts';

/** Why a store cannot be used. */
export type StoreFault =
  | 'store-address'
  | 'store-damaged'
  | 'store-read-only'
  | 'store-unreachable'
  | 'store-too-new'
  | 'store-full'
  | 'store-failed';

/** The database cannot be opened, or failed while it was used. Nothing was deleted or overwritten. */
export class StoreError extends InklingError {
  constructor(fault: StoreFault, operator: string, details: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(fault, {
      operator,
      person: 'I cannot reach my notebook just now. Please try again in a moment.',
      ...details,
    });
  }
}

/** @throws {StoreError} when the store was written by a later version of Inkling */
export function checkVersion(present: number, known: number, place: string): void {
  if (present > known)
    throw new StoreError(
      'store-too-new',
      `${place} was written by a later version of Inkling (tables ${present}, this version knows ${known}). ` +
        'Start that version again, or give STORE_URL another place. Nothing was changed.',
    );
}
