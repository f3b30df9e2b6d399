/**
 * The answer to one interaction. Discord wants to hear within three seconds, and what it hears first decides what can
 * follow: a form only as the very first answer, privacy only at the first answer. So the first thing a command does
 * is the acknowledgement, and if it does nothing for a moment, a deferral is.
 */
import { DiscordAPIError, InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { Sink } from '../../live/index.ts';
import type { Content, Form, LiveMessage, Place, Reply } from '../contract.ts';
import { bodyOf } from './content.ts';
import { modalOf } from './form.ts';
import { DiscordMessage, refOf, type Token, tokenLifeMs } from './message.ts';
import { DiscordRefusal, type Wire } from './wire.ts';

/** Silence after which an interaction is deferred. */
const deferAfterMs = 200;
/** After this long without an answer Discord forgets the interaction, and tells the person that it failed. */
const acknowledgeWithinMs = 3_000;
/** An attempt that hangs must leave time for another. */
const answerWithinMs = 1_200;

export interface ReplyContext {
  readonly wire: Wire;
  readonly sink: Sink;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn' | 'debug'>;
  readonly place: Place;
  readonly application: string;
  readonly interaction: string;
  readonly token: string;
  /** Under a button of ours: there a deferral shows nothing. */
  readonly component: boolean;
  /** A deferral must say whether the answer will be for the person alone. */
  readonly private: boolean;
  /** Told once when Discord did not hear in time that the interaction had arrived. */
  readonly missed?: (() => void) | undefined;
}

/** What Discord has heard so far. `dead`: it heard nothing in time, so only the channel is left. */
type State = 'fresh' | 'deferred' | 'answered' | 'dead';

interface PostedMessage {
  readonly id: string;
}

export class InteractionReply implements Reply {
  readonly #context: ReplyContext;
  readonly #token: Token;
  /** When Discord's patience ends, in the clock's milliseconds. Counted from the arrival here, so a little late. */
  readonly #acknowledgeBefore: number;
  readonly #settled = new AbortController();
  #state: State = 'fresh';
  /** One answer after the other: the second depends on what the first made possible. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(context: ReplyContext) {
    this.#context = context;
    const { application, token, clock } = context;
    this.#token = { application, token, endsAt: clock.now() + tokenLifeMs };
    this.#acknowledgeBefore = clock.now() + acknowledgeWithinMs;
    clock.sleep(deferAfterMs, this.#settled.signal).then(
      () => this.acknowledge(),
      () => {},
    );
  }

  open(content: Content): Promise<LiveMessage> {
    return this.#inTurn(async () => {
      const { sink, wire, clock, place } = this.#context;
      const { message, token } = await this.#post(content);
      return sink.live(new DiscordMessage(refOf(place, message, token), wire, clock), content);
    });
  }

  whisper(content: Content): Promise<void> {
    return this.#inTurn(async () => {
      const { wire, component, logger } = this.#context;
      if (this.#state === 'fresh' && (await this.#callback(messageCallback(content, true), { content }))) return;
      if (this.#state === 'dead') return logger.warn('a private answer came too late to be given');
      if (this.#state === 'deferred' && !component) {
        if (this.#context.private) {
          await wire.insist({ method: 'PATCH', route: this.#original(), content, auth: false });
          this.#state = 'answered';
          return;
        }
        // The public "thinking" makes room; if it stays, the next message would take its place, and be public.
        await wire.insist({ method: 'DELETE', route: this.#original(), auth: false });
        this.#state = 'answered';
      }
      await this.#followUp(content, MessageFlags.Ephemeral);
    });
  }

  form(form: Form): Promise<boolean> {
    return this.#inTurn(async () => {
      if (this.#state !== 'fresh') return false;
      return (await this.#callback({ type: InteractionResponseType.Modal, data: modalOf(form) })) !== false;
    });
  }

  /** Defers if nothing has been said yet. */
  acknowledge(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state !== 'fresh') return;
      const { component, private: hidden } = this.#context;
      const deferral = component
        ? { type: InteractionResponseType.DeferredMessageUpdate }
        : {
            type: InteractionResponseType.DeferredChannelMessageWithSource,
            data: hidden ? { flags: MessageFlags.Ephemeral } : {},
          };
      if (await this.#callback(deferral)) this.#state = 'deferred';
    }).catch((error) => this.#context.logger.warn({ err: error }, 'an interaction could not be acknowledged'));
  }

  /** The command is through; one that said nothing is told so, for an unanswered interaction shows as failed. */
  async end(): Promise<void> {
    if (this.#state === 'fresh' && this.#context.component) await this.acknowledge();
    else if (this.#state === 'fresh' || (this.#state === 'deferred' && !this.#context.component))
      await this.whisper({ text: '✓' });
    this.#settled.abort();
  }

  async #post(content: Content): Promise<{ message: string; token?: Token }> {
    const { wire, component, place, interaction, private: hidden } = this.#context;
    if (this.#state === 'fresh') {
      const answer = await this.#callback(messageCallback(content, hidden), { content, withMessage: true });
      if (answer) return { message: await this.#messageOf(answer), token: this.#token };
    }
    if (this.#state === 'dead') return { message: (await wire.post(place.channel, content, interaction)).id };
    if (this.#state === 'deferred' && !component) {
      const route = this.#original();
      const posted = await wire.insist<PostedMessage>({ method: 'PATCH', route, content, auth: false });
      this.#state = 'answered';
      return { message: posted.id, token: this.#token };
    }
    const posted = await this.#followUp(content, hidden ? MessageFlags.Ephemeral : 0);
    return { message: posted.id, token: this.#token };
  }

  /** Interaction callbacks name the message they made; when that answer was lost, it is asked for. */
  async #messageOf(answer: CallbackAnswer): Promise<string> {
    const id = typeof answer === 'object' ? answer.resource?.message?.id : undefined;
    if (id !== undefined) return id;
    const { wire } = this.#context;
    return (await wire.insist<PostedMessage>({ method: 'GET', route: this.#original(), auth: false })).id;
  }

  #followUp(content: Content, flags: number): Promise<PostedMessage> {
    const { wire, application, token } = this.#context;
    const route = Routes.webhook(application, token);
    const query = new URLSearchParams({ wait: 'true' });
    return wire.insist({ method: 'POST', route, content, body: { flags }, query, auth: false });
  }

  #original(): `/${string}` {
    return Routes.webhookMessage(this.#context.application, this.#context.token);
  }

  /**
   * The first answer. It is given up when Discord's three seconds are over: whatever came then would be refused. What
   * follows a first answer goes by the interaction's token, which lives longer, and is insisted on as usual.
   *
   * @returns what Discord answered, or false when the interaction is over
   */
  async #callback(
    body: unknown,
    { content = {}, withMessage = false }: { content?: Content; withMessage?: boolean } = {},
  ): Promise<CallbackAnswer | false> {
    const { wire, interaction, token } = this.#context;
    const route = Routes.interactionCallback(interaction, token);
    const query = new URLSearchParams({ with_response: String(withMessage) });
    try {
      const answer = await wire.insist<CallbackAnswer>({
        ...{ method: 'POST', route, body, picture: content, query, auth: false, answerWithinMs },
        before: this.#acknowledgeBefore,
      });
      this.#state = 'answered';
      return answer ?? true;
    } catch (error) {
      if (!(error instanceof DiscordRefusal)) throw error;
      const code = codeOf(error.cause);
      // The first attempt had arrived, and only its answer was lost.
      if (code === alreadyAcknowledged) {
        this.#state = 'answered';
        return true;
      }
      const { reason } = error.refusal;
      if (reason !== 'expired' && reason !== 'gone') throw error;
      // Given up here, an attempt may have arrived and only its answer have been lost: then its message stands.
      if (!(error.cause instanceof DiscordAPIError) && (await this.#stands())) {
        this.#state = 'answered';
        return true;
      }
      this.#miss(error);
      return false;
    } finally {
      this.#settled.abort();
    }
  }

  /** Whether Discord has a first answer, asked once. A form, and a press that shows nothing, leave none to be found. */
  async #stands(): Promise<boolean> {
    const { wire } = this.#context;
    return (await wire.edit({ method: 'GET', route: this.#original(), auth: false, answerWithinMs })).ok;
  }

  #miss(error: DiscordRefusal): void {
    const { logger, interaction, missed } = this.#context;
    this.#state = 'dead';
    logger.warn({ err: error, interaction }, 'an interaction was not acknowledged within three seconds');
    missed?.();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}

type CallbackAnswer = true | { readonly resource?: { readonly message?: PostedMessage } };

const alreadyAcknowledged = 40_060;

function messageCallback(content: Content, hidden: boolean) {
  return {
    type: InteractionResponseType.ChannelMessageWithSource,
    data: { ...bodyOf(content), ...(hidden ? { flags: MessageFlags.Ephemeral } : {}) },
  };
}

function codeOf(cause: unknown): number | undefined {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? Number(cause.code) : undefined;
}
