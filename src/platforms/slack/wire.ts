/** The bot's side of Slack's Web API: paced edits, which fail at once, and posts, which insist. */
import { randomUUID } from 'node:crypto';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import { InklingError } from '../../errors.ts';
import type { Content, EditOutcome, EditRefusal } from '../contract.ts';
import { bodyOf } from './blocks.ts';
import { boltLogger } from './log.ts';
import { errorName, refusalOf } from './outcome.ts';

export interface WireOptions {
  readonly token: string;
  readonly apiUrl: string | undefined;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'debug' | 'warn' | 'error'>;
}

/** A call that Slack refused for good. */
export class SlackRefusal extends InklingError {
  readonly refusal: EditRefusal;

  constructor(method: string, refusal: EditRefusal, cause: unknown) {
    super(`message-${refusal.reason}`, {
      operator: `Slack refused ${method}: ${errorName(cause)}.`,
      person:
        refusal.reason === 'forbidden'
          ? 'I cannot write in this conversation. Invite me with /invite and try again.'
          : 'Slack did not take my message. Please try again in a moment.',
      cause,
    });
    this.refusal = refusal;
  }
}

const attempts = 12;

/** Marks our posts with a key of their own. */
const postEvent = 'inkling_post';

/** Nothing in a message is looked up, linked or unfurled. */
const inert = { link_names: false, parse: 'none', unfurl_links: false, unfurl_media: false } as const;

/** How the bot's own clients talk: waiting and retrying are the caller's, who knows which frame is stale by then. */
export function clientOptions(apiUrl: string | undefined, logger: WireOptions['logger']): WebClientOptions {
  return {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/` }),
    logger: boltLogger(logger),
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    // Below the sink's own limit, so that an edit it gives up is no longer under way.
    timeout: 4_500,
  };
}

export class Wire {
  readonly client: WebClient;
  /**
   * A client makes a hundred calls at once and queues the rest. When a class votes, an edit behind hundreds of
   * look-ups would be given up and sent again, and then land last, over a newer one.
   */
  readonly #editor: WebClient;
  readonly #clock: Clock;
  /** By method and channel: until when Slack wants to hear nothing more. */
  readonly #closedUntil = new Map<string, number>();

  constructor({ token, apiUrl, clock, logger }: WireOptions) {
    this.#clock = clock;
    this.client = new WebClient(token, clientOptions(apiUrl, logger));
    this.#editor = new WebClient(token, clientOptions(apiUrl, logger));
  }

  /** One attempt; what Slack answers becomes an outcome, never an error. */
  async edit(channel: string, ts: string, content: Content): Promise<EditOutcome> {
    try {
      await this.#editor.chat.update({ channel, ts, ...bodyOf(content), link_names: false, parse: 'none' });
      return { ok: true };
    } catch (error) {
      return { ok: false, refusal: refusalOf(error) };
    }
  }

  /**
   * Calls until it is answered for good: waits out rate limits and outages. Calls of one method to one channel wait
   * for each other's limits, so that thirty poems in one channel are told to slow down once and not thirty times.
   *
   * @throws {SlackRefusal} when Slack refuses it for good, or has not taken it after a dozen attempts
   */
  async insist<Answer>(method: string, channel: string, call: () => Promise<Answer>): Promise<Answer> {
    const gate = `${method} ${channel}`;
    for (let attempt = 1; ; attempt++) {
      for (;;) {
        const wait = (this.#closedUntil.get(gate) ?? 0) - this.#clock.now();
        if (wait <= 0) break;
        await this.#clock.sleep(wait);
      }
      try {
        return await call();
      } catch (error) {
        const refusal = refusalOf(error);
        const passing = refusal.reason === 'rate-limited' || refusal.reason === 'unavailable';
        // Being told to wait is no failure: a busy channel may say so to many of its posts.
        if (refusal.reason === 'rate-limited') attempt--;
        if (!passing || attempt === attempts) throw new SlackRefusal(method, refusal, error);
        const backoff = refusal.retryAfterMs ?? Math.min(5_000, 200 * 2 ** attempt);
        if (refusal.reason === 'rate-limited') this.#closedUntil.set(gate, this.#clock.now() + backoff);
        else await this.#clock.sleep(backoff);
      }
    }
  }

  /**
   * A new message; resolves with where it stands. A post whose answer was lost is looked for before it is sent again,
   * as far as the bot may read the channel: a second copy would leave the first as noise for ever.
   */
  async post(channel: string, content: Content): Promise<{ readonly channel: string; readonly ts: string }> {
    const key = randomUUID();
    const metadata = { event_type: postEvent, event_payload: { key } };
    let lost = false;
    const answer = await this.insist('chat.postMessage', channel, async () => {
      const earlier = lost ? await this.#find(channel, key) : undefined;
      if (earlier !== undefined) return { channel, ts: earlier };
      try {
        return await this.client.chat.postMessage({ channel, metadata, ...bodyOf(content), ...inert });
      } catch (error) {
        lost = refusalOf(error).reason === 'unavailable';
        throw error;
      }
    });
    return { channel: answer.channel ?? channel, ts: answer.ts! };
  }

  /** Needs `channels:history` and its like; without them nothing is found, and the post is sent again. */
  async #find(channel: string, key: string): Promise<string | undefined> {
    try {
      const { messages = [] } = await this.client.conversations.history({
        channel,
        limit: 30,
        include_all_metadata: true,
      });
      return messages.find(({ metadata }) => {
        const payload = metadata?.event_payload as { readonly key?: string } | undefined;
        return metadata?.event_type === postEvent && payload?.key === key;
      })?.ts;
    } catch {
      return undefined;
    }
  }

  /** Takes a message of ours away, where Slack lets it; a workspace may forbid that. */
  async remove(channel: string, ts: string): Promise<void> {
    await this.client.chat.delete({ channel, ts }).catch(() => {});
  }

  /** Attaches the content's picture under a message. */
  async attach(
    channel: string,
    ts: string,
    { name, bytes, description }: NonNullable<Content['picture']>,
  ): Promise<void> {
    await this.client.files.uploadV2({
      channel_id: channel,
      thread_ts: ts,
      file: Buffer.from(bytes),
      filename: name,
      alt_text: description.slice(0, 1000),
    });
  }
}
