/** The local channel for the contract suite: real requests and streams, as browsers send them. */

import { systemClock } from '../../src/clock.ts';
import type { Content, EditableMessage, EditOutcome, Handlers } from '../../src/platforms/contract.ts';
import { createWebPlatform, memoryChannelLog, type WebPlatform } from '../../src/platforms/web/index.ts';
import type { RoomMessage } from '../../src/platforms/web/room.ts';
import { eventually, type Fault } from '../peers/loopback-server.ts';
import type { Asked, House, HouseSetup, Reader, Visitor as Who } from '../platforms/house.ts';
import { watchPatience } from '../platforms/patience.ts';
import { Visitor } from './visitor.ts';

const quiet = { error: () => undefined, info: () => undefined };

/** Somebody in the channel, and everything that their page was told so far. */
class Guest {
  readonly id: string;
  readonly visitor: Visitor;
  readonly states = new Map<string, RoomMessage[]>();
  readonly gone = new Set<string>();
  form: { readonly id: string; readonly fields: readonly string[] } | undefined;
  #line = new AbortController();
  #left = false;
  #lastId: string | undefined;

  constructor(id: string, visitor: Visitor) {
    this.id = id;
    this.visitor = visitor;
  }

  static async enter(address: string, { moderates, managesSpace }: Who): Promise<Guest> {
    const visitor = await Visitor.enter(address, { teacher: (moderates || managesSpace) ?? false });
    const guest = new Guest((await visitor.hello()).me.id, visitor);
    void guest.#listen();
    await eventually(() => guest.#lastId, 'the stream stood');
    return guest;
  }

  /** Loses the line; the page finds it again by itself. */
  drop(): void {
    this.#line.abort();
    this.#line = new AbortController();
  }

  leave(): void {
    this.#left = true;
    this.drop();
  }

  async #listen(): Promise<void> {
    while (!this.#left) {
      try {
        for await (const { id, event } of this.visitor.stream(this.#lastId, this.#line.signal)) {
          this.#lastId = id;
          if (event.type === 'snapshot') for (const message of event.messages) this.#see(message);
          else if (event.type === 'message') this.#see(event.message);
          else if (event.type === 'gone') this.gone.add(event.id);
          else if (event.type === 'form')
            this.form = { id: event.id, fields: event.form.fields.map((field) => field.id) };
        }
      } catch {
        // As a browser does: again, after a while.
      }
      await systemClock.sleep(20);
    }
  }

  #see(message: RoomMessage): void {
    this.states.set(message.id, [...(this.states.get(message.id) ?? []), message]);
  }
}

