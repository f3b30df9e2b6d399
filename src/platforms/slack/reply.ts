/** The answer to one command, press or form. Slack was told already that it arrived; everything here may come later. */
import type { Logger } from 'pino';
import type { Sink } from '../../live/index.ts';
import type { Content, Form, LiveMessage, Place, Reply } from '../contract.ts';
import { bodyOf } from './blocks.ts';
import { modalOf } from './form.ts';
import { refOf, SlackMessage } from './message.ts';
import { errorName } from './outcome.ts';
import type { Wire } from './wire.ts';

export interface ReplyContext {
  readonly wire: Wire;
  readonly sink: Sink;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  readonly place: Place;
  readonly person: string;
  /** Opens a modal within three seconds of the person's action. */
  readonly trigger?: string;
  /** Answers through the delivery's `response_url`: five times in half an hour, and where the bot is not a member. */
  readonly respond?: (body: object) => Promise<unknown>;
}

export class SlackReply implements Reply {
  readonly #context: ReplyContext;

  constructor(context: ReplyContext) {
    this.#context = context;
  }

  async open(content: Content): Promise<LiveMessage> {
    const { wire, sink, logger, place } = this.#context;
    const message = new SlackMessage(refOf(place, await wire.post(place.channel, content)), wire, logger);
    await message.attach(content);
    return sink.live(message, content);
  }

  async whisper(content: Content): Promise<void> {
    const { wire, place, person, respond, logger } = this.#context;
    const body = bodyOf(content);
    if (respond !== undefined) {
      try {
        await respond({ response_type: 'ephemeral', replace_original: false, ...body });
        return;
      } catch (error) {
        logger.info({ reason: errorName(error) }, 'a response_url was not usable');
      }
    }
    await wire.insist('chat.postEphemeral', place.channel, () =>
      wire.client.chat.postEphemeral({
        channel: place.channel,
        user: person,
        ...body,
        link_names: false,
        parse: 'none',
      }),
    );
  }

  async form(form: Form): Promise<boolean> {
    const { wire, trigger, place, logger } = this.#context;
    if (trigger === undefined) return false;
    try {
      await wire.client.views.open({ trigger_id: trigger, view: modalOf(form, place.channel) });
      return true;
    } catch (error) {
      logger.warn({ reason: errorName(error) }, 'a form could not be opened');
      return false;
    }
  }
}
