/** A small record of the messages that are live and of who draws into them, so that no death leaves one as noise. */
import type { MessageRef } from '../platforms/contract.ts';
import type { PoemRequest } from '../poem.ts';

/** What an open message was about to show: enough to draw it again. JSON-serialisable. */
export interface OpenRequest {
  /** Who redraws it: a command's name. */
  readonly kind: string;
  /** The record its buttons name. */
  readonly id: string;
  /** With its seed, so that the same poem comes again. */
  readonly request: PoemRequest;
  readonly locale: string;
}

export interface OpenMessage {
  readonly ref: MessageRef;
  readonly request: OpenRequest;
}

/** An open message that this process draws into, and no other. */
export interface HeldMessage extends OpenMessage {
  /** Aborts when this process was silent for so long that another one has taken the message over. */
  readonly lost: AbortSignal;
  /** Its final text stands, or it is gone: nobody needs to look at it again. Does nothing once it is lost. */
  close(): Promise<void>;
  /**
   * Lets go of it unfinished, for whoever looks next. Does nothing once it is lost.
   * @param forMs nobody is to look before so many milliseconds are over; at once when absent
   */
  release(forMs?: number): Promise<void>;
}

/** Kept by the store; a message is in it from its first frame until its final text stands. */
export interface OpenMessages {
  /** A message that has just been posted is this process's to finish. */
  open(ref: MessageRef, request: OpenRequest): Promise<HeldMessage>;
  /**
   * Takes the messages whose holder has let go of them or is gone. Each goes to one of those who ask at the same time.
   * @param mine which of them this process can finish; the others stay
   */
  takeOver(mine?: (message: OpenMessage) => boolean): Promise<readonly HeldMessage[]>;
  /** All of them, whoever holds them. */
  list(): Promise<readonly OpenMessage[]>;
}

/** One message's key: platform, space, channel and message id. */
export function keyOf(ref: MessageRef): string {
  return JSON.stringify([ref.platform, ref.space, ref.channel, ref.message]);
}

/** For a process without a store: what it forgets at its end was never promised. */
export function openMessagesInMemory(): OpenMessages {
  const messages = new Map<string, OpenMessage>();
  const held = new Set<string>();

  function hold(message: OpenMessage): HeldMessage {
    const key = keyOf(message.ref);
    held.add(key);
    return {
      ...message,
      lost: new AbortController().signal,
      async close() {
        held.delete(key);
        messages.delete(key);
      },
      async release() {
        held.delete(key);
      },
    };
  }

  return {
    async open(ref, request) {
      const message = { ref, request };
      messages.set(keyOf(ref), message);
      return hold(message);
    },
    async takeOver(mine = () => true) {
      return [...messages.values()].filter((message) => !held.has(keyOf(message.ref)) && mine(message)).map(hold);
    },
    async list() {
      return [...messages.values()];
    },
  };
}