export async function openWebHouse({ handlers, definitions, fault }: HouseSetup): Promise<House> {
  const patience = watchPatience(({ ref }) => ref.message);
  const log = memoryChannelLog();
  const guests = new Map<string, Promise<Guest>>();
  const readers = new Map<Reader, string>();
  const claimed = new Set<string>();
  const mishaps: string[] = [];
  let platform = await open(handlers, 0);
  const { address } = platform;
  let repeat: () => Promise<unknown> = async () => undefined;

  async function open(served: Handlers, port: number): Promise<WebPlatform> {
    const opened = createWebPlatform({
      ...{ host: '127.0.0.1', port, commands: definitions, log, clock: systemClock, logger: quiet },
      frameMs: 10,
      live: {
        answerWithinMs: 500,
        watch: (message) => patience.watch(fault === undefined ? message : faulty(message, fault)),
      },
      status: () => ({ ready: true, active: 0, queued: 0, poems: 0, steps: 0 }),
      platforms: () => ({}),
      metrics: async () => ({ type: 'text/plain', text: '' }),
    });
    await opened.start(served, new AbortController().signal);
    return opened;
  }

  function guest(who: Who = { name: 'ada' }): Promise<Guest> {
    const known = guests.get(who.name) ?? Guest.enter(address!, who);
    guests.set(who.name, known);
    return known;
  }

  /** Sends what somebody did, and finds what comes of it: messages that were not there before. */
  function act(
    who: Who | undefined,
    what: string,
    body: object | ((by: Guest) => object),
    causedBy: (cause?: string) => boolean,
  ): Asked {
    const sentAt = Date.now();
    const id = crypto.randomUUID();
    const acting = guest(who).then(async (by) => {
      const before = new Set(by.states.keys());
      const whole = {
        id,
        channel: 'verse',
        locale: who?.locale ?? 'en',
        ...(typeof body === 'function' ? body(by) : body),
      };
      const send = async () => {
        const answer = await by.visitor.send(what, whole);
        if (answer.status !== 202) mishaps.push(`${what} was answered ${answer.status}: ${await answer.text()}`);
      };
      repeat = send;
      await send();
      return { by, before, acknowledged: Date.now() - sentAt };
    });
    let found: string | undefined;
    const find = async (kind: 'public' | 'private') => {
      const { by, before } = await acting;
      found ??= await eventually(() => {
        const fresh = [...by.states].find(([key, [first]]) => {
          const mine = (first?.only !== undefined) === (kind === 'private') && causedBy(first?.cause?.line);
          return !before.has(key) && !claimed.has(key) && mine;
        });
        return fresh?.[0];
      }, `a ${kind} answer came`);
      claimed.add(found);
      return { by, message: found };
    };
    return {
      acknowledged: async () => (await acting).acknowledged,
      answer: async () => readerOf(await find('public')),
      answers: () => {
        const message = found;
        return message !== undefined && [...readers].some(([reader, id]) => id === message && !reader.deleted) ? 1 : 0;
      },
      whisper: async () => textOf(latest(await find('private'))),
      whisperControls: () => controlsOf([...allStates()].find(([id]) => id === found)?.[1].at(-1)),
      form: async () => {
        const { by } = await acting;
        return (await eventually(() => by.form, 'a form opened')).fields;
      },
    };
  }

  const present = new Map<string, Guest>();
  function* allStates(): Generator<[string, RoomMessage[]]> {
    for (const here of present.values()) yield* here.states;
  }

  function readerOf({ by, message }: { by: Guest; message: string }): Reader {
    const reader: Reader = {
      texts: () => (by.states.get(message) ?? []).map(textOf),
      controls: () => controlsOf(by.states.get(message)?.at(-1)),
      // The page makes text nodes of whatever comes; its own tests look for markup.
      mischief: () => [],
      get deleted() {
        return by.gone.has(message);
      },
    };
    readers.set(reader, message);
    return reader;
  }

  const enter = async (who?: Who) => {
    const entered = await guest(who);
    present.set(entered.id, entered);
    return entered;
  };
  await enter();

  return {
    get platform() {
      return platform;
    },
    place: { platform: 'web', space: 'local', channel: 'verse' },
    async restart(served) {
      await platform.stop();
      platform = await open(served, Number(new URL(address!).port));
    },
    command: (name, options, who) =>
      act(
        who,
        'command',
        { command: name, options },
        (line = '') => line.startsWith(lineOf(name, options)) || line === '',
      ),
    submit: (command, fields, who) =>
      act(
        who,
        'form',
        (by) => ({ form: by.form?.id, options: fields }),
        (line) => line === `/${command}`,
      ),
    press: (reader, control, values = [], who) => {
      // Some controls stand under a private answer to the press of another.
      const offering = [...allStates()].flatMap(([id, states]) =>
        controlsOf(states.at(-1)).includes(control) ? id : [],
      );
      const own = readers.get(reader);
      const message = own !== undefined && offering.includes(own) ? own : (offering.at(-1) ?? own);
      return act(
        who,
        'press',
        { message, button: control, values },
        (line) => line === undefined || !line.startsWith('/'),
      );
    },
    async complete(command, option, typed) {
      const { visitor } = await guest();
      const query = new URLSearchParams({ channel: 'verse', command, option, typed });
      const choices = (await (await visitor.get(`/api/complete?${query}`)).json()) as { value: string }[];
      return choices.map(({ value }) => value);
    },
    redeliver: () => void repeat(),
    dropConnections: () => {
      for (const here of guests.values()) void here.then((one) => one.drop());
    },
    remove: (reader) => {
      void guest({ name: 'moderator', moderates: true }).then(({ visitor }) =>
        visitor.send('remove', { message: readers.get(reader) }),
      );
    },
    violations: () => mishaps,
    impatience: patience.impatient,
    async close() {
      for (const here of guests.values()) (await here).leave();
      await platform.stop();
    },
  };
}

/** A message whose edits fail as a remote platform's do. */
function faulty(message: EditableMessage, fault: () => Fault): EditableMessage {
  return {
    ...message,
    async edit(content: Content, signal?: AbortSignal): Promise<EditOutcome> {
      switch (fault()) {
        case 'rate-limited':
          return { ok: false, refusal: { reason: 'rate-limited', retryAfterMs: 60 } };
        case 'unavailable':
          return { ok: false, refusal: { reason: 'unavailable' } };
        case 'lost':
          await message.edit(content);
          return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
        default:
          return message.edit(content, signal);
      }
    },
  };
}

function textOf(message: RoomMessage | undefined): string {
  const { text, panels = [] } = message?.content ?? {};
  const poems = panels.map(({ heading, stanzas, footnote }) =>
    [
      heading,
      ...stanzas.map((stanza) => stanza.map((line) => line.map((word) => word.text).join(' ')).join('\n')),
      footnote,
    ].join('\n'),
  );
  return [text, ...poems].filter((part) => part !== undefined).join('\n');
}

function latest({ by, message }: { by: Guest; message: string }): RoomMessage | undefined {
  return by.states.get(message)?.at(-1);
}

function controlsOf(message: RoomMessage | undefined): string[] {
  const { buttons = [], menus = [] } = message?.content ?? {};
  return [...buttons.filter(({ disabled }) => !disabled), ...menus].map(({ id }) => id);
}

function lineOf(command: string, options: object): string {
  const [first] = Object.entries(options);
  return first === undefined
    ? `/${command}`
    : `/${command} ${first[0]}:${String(first[1]).replace(/\s+/g, ' ').slice(0, 40)}`;
}
