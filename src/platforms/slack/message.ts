/** Slack's messages as the frame sink edits them. */
import type { Logger } from 'pino';
import type { Content, EditableMessage, EditOutcome, MessageRef, Place } from '../contract.ts';
import { bodyOf } from './blocks.ts';
import { refusalOf } from './outcome.ts';
import { SlackRefusal, type Wire } from './wire.ts';

export function refOf(place: Place, posted: { readonly channel: string; readonly ts: string }): MessageRef {
  return { ...place, channel: posted.channel, message: posted.ts };
}

export class SlackMessage implements EditableMessage {
  readonly ref: MessageRef;
  readonly #wire: Wire;
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #attached = new Set<string>();

  constructor(ref: MessageRef, wire: Wire, logger: Pick<Logger, 'warn'>) {
    this.ref = ref;
    this.#wire = wire;
    this.#logger = logger;
  }

  looks(content: Content): string {
    return JSON.stringify([bodyOf(content), content.picture?.name]);
  }

  async edit(content: Content): Promise<EditOutcome> {
    const outcome = await this.#wire.edit(this.ref.channel, this.ref.message, content);
    // Not waited for: a final text stands when it stands, with or without its picture.
    if (outcome.ok) void this.attach(content);
    return outcome;
  }

  async repost(content: Content): Promise<EditOutcome> {
    try {
      await this.#wire.post(this.ref.channel, content);
      // What could not be edited would stay as noise above the finished poem.
      await this.#wire.remove(this.ref.channel, this.ref.message);
      return { ok: true };
    } catch (error) {
      return { ok: false, refusal: error instanceof SlackRefusal ? error.refusal : refusalOf(error) };
    }
  }

  /** Blocks cannot hold bytes: a picture goes into the message's thread, once. */
  async attach({ picture }: Content): Promise<void> {
    if (picture === undefined || this.#attached.has(picture.name)) return;
    this.#attached.add(picture.name);
    await this.#wire.attach(this.ref.channel, this.ref.message, picture).catch((error) => {
      this.#logger.warn({ err: error }, 'a picture could not be attached');
    });
  }
}
