/**
 * What the local channel remembers: messages, and the pictures that hang on them.
 * The channel writes through this interface alone; main.ts decides where the words are kept.
 */
import type { Button, Menu, PoemPanel } from '../contract.ts';

/** A picture as a message names it; its bytes are fetched by id. */
export interface LoggedPicture {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/** {@link Content} as it is kept: the picture's bytes are stored apart. */
export interface LoggedContent {
  readonly text?: string;
  readonly panels?: readonly PoemPanel[];
  readonly buttons?: readonly Button[];
  readonly menus?: readonly Menu[];
  readonly picture?: LoggedPicture;
}

/** One message of the local channel. JSON-serialisable. */
export interface LoggedMessage {
  /** Sorts by time of posting. */
  readonly id: string;
  readonly channel: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly author: { readonly kind: 'person' | 'bot'; readonly id: string; readonly name: string };
  /** Whose command brought it about, and the command as it is shown ("/poem topic:rain"). */
  readonly cause?: { readonly person: string; readonly name: string; readonly line: string };
  /** Names a post that must not stand twice; unique within its channel. */
  readonly once?: string;
  readonly content: LoggedContent;
}

/** The channel's memory across restarts. */
export interface ChannelLog {
  /** Writes a message, or replaces the one of the same id. */
  save(message: LoggedMessage): Promise<void>;
  /** The newest `limit` messages of a channel that are older than the message `before`; oldest first. */
  recent(channel: string, limit: number, before?: string): Promise<readonly LoggedMessage[]>;
  find(id: string): Promise<LoggedMessage | undefined>;
  remove(id: string): Promise<void>;
  savePicture(id: string, bytes: Uint8Array): Promise<void>;
  picture(id: string): Promise<Uint8Array | undefined>;
}

/** A log that lasts as long as the process. */
export function memoryChannelLog(): ChannelLog {
  const messages = new Map<string, LoggedMessage>();
  const pictures = new Map<string, Uint8Array>();
  return {
    async save(message) {
      messages.set(message.id, message);
    },
    async recent(channel, limit, before) {
      return [...messages.values()]
        .filter((message) => message.channel === channel && (before === undefined || message.id < before))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(-limit);
    },
    async find(id) {
      return messages.get(id);
    },
    async remove(id) {
      messages.delete(id);
    },
    async savePicture(id, bytes) {
      pictures.set(id, bytes);
    },
    async picture(id) {
      return pictures.get(id);
    },
  };
}
