/** What Discord's answer to an edit means: read from its headers, its status and its error codes. */
import { DiscordAPIError, HTTPError, RateLimitError, RESTJSONErrorCodes, type ResponseLike } from 'discord.js';
import type { EditOutcome, EditRefusal } from '../contract.ts';

/** Reads the window that an accepted edit fell into. */
export function outcomeOf(response: ResponseLike): EditOutcome {
  const number = (name: string) => {
    const value = response.headers.get(name);
    return value === null ? undefined : Number(value);
  };
  const remaining = number('x-ratelimit-remaining');
  const resetAfter = number('x-ratelimit-reset-after');
  if (remaining === undefined || resetAfter === undefined) return { ok: true };
  return { ok: true, remaining, resetAfterMs: resetAfter * 1000 };
}

/** The interaction's token is unknown or over: the message can only be reached through its channel. */
const tokenOver: ReadonlySet<number | string> = new Set([
  RESTJSONErrorCodes.InvalidWebhookToken,
  RESTJSONErrorCodes.UnknownWebhook,
  RESTJSONErrorCodes.UnknownInteraction,
]);

/** An edit that failed; anything that is no answer of Discord's (a lost one, a broken line) is `unavailable`. */
export function refusalOf(error: unknown): EditRefusal {
  if (error instanceof RateLimitError) {
    const wait = Math.max(error.retryAfter, error.timeToReset, error.sublimitTimeout);
    return { reason: 'rate-limited', retryAfterMs: Number.isFinite(wait) ? Math.max(50, wait) : 1_000 };
  }
  if (error instanceof DiscordAPIError) return { reason: reasonOf(error), ...oldMessageWait(error) };
  if (error instanceof HTTPError) return { reason: 'unavailable' };
  return { reason: 'unavailable' };
}

function reasonOf({ code, status }: DiscordAPIError): EditRefusal['reason'] {
  if (tokenOver.has(code)) return 'expired';
  if (code === RESTJSONErrorCodes.UnknownMessage || code === RESTJSONErrorCodes.UnknownChannel) return 'gone';
  if (code === RESTJSONErrorCodes.MaximumNumberOfEditsToMessagesOlderThanOneHourReached) return 'rate-limited';
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404) return 'gone';
  // 400: AutoMod, or a body that Discord will never take.
  return 'blocked';
}

function oldMessageWait({ code }: DiscordAPIError): { readonly retryAfterMs?: number } {
  // Discord names no wait for messages over an hour old; a minute is what its clients show.
  return code === RESTJSONErrorCodes.MaximumNumberOfEditsToMessagesOlderThanOneHourReached
    ? { retryAfterMs: 60_000 }
    : {};
}
