/** Errors over the process boundary: only code, sentences and retry time cross; a cause stays in the engine's log. */
import { InklingError, RequestError } from '../errors.ts';
import type { WireError } from './protocol.ts';

export function toWire(error: unknown): WireError {
  if (error instanceof InklingError)
    return {
      code: error.code,
      operator: error.message,
      person: error.person,
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
      request: error instanceof RequestError,
    };
  return {
    code: 'engine',
    operator: error instanceof Error ? (error.stack ?? error.message) : String(error),
    person: 'Something went wrong while I was drawing. Please try again in a moment.',
    request: false,
  };
}

export function fromWire({ code, operator, person, retryAfterMs, request }: WireError): InklingError {
  const retry = retryAfterMs === undefined ? {} : { retryAfterMs };
  return request
    ? new RequestError(code, person, { operator, ...retry })
    : new InklingError(code, { operator, person, ...retry });
}
