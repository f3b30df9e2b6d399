/** Somebody with a browser's manners: a cookie, a tab, requests, and a stream of events. */
import type { RoomEvent } from '../../src/platforms/web/room.ts';

export interface Heard {
  readonly id: string;
  readonly event: RoomEvent;
}

/** What the server says to whoever comes in. */
export interface Hello {
  readonly me: { readonly id: string; readonly name: string; readonly managesSpace: boolean };
  readonly teacherRule: string;
  readonly commands: readonly unknown[];
}

export class Visitor {
  readonly #address: string;
  readonly #tab: number;
  #cookie: string | undefined;
  /** What the first request's answer set as its cookie, whole. */
  cookieAsSet = '';

  constructor(address: string, tab = 0, cookie?: string) {
    this.#address = address;
    this.#tab = tab;
    this.#cookie = cookie;
  }

  /** Comes in: gets a cookie and says hello. */
  static async enter(address: string, said: object = {}): Promise<Visitor> {
    const visitor = new Visitor(address);
    await visitor.hello(said);
    return visitor;
  }

  /** The same browser's next tab. */
  async openTab(tab: number): Promise<Visitor> {
    const visitor = new Visitor(this.#address, tab, this.#cookie);
    await visitor.hello();
    return visitor;
  }

  async hello(said: object = {}): Promise<Hello> {
    const answer = await this.send('hello', said);
    const body = (await answer.json()) as Hello & { again?: true };
    return body.again ? this.hello(said) : body;
  }

  async send(what: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
    const answer = await fetch(`${this.#address}/api/${what}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...this.#cookieHeader(), ...headers },
      body: JSON.stringify({ tab: this.#tab, locale: 'en', ...body }),
    });
    const set = answer.headers.get('set-cookie');
    if (set !== null) {
      this.cookieAsSet = set;
      this.#cookie = set.split(';')[0];
    }
    return answer;
  }

  /** Runs a command with named options. */
  run(command: string, options: object = {}, more: object = {}): Promise<Response> {
    return this.send('command', { id: crypto.randomUUID(), channel: 'verse', command, options, ...more });
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.#address}${path}`, { headers: this.#cookieHeader() });
  }

  /** Listens until `enough` is true of what was heard so far, then hangs up. */
  async listen(enough: (heard: readonly Heard[]) => boolean, lastEventId?: string): Promise<Heard[]> {
    const heard: Heard[] = [];
    for await (const one of this.stream(lastEventId)) {
      heard.push(one);
      if (enough(heard)) return heard;
    }
    throw new Error(`The stream ended too early, after ${JSON.stringify(heard)}`);
  }

  /** Opens the stream and does something as soon as it stands. */
  async listenWhile(act: () => unknown, enough: (heard: readonly Heard[]) => boolean): Promise<Heard[]> {
    return this.listen((heard) => {
      if (heard.length === 1) act();
      return heard.length > 1 && enough(heard);
    });
  }

  async *stream(lastEventId?: string, signal?: AbortSignal): AsyncGenerator<Heard> {
    const hangUp = new AbortController();
    signal?.addEventListener('abort', () => hangUp.abort(), { once: true });
    const answer = await fetch(`${this.#address}/api/events?tab=${this.#tab}`, {
      headers: { ...this.#cookieHeader(), ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }) },
      signal: hangUp.signal,
    });
    if (!answer.ok) throw new Error(`no stream: ${answer.status}`);
    try {
      let rest = '';
      for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
        const blocks = (rest + chunk).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const field = (name: string) =>
            block
              .split('\n')
              .find((line) => line.startsWith(`${name}: `))
              ?.slice(name.length + 2);
          const data = field('data');
          if (data !== undefined) yield { id: field('id') ?? '', event: JSON.parse(data) };
        }
      }
    } finally {
      hangUp.abort();
    }
  }

  #cookieHeader(): Record<string, string> {
    return this.#cookie === undefined ? {} : { Cookie: this.#cookie };
  }
}

/** The messages among what was heard, each state of them. */
export function messagesIn(heard: readonly Heard[]) {
  return heard.flatMap(({ event }) =>
    event.type === 'message' ? [event.message] : event.type === 'snapshot' ? event.messages : [],
  );
}
