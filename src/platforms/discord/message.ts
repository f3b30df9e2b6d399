/** Discord's messages as the frame sink edits them: by their interaction's token while it lives, then by their channel. */
import { Routes } from 'discord.js';
import type { Clock } from '../../clock.ts';
import type { Content, EditableMessage, EditOutcome, MessageRef, Place } from '../contract.ts';
import { bodyOf } from './content.ts';
import type { Wire } from './wire.ts';

/** Discord's interaction tokens live for 15 minutes. */
export const tokenLifeMs = 15 * 60_000;
/** Not to the last second: an edit must arrive while the token lives. */
const tokenMarginMs = 5_000;

/** The webhook through which a message can be edited without any permission in its channel. */
export interface Token {
  readonly application: string;
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

export function refOf(place: Place, message: string, token?: Token): MessageRef {
  return { ...place, message, ...(token === undefined ? {} : { extra: { ...token } }) };
}

function tokenOf({ extra }: MessageRef): Token | undefined {
  const { application, token, endsAt } = extra ?? {};
  if (typeof application !== 'string' || typeof token !== 'string' || typeof endsAt !== 'number') return undefined;
  return { application, token, endsAt };
}

export class DiscordMessage implements EditableMessage {
  readonly ref: MessageRef;
  readonly #wire: Wire;
  readonly #clock: Clock;
  #token: Token | undefined;

  constructor(ref: MessageRef, wire: Wire, clock: Clock) {
    this.ref = ref;
    this.#wire = wire;
    this.#clock = clock;
    this.#token = tokenOf(ref);
  }

  looks(content: Content): string {
    return JSON.stringify([bodyOf(content), content.picture?.bytes.length]);
  }

  async edit(content: Content, signal?: AbortSignal): Promise<EditOutcome> {
    if (this.#token !== undefined && this.#clock.now() < this.#token.endsAt - tokenMarginMs) {
      const { application, token } = this.#token;
      const route = Routes.webhookMessage(application, token, this.ref.message);
      const outcome = await this.#wire.edit({ method: 'PATCH', route, content, auth: false, ...signalOf(signal) });
      if (outcome.refusal?.reason !== 'expired' && outcome.refusal?.reason !== 'forbidden') return outcome;
      this.#token = undefined;
    }
    return this.#editInChannel(content, signal);
  }

  /** The bot may edit its own messages wherever it is a member; a user-installed one is not. */
  async #editInChannel(content: Content, signal?: AbortSignal): Promise<EditOutcome> {
    const route = Routes.channelMessage(this.ref.channel, this.ref.message);
    const outcome = await this.#wire.edit({ method: 'PATCH', route, content, ...signalOf(signal) });
    const fromInteraction = this.ref.extra !== undefined;
    const closed = outcome.refusal?.reason === 'forbidden';
    return fromInteraction && closed ? { ok: false, refusal: { reason: 'expired' } } : outcome;
  }

  async repost(content: Content): Promise<EditOutcome> {
    const { channel, message } = this.ref;
    const outcome = await this.#wire.edit({
      method: 'POST',
      route: Routes.channelMessages(channel),
      content,
      body: { nonce: message, enforce_nonce: true },
    });
    // What could not be edited would stay as noise above the finished poem.
    if (outcome.ok) await this.#wire.edit({ method: 'DELETE', route: Routes.channelMessage(channel, message) });
    return outcome;
  }
}

function signalOf(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
