/**
 * The state of the local channel, and how each reader is kept up to date with it.
 * Readers follow states, not events: a slow or returning one gets what is true now, never a backlog of frames.
 */
import { randomBytes } from 'node:crypto';
import type { Form } from '../contract.ts';
import type { ChannelLog, LoggedMessage } from './log.ts';

/** Somebody in the channel, as everyone sees them. */
export interface Presence {
  readonly id: string;
  readonly name: string;
  readonly teacher: boolean;
  readonly here: boolean;
}

/** A message as readers get it; `only` says that no one else sees it. */
export interface RoomMessage extends LoggedMessage {
  readonly only?: string;
}

export type RoomEvent =
  | { readonly type: 'snapshot'; readonly messages: readonly RoomMessage[]; readonly people: readonly Presence[] }
  | { readonly type: 'message'; readonly message: RoomMessage }
  | { readonly type: 'gone'; readonly id: string }
  | { readonly type: 'people'; readonly people: readonly Presence[] }
  | { readonly type: 'form'; readonly id: string; readonly form: Form };

/** An event and the cursor from which a reader can go on after it. */
export interface Followed {
  readonly cursor: string;
  readonly event: RoomEvent;
}

type Entry = {
  readonly revision: number;
  readonly only: string | undefined;
  readonly channel: string | undefined;
  readonly event: RoomEvent;
};

/** Messages of one channel that stay in memory; older ones are read from the log. */
const kept = 120;
/** Removed messages and answered forms that returning readers are still told of. */
const keptTombstones = 500;

export class Room {
  readonly #log: ChannelLog;
  readonly #channels: readonly string[];
  /** Names this run: a cursor of another run is worth nothing. */
  readonly #epoch = randomBytes(4).toString('hex');
  /** Everything there is to know, the latest change last. */
  readonly #entries = new Map<string, Entry>();
  readonly #wake = new Set<() => void>();
  #people: readonly Presence[] = [];
  #revision = 0;

  constructor(log: ChannelLog, channels: readonly string[]) {
    this.#log = log;
    this.#channels = channels;
  }

  /** Brings back what was said before the restart. */
  async load(): Promise<void> {
    for (const channel of this.#channels) {
      for (const message of await this.#log.recent(channel, kept)) this.#set(message.id, { type: 'message', message });
    }
  }

  /** Shows a message, new or changed, to whom it concerns. */
  put(message: RoomMessage): void {
    this.#set(message.id, { type: 'message', message }, message.only);
    this.#forgetOldest(message.channel);
  }

  message(id: string): RoomMessage | undefined {
    const event = this.#entries.get(id)?.event;
    return event?.type === 'message' ? event.message : undefined;
  }

  /** Every message that is in memory, private ones too. */
  messages(): readonly RoomMessage[] {
    return [...this.#entries.values()].flatMap(({ event }) => (event.type === 'message' ? [event.message] : []));
  }

  /** Takes a message away from every reader. */
  remove(id: string): void {
    this.#set(id, { type: 'gone', id }, this.#entries.get(id)?.only);
    this.#forgetTombstones();
  }

  setPeople(people: readonly Presence[]): void {
    this.#people = people;
    this.#set('people', { type: 'people', people });
  }

  /** Asks one person to fill in a form; a new form takes the place of an unanswered one. */
  offerForm(person: string, id: string, form: Form): void {
    this.#set(`form:${person}`, { type: 'form', id, form }, person);
  }

  /** The form that was offered under this id, if it is still open. */
  offeredForm(person: string, id: string): Form | undefined {
    const event = this.#entries.get(`form:${person}`)?.event;
    return event?.type === 'form' && event.id === id ? event.form : undefined;
  }

  closeForm(person: string): void {
    this.#entries.delete(`form:${person}`);
  }

  /**
   * What `person` may see, from `since` on, for as long as the signal lets it run.
   * Starts with a snapshot, unless `since` is a cursor of this run. Changes that happen while the reader is busy
   * are folded together: of a message that changed ten times, only the latest state is told.
   */
  async *follow(person: string, since: string | undefined, signal: AbortSignal): AsyncGenerator<Followed> {
    let cursor = this.#read(since);
    if (cursor === undefined) {
      cursor = this.#revision;
      yield { cursor: this.#cursor(cursor), event: this.#snapshot(person) };
      for (const entry of this.#entries.values()) {
        if (entry.event.type === 'form' && entry.only === person)
          yield { cursor: this.#cursor(cursor), event: entry.event };
      }
    }
    while (!signal.aborted) {
      const next = this.#next(cursor);
      if (next === undefined) {
        await this.#change(signal);
        continue;
      }
      cursor = next.revision;
      if (next.only === undefined || next.only === person) yield { cursor: this.#cursor(cursor), event: next.event };
    }
  }

  #snapshot(person: string): RoomEvent {
    const messages: RoomMessage[] = [];
    for (const { event, only } of this.#entries.values()) {
      if (event.type === 'message' && (only === undefined || only === person)) messages.push(event.message);
    }
    return { type: 'snapshot', messages: messages.sort((a, b) => (a.id < b.id ? -1 : 1)), people: this.#people };
  }

  #cursor(revision: number): string {
    return `${this.#epoch}.${revision}`;
  }

  #read(cursor: string | undefined): number | undefined {
    const [epoch, revision] = cursor?.split('.') ?? [];
    const number = Number(revision);
    return epoch === this.#epoch && Number.isInteger(number) && number <= this.#revision ? number : undefined;
  }

  #set(key: string, event: RoomEvent, only?: string): void {
    // Deleting first moves the key to the end: the map stays sorted by revision.
    this.#entries.delete(key);
    this.#revision += 1;
    const channel = event.type === 'message' ? event.message.channel : undefined;
    this.#entries.set(key, { revision: this.#revision, only, channel, event });
    for (const wake of this.#wake) wake();
  }

  #next(revision: number): Entry | undefined {
    for (const entry of this.#entries.values()) if (entry.revision > revision) return entry;
    return undefined;
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#wake.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wake.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  #forgetOldest(channel: string): void {
    const ids = [...this.#entries].filter(([, entry]) => entry.channel === channel).map(([id]) => id);
    if (ids.length > kept) this.#entries.delete(ids.sort()[0]!);
  }

  #forgetTombstones(): void {
    const gone = [...this.#entries].filter(([, entry]) => entry.event.type === 'gone').map(([id]) => id);
    for (const id of gone.slice(0, Math.max(0, gone.length - keptTombstones))) this.#entries.delete(id);
  }
}
