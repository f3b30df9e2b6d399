/** What Slack's answer to a call means: read from its error names and statuses. */
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import type { EditRefusal } from '../contract.ts';

const reasons: Readonly<Record<string, EditRefusal['reason']>> = {
  message_not_found: 'gone',
  thread_not_found: 'gone',
  is_archived: 'gone',
  cant_update_message: 'expired',
  edit_window_closed: 'expired',
  channel_not_found: 'forbidden',
  not_in_channel: 'forbidden',
  restricted_action: 'forbidden',
  restricted_action_read_only_channel: 'forbidden',
  access_denied: 'forbidden',
  missing_scope: 'forbidden',
  no_permission: 'forbidden',
  not_authed: 'forbidden',
  invalid_auth: 'forbidden',
  account_inactive: 'forbidden',
  token_revoked: 'forbidden',
  token_expired: 'forbidden',
  invalid_blocks: 'blocked',
  invalid_blocks_format: 'blocked',
  invalid_arguments: 'blocked',
  msg_too_long: 'blocked',
  no_text: 'blocked',
  invalid_attachments: 'blocked',
};

/** A call that failed; anything that is no answer of Slack's (a lost one, a broken line) is `unavailable`. */
export function refusalOf(error: unknown): EditRefusal {
  if (error instanceof WebAPIRateLimitedError) return { reason: 'rate-limited', retryAfterMs: error.retryAfter * 1000 };
  if (error instanceof WebAPIPlatformError) {
    const { error: name } = error.data;
    if (name === 'ratelimited' || name === 'rate_limited' || name === 'message_limit_exceeded')
      return { reason: 'rate-limited', retryAfterMs: (error.data.response_metadata?.retryAfter ?? 5) * 1000 };
    return { reason: reasons[name] ?? 'unavailable' };
  }
  // A 429 whose header the client cannot read comes as a plain error.
  if (error instanceof WebAPIHTTPError && error.statusCode === 429)
    return { reason: 'rate-limited', retryAfterMs: 5_000 };
  return { reason: 'unavailable' };
}

/** Slack's name for the error, for the log. */
export function errorName(error: unknown): string {
  if (error instanceof WebAPIPlatformError) return error.data.error;
  return error instanceof Error ? error.message : String(error);
}
