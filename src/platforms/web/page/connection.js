/** Speaks with the server: requests one way, one stream of states the other way. */

/** A refusal, in words for the person. */
export class Refused extends Error {}

export class Connection {
  #tab;

  /** @param {number} tab */
  constructor(tab) {
    this.#tab = tab;
  }

  /**
   * Introduces this tab's person.
   *
   * @param {{ name?: string, teacher?: boolean, code?: string }} said
   */
  async hello(said) {
    const answer = await this.send('hello', said);
    // A browser that was not known yet has just got its cookie.
    return answer.again ? this.send('hello', said) : answer;
  }

  /**
   * Sends something that the person did.
   *
   * @param {string} what
   * @param {object} body
   * @throws {Refused}
   */
  async send(what, body) {
    const answer = await fetch(`/api/${what}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...body, tab: this.#tab, locale: navigator.language }),
    }).catch(() => {
      throw new Refused('Inkling cannot be reached just now.');
    });
    return read(answer);
  }

  /**
   * Completions of an option as it is typed.
   *
   * @param {Record<string, string>} query
   * @param {AbortSignal} signal
   */
  async complete(query, signal) {
    const words = new URLSearchParams({ ...query, locale: navigator.language });
    return read(await fetch(`/api/complete?${words}`, { signal }));
  }

  /** Messages from before the oldest one shown. */
  async earlier(channel, before) {
    return read(await fetch(`/api/earlier?${new URLSearchParams({ channel, before })}`));
  }

  /**
   * Follows what happens. The browser itself reconnects, and says which state it saw last.
   *
   * @param {Record<string, (event: any) => void>} listeners  by type of event; `up` and `down` for the line itself
   */
  follow(listeners) {
    const source = new EventSource(`/api/events?tab=${this.#tab}`);
    source.addEventListener('open', () => listeners.up());
    source.addEventListener('error', () => {
      listeners.down();
      // A stream that was refused is not tried again by the browser itself.
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.follow(listeners), 3000);
    });
    for (const type of ['snapshot', 'message', 'gone', 'people', 'form']) {
      source.addEventListener(type, (event) => listeners[type](JSON.parse(event.data)));
    }
  }
}

async function read(answer) {
  const type = answer.headers.get('content-type') ?? '';
  const body = type.includes('application/json') ? await answer.json() : {};
  if (!answer.ok) throw new Refused(body.error?.message ?? 'That did not work. Please try again.');
  return body;
}
