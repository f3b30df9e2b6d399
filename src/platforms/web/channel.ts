/**
 * The local channel as an adapter: what people do on the page becomes invocations and presses,
 * and content becomes messages of the room.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { CommandDefinition } from '../../../commands/command.ts';
import type { Clock } from '../../clock.ts';
import { personSentence, RequestError } from '../../errors.ts';
import type {
  Content,
  EditableMessage,
  EditOutcome,
  Form,
  Handlers,
  LiveMessage,
  MessageRef,
  OptionValue,
  Place,
  PostOptions,
  Reply,
} from '../contract.ts';
import { LazySave } from './lazy-save.ts';
import type { ChannelLog, LoggedContent, LoggedMessage } from './log.ts';
import { type Choice, type Directory, mentionable, resolveMentions } from './mentions.ts';
import type { People } from './people.ts';
import type { Room, RoomMessage } from './room.ts';
import {
  type Action,
  commandLine,
  findAction,
  labelOf,
  type PressedControl,
  type SubmittedCommand,
  type SubmittedForm,
  wordsToRead,
} from './submitted.ts';

/** The one space of the local channel. */
const space = 'local';

export interface ChannelOptions {
  readonly channels: readonly string[];
  readonly commands: readonly CommandDefinition[];
  readonly log: ChannelLog;
  readonly room: Room;
  readonly people: People;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
  /** Makes a message live: the frame sink. */
  readonly live: (message: EditableMessage, opening?: Content) => LiveMessage;
}

type Cause = NonNullable<LoggedMessage['cause']>;

/** Where a reply goes, and to whom it shows. */
interface Audience {
  readonly channel: string;
  readonly cause?: Cause;
  readonly only?: string;
  readonly once?: string;
}

/** How far back a post is looked for that a crash may have cut short. */
const searchedForOnce = 200;

const bot: LoggedMessage['author'] = { kind: 'bot', id: 'inkling', name: 'Inkling' };
const gone: EditOutcome = { ok: false, refusal: { reason: 'gone' } };

