/** A small record of the messages that are live, so that a restart leaves none of them as noise. */
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

/** Kept by the store; a message is in it from its first frame until its final text stands. */
export interface OpenMessages {
  open(ref: MessageRef, request: OpenRequest): Promise<void>;
  close(ref: MessageRef): Promise<void>;
  list(): Promise<readonly OpenMessage[]>;
}

/** One message's key: platform, space, channel and message id. */
export function keyOf(ref: MessageRef): string {
  return JSON.stringify([ref.platform, ref.space, ref.channel, ref.message]);
}

/** For a process without a store: what it forgets at its end was never promised. */
export function openMessagesInMemory(): OpenMessages {
  const messages = new Map<string, OpenMessage>();
  return {
    async open(ref, request) {
      messages.set(keyOf(ref), { ref, request });
    },
    async close(ref) {
      messages.delete(keyOf(ref));
    },
    async list() {
      return [...messages.values()];
    },
  };
}
