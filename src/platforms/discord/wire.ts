/** The bot's side of Discord's HTTP interface: paced edits, which fail at once, and posts, which insist. */
import { REST, type ResponseLike, Routes } from 'discord.js';
import type { Clock } from '../../clock.ts';
import { InklingError } from '../../errors.ts';
import type { Content, EditOutcome, EditRefusal } from '../contract.ts';
import { bodyOf, filesOf } from './content.ts';
import { Lines } from './lines.ts';
import { outcomeOf, refusalOf } from './outcome.ts';

export interface WireOptions {
  readonly token: string;
  /** Without the version, for example `https://discord.com/api`. */
  readonly apiUrl: string | undefined;
  readonly clock: Clock;
}

interface Request {
  readonly method: 'POST' | 'PATCH' | 'PUT' | 'DELETE' | 'GET';
  readonly route: `/${string}`;
  readonly body?: unknown;
  /** Becomes the body, with `body` laid over it. */
  readonly content?: Content;
  /** Its picture is sent along; for bodies that hold the content deeper inside. */
  readonly picture?: Content;
  /** An attempt without an answer is given up after this long; 8 s when absent. */
  readonly answerWithinMs?: number;
  /** Of no use from this instant on, in the clock's milliseconds: then it is neither sent nor waited for. */
  readonly before?: number;
  /** Interaction tokens authorise themselves. */
  readonly auth?: boolean;
  readonly query?: URLSearchParams;
  readonly signal?: AbortSignal;
}

/** A request that Discord refused for good, with its reason for the caller to act on. */
export class DiscordRefusal extends InklingError {
  readonly refusal: EditRefusal;

  constructor(refusal: EditRefusal, cause: unknown) {
    super(`message-${refusal.reason}`, {
      operator: `Discord refused a request (${refusal.reason}): ${cause instanceof Error ? cause.message : cause}.`,
      person: 'Discord does not let me write here. Somebody who manages this server can give me the right to.',
      cause,
    });
    this.refusal = refusal;
  }
}

const attempts = 12;

/**
 * Requests under way at once. When hundreds press within one second, a new connection for each would be so slow that
 * all are given up and begun anew; over some that stay open, all are through in that second.
 */
const mostAtOnce = 48;

/** The library puts the version behind it. */
export function apiBase(apiUrl: string): string {
  return apiUrl.replace(/\/+$/, '').replace(/\/v\d+$/, '');
}

export class Wire {
  readonly #clock: Clock;
  readonly #rest: REST;
  /** Acknowledgements, which have three seconds, do not queue behind requests that may take longer. */
  readonly #lines = { urgent: new Lines(mostAtOnce), patient: new Lines(mostAtOnce) };

  constructor({ token, apiUrl, clock }: WireOptions) {
    this.#clock = clock;
    this.#rest = new REST({
      version: '10',
      ...(apiUrl === undefined ? {} : { api: apiBase(apiUrl) }),
      // Waiting and retrying are the sink's: it knows which frame is stale by then, the library does not.
      retries: 0,
      timeout: 8_000,
      rejectOnRateLimit: () => true,
      // Interaction webhooks are exempt from the global limit, and nothing else here comes near it.
      globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    }).setToken(token);
  }

  /** One attempt; what Discord answers becomes an outcome, never an error. */
  async edit(request: Request): Promise<EditOutcome & { readonly cause?: unknown }> {
    try {
      return outcomeOf(await this.#send(request));
    } catch (error) {
      return { ok: false, refusal: refusalOf(error), cause: error };
    }
  }

  /**
   * Sends until it is answered for good: waits out rate limits and outages.
   *
   * @throws {DiscordRefusal} when Discord refuses it for good, or has not taken it after a dozen attempts; `expired`
   * when no further attempt could be made before it is of no use
   */
  async insist<Answer>(request: Request): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await this.#send(request);
        return (response.status === 204 ? undefined : await response.json()) as Answer;
      } catch (error) {
        const refusal = refusalOf(error);
        const passing = refusal.reason === 'rate-limited' || refusal.reason === 'unavailable';
        if (!passing || attempt === attempts) throw new DiscordRefusal(refusal, error);
        const longest = request.before === undefined ? 5_000 : 400;
        const wait = refusal.retryAfterMs ?? Math.min(longest, 150 * 2 ** (attempt - 1));
        if (this.#leftOf(request) <= wait) throw new DiscordRefusal({ reason: 'expired' }, error);
        await this.#clock.sleep(wait, request.signal);
      }
    }
  }

  /**
   * A new message in a channel. The nonce makes it one message, however often it has to be sent.
   *
   * @param nonce at most 25 characters
   */
  post(channel: string, content: Content, nonce: string): Promise<{ readonly id: string }> {
    const route = Routes.channelMessages(channel);
    return this.insist({ method: 'POST', route, content, body: { nonce, enforce_nonce: true } });
  }

  async #send(request: Request): Promise<ResponseLike> {
    const free = await this.#lines[request.answerWithinMs === undefined ? 'patient' : 'urgent'].take();
    try {
      const left = this.#leftOf(request);
      if (left === Number.POSITIVE_INFINITY) return await this.#sendNow(request);
      if (left <= 0) throw new Error('It waited for a free line until it was of no use.');
      return await this.#sendNow({ ...request, answerWithinMs: Math.min(request.answerWithinMs ?? left, left) });
    } finally {
      free();
    }
  }

  /** Milliseconds for which a request is still of use. */
  #leftOf({ before }: Request): number {
    return before === undefined ? Number.POSITIVE_INFINITY : before - this.#clock.now();
  }

  #sendNow({
    method,
    route,
    body,
    content,
    picture,
    auth,
    query,
    signal,
    answerWithinMs,
  }: Request): Promise<ResponseLike> {
    const files = filesOf(picture ?? content ?? {});
    const signals = [signal, answerWithinMs === undefined ? undefined : unansweredAfter(answerWithinMs)];
    const given = signals.filter((one) => one !== undefined);
    const whole = content === undefined ? body : { ...bodyOf(content), ...(body as object | undefined) };
    return this.#rest.queueRequest({
      method: method as never,
      fullRoute: route,
      ...(whole === undefined ? {} : { body: whole }),
      ...(files.length === 0 ? {} : { files: files as never }),
      ...(query === undefined ? {} : { query }),
      ...(given.length === 0 ? {} : { signal: AbortSignal.any(given) }),
      auth: auth ?? true,
    });
  }
}

/**
 * Aborts when no answer has come in time. After a stall of the event loop timers run first, so what came in meanwhile
 * is read before the attempt is given up.
 */
function unansweredAfter(ms: number): AbortSignal {
  const late = new AbortController();
  setTimeout(() => setImmediate(() => late.abort(new Error('no answer'))), ms).unref();
  return late.signal;
}
