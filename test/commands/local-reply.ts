/** A reply in memory: what a command said in public and in private, without a platform. */
import type {
  Content,
  Invocation,
  LiveMessage,
  MessageRef,
  Place,
  Press,
  Reply,
} from '../../src/platforms/contract.ts';

export const hall: Place = { platform: 'web', space: 'house', channel: 'hall' };

export class LocalReply implements Reply {
  readonly whispers: Content[] = [];
  readonly forms: string[] = [];
  /** What stood in each public message, oldest first. */
  readonly messages: Content[][] = [];
  /** Whether a form can be opened. */
  readonly #modal: boolean;

  constructor(modal = true) {
    this.#modal = modal;
  }

  async open(content: Content): Promise<LiveMessage> {
    const shown = [content];
    this.messages.push(shown);
    return liveIn(shown, { ...hall, message: `m${this.messages.length}` });
  }

  async whisper(content: Content): Promise<void> {
    this.whispers.push(content);
  }

  async form({ command }: { readonly command: string }): Promise<boolean> {
    if (this.#modal) this.forms.push(command);
    return this.#modal;
  }
}

/** A live message that shows everything it is offered. */
export function liveIn(shown: Content[], ref: MessageRef): LiveMessage {
  return {
    ref,
    show: (content) => void shown.push(content),
    finish: async (content) => void shown.push(content),
    frameBudget: () => 10,
  };
}

const ada = { id: 'ada', name: 'Ada', roles: [], managesSpace: false, moderates: false };
let deliveries = 0;

/** Somebody runs a command; each is a delivery of its own unless an id is given. */
export function invocation(
  command: string,
  changes: Partial<Invocation> & { readonly reply?: LocalReply } = {},
): Invocation & { reply: LocalReply } {
  const reply = changes.reply ?? new LocalReply();
  return { id: `i${++deliveries}`, command, options: {}, place: hall, person: ada, locale: 'en', ...changes, reply };
}

/** Somebody presses a button. */
export function press(
  button: string,
  changes: Partial<Press> & { readonly reply?: LocalReply } = {},
): Press & { reply: LocalReply } {
  const reply = changes.reply ?? new LocalReply();
  const message = { ...hall, message: 'm1' };
  return {
    id: `p${++deliveries}`,
    button,
    values: [],
    message,
    place: hall,
    person: ada,
    locale: 'en',
    ...changes,
    reply,
  };
}