export class LocalChannel {
  readonly #options: ChannelOptions;
  readonly #save: LazySave;
  #handlers: Handlers | undefined;
  /** Posts that are being made, by channel and name. */
  readonly #posting = new Map<string, Promise<LiveMessage>>();
  #lastTime = 0;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.#save = new LazySave(options.log, options.clock, (error) =>
      options.logger.error({ err: error }, 'a message of the local channel could not be kept'),
    );
  }

  serve(handlers: Handlers): void {
    this.#handlers = handlers;
  }

  /** A person's own words. */
  async say(said: { person: string; channel: string; text: string }): Promise<void> {
    const { name } = this.#options.people.person(said.person);
    this.#mustKnow(said.channel);
    const author = { kind: 'person', id: said.person, name } as const;
    const message = { ...this.#newMessage(said.channel), author, content: { text: said.text } };
    this.#options.room.put(message);
    await this.#options.log.save(message);
  }

  /**
   * Starts a command and comes back at once; what it does shows in the room.
   *
   * @throws {RequestError} when the command cannot be started as it stands
   */
  submit(submitted: SubmittedCommand): void {
    const handlers = this.#ready();
    this.#mustKnow(submitted.channel);
    const place = placeOf(submitted.channel);
    const { command, words } = submitted;
    const read = words ? handlers.read?.({ command, text: wordsToRead(submitted, words), place }) : undefined;
    const action = submitted.action ?? read?.action;
    const definition = findAction(this.#options.commands, command, action);
    const given = { ...read?.options, ...submitted.options };
    const options = resolveMentions(definition, given, this.directory());
    const person = this.#options.people.person(submitted.person);
    const cause = { person: person.id, name: person.name, line: commandLine(command, action, given) };
    this.#invoke(submitted, { command, action, options, place, cause });
  }

  /** Hands in a form that a command had opened. */
  submitForm(submitted: SubmittedForm): void {
    this.#mustKnow(submitted.channel);
    const form = this.#options.room.offeredForm(submitted.person, submitted.form);
    if (form === undefined) throw new RequestError('form-closed', 'This form is no longer open.');
    this.#options.room.closeForm(submitted.person);
    const [command = '', action] = form.command.split(' ');
    const { id, name } = this.#options.people.person(submitted.person);
    // What was written in a form may be a secret of its writer until the command shows it.
    const cause = { person: id, name, line: commandLine(command, action, {}) };
    this.#invoke(submitted, { command, action, options: submitted.options, place: placeOf(submitted.channel), cause });
  }

  /** Passes on a pressed button or a choice from a menu. */
  press(pressed: PressedControl): void {
    const handlers = this.#ready();
    const { room, people } = this.#options;
    const message = room.message(pressed.message);
    if (message === undefined || (message.only !== undefined && message.only !== pressed.person)) {
      throw new RequestError('message-gone', 'This message is no longer there.');
    }
    const label = labelOf(message.content, pressed.button);
    if (label === undefined) throw new RequestError('button-gone', 'This button is no longer there.');
    const place = placeOf(message.channel);
    const person = people.person(pressed.person);
    const audience: Audience = {
      channel: message.channel,
      cause: { person: person.id, name: person.name, line: label },
    };
    this.#run(
      handlers.press({
        id: pressed.id,
        button: pressed.button,
        values: pressed.values,
        message: { ...place, message: message.id },
        place,
        person,
        locale: pressed.locale,
        reply: this.#reply(person.id, audience),
      }),
      person.id,
      message.channel,
    );
  }

  /** Completions of an option as it is typed. */
  async complete(query: {
    channel: string;
    command: string;
    action?: string | undefined;
    option: string;
    typed: string;
    locale: string;
  }): Promise<readonly Choice[]> {
    this.#mustKnow(query.channel);
    const { command, action, option, typed, locale } = query;
    const definition = findAction(this.#options.commands, command, action);
    const kind = Object.hasOwn(definition.options, option) ? definition.options[option]?.kind : undefined;
    const mentioned = kind === undefined ? undefined : mentionable(kind, this.directory());
    if (mentioned !== undefined) {
      const wanted = typed.toLowerCase().replace(/^[#@]/, '');
      return mentioned
        .filter(({ label }) => label.toLowerCase().includes(wanted))
        .map(({ label }) => ({ value: label, label }));
    }
    return this.#ready().complete({
      command,
      option,
      typed,
      locale,
      place: placeOf(query.channel),
      ...(action === undefined ? {} : { action }),
    });
  }

  /** Takes a private message away, or, for its author and for moderators, a public one. */
  async remove(person: string, id: string): Promise<void> {
    const { room, people, log } = this.#options;
    const message = room.message(id);
    if (message === undefined) return;
    const own = message.only === person || message.author.id === person || message.cause?.person === person;
    if (!own && !people.person(person).moderates) {
      throw new RequestError('not-yours', 'Only its author or a moderator can remove this message.');
    }
    room.remove(id);
    this.#save.forget(id);
    if (message.only === undefined) await log.remove(id);
  }

  /** Takes away what a person said, and their name from what they brought about. */
  forget(person: string): void {
    const { room } = this.#options;
    for (const message of room.messages()) {
      if (message.author.id === person || message.only === person) {
        room.remove(message.id);
        this.#save.forget(message.id);
      } else if (message.cause?.person === person) {
        const { cause: _forgotten, ...rest } = message;
        room.put(rest);
      }
    }
  }

  /** Writes down what is still unwritten. */
  async flush(): Promise<void> {
    await this.#save.flush();
  }

  directory(): Directory {
    return { channels: this.#options.channels, people: this.#options.people.present() };
  }

  /** Posts a message that nobody asked for just now. */
  async post(place: Place, content: Content, { once }: PostOptions = {}): Promise<LiveMessage> {
    const channel = this.#mustKnow(place.channel);
    if (once === undefined) return this.#open({ channel }, content);
    const name = `${channel}/${once}`;
    const underWay = this.#posting.get(name) ?? this.#postOnce(channel, content, once);
    this.#posting.set(name, underWay);
    return underWay.finally(() => this.#posting.delete(name));
  }

  /** Takes up a message that was posted before a restart. */
  async resume(ref: MessageRef): Promise<LiveMessage> {
    const { room, log, live } = this.#options;
    const message = room.message(ref.message) ?? (await log.find(ref.message));
    if (message === undefined) throw new RequestError('message-gone', 'This message is no longer there.');
    return live(this.#editable(message));
  }

  async #postOnce(channel: string, content: Content, once: string): Promise<LiveMessage> {
    const standing = (await this.#options.log.recent(channel, searchedForOnce)).find(
      (message) => message.once === once,
    );
    if (standing !== undefined) return this.#options.live(this.#editable(standing));
    return this.#open({ channel, once }, content);
  }

  #invoke(
    submitted: Action & { channel: string },
    run: {
      command: string;
      action: string | undefined;
      options: Readonly<Record<string, OptionValue>>;
      place: Place;
      cause: Cause;
    },
  ): void {
    const handlers = this.#ready();
    const { command, action, options, place, cause } = run;
    const person = this.#options.people.person(submitted.person);
    const audience: Audience = {
      channel: submitted.channel,
      cause,
      ...(handlers.isPrivate(command, action) ? { only: person.id } : {}),
    };
    this.#run(
      handlers.invoke({
        id: submitted.id,
        command,
        options,
        place,
        person,
        locale: submitted.locale,
        reply: this.#reply(person.id, audience),
        ...(action === undefined ? {} : { action }),
      }),
      person.id,
      submitted.channel,
    );
  }

  /** Lets an action run on; what it throws is told to the person. */
  #run(running: Promise<void>, person: string, channel: string): void {
    running.catch(async (error: unknown) => {
      this.#options.logger.error({ err: error }, 'an action on the local channel failed');
      await this.#open({ channel, only: person }, { text: personSentence(error) });
    });
  }

  #reply(person: string, audience: Audience): Reply {
    return {
      open: (content) => this.#open(audience, content),
      whisper: async (content) => {
        await this.#open({ channel: audience.channel, only: person }, content);
      },
      form: async (form: Form) => {
        if (this.#options.people.streams(person) === 0) return false;
        this.#options.room.offerForm(person, randomUUID(), form);
        return true;
      },
    };
  }

  async #open(audience: Audience, content: Content): Promise<LiveMessage> {
    const message: RoomMessage = {
      ...this.#newMessage(audience.channel),
      author: bot,
      content: await this.#keep(content),
      ...(audience.cause === undefined ? {} : { cause: audience.cause }),
      ...(audience.once === undefined ? {} : { once: audience.once }),
      ...(audience.only === undefined ? {} : { only: audience.only }),
    };
    this.#options.room.put(message);
    if (message.only === undefined) await this.#options.log.save(message);
    return this.#options.live(this.#editable(message), content);
  }

  #editable(message: RoomMessage): EditableMessage {
    const { room, log } = this.#options;
    return {
      ref: { ...placeOf(message.channel), message: message.id },
      edit: async (content) => {
        const present = room.message(message.id) ?? (await log.find(message.id));
        if (present === undefined) return gone;
        const edited: RoomMessage = { ...present, content: await this.#keep(content) };
        room.put(edited);
        if (edited.only !== undefined) return { ok: true };
        if (settled(edited.content)) await this.#save.now(edited);
        else this.#save.soon(edited);
        return { ok: true };
      },
      repost: async (content) => {
        await this.#open(
          { channel: message.channel, ...(message.only === undefined ? {} : { only: message.only }) },
          content,
        );
        return { ok: true };
      },
    };
  }

  async #keep({ picture, ...content }: Content): Promise<LoggedContent> {
    if (picture === undefined) return content;
    const id = createHash('sha256').update(picture.bytes).digest('hex').slice(0, 32);
    await this.#options.log.savePicture(id, picture.bytes);
    return { ...content, picture: { id, name: picture.name, description: picture.description } };
  }

  #newMessage(channel: string): { id: string; channel: string; at: number } {
    const at = this.#options.clock.now();
    // Two messages of one millisecond still sort in the order in which they were posted.
    this.#lastTime = Math.max(at, this.#lastTime + 1);
    return { id: `${this.#lastTime.toString(36).padStart(9, '0')}-${randomUUID().slice(0, 8)}`, channel, at };
  }

  #mustKnow(channel: string): string {
    if (this.#options.channels.includes(channel)) return channel;
    throw new RequestError('unknown-channel', `There is no channel #${channel.slice(0, 40)} here.`);
  }

  #ready(): Handlers {
    if (this.#handlers !== undefined) return this.#handlers;
    throw new RequestError('starting', 'I am still waking up. Please try again in a moment.', { retryAfterMs: 1000 });
  }
}

function placeOf(channel: string): Place {
  return { platform: 'web', space, channel };
}

/** No poem of the content is still being drawn. */
function settled(content: LoggedContent): boolean {
  return (content.panels ?? []).every(({ progress }) => progress === undefined);
}
