/** Counts edits that were sent before the wait of a 429 was over, as the bot itself had read it: latency cannot blur it. */
import type { EditableMessage } from '../../src/platforms/contract.ts';

export interface PatienceWatch {
  readonly watch: (message: EditableMessage) => EditableMessage;
  /** Edits that did not wait. */
  impatient(): number;
}

/** @param by what shares one limit: a message for itself, or a whole workspace */
export function watchPatience(by: (message: EditableMessage) => string): PatienceWatch {
  const closedUntil = new Map<string, number>();
  let impatient = 0;
  return {
    impatient: () => impatient,
    watch: (message) => ({
      ref: message.ref,
      ...(message.looks === undefined ? {} : { looks: message.looks.bind(message) }),
      async edit(content, signal) {
        const key = by(message);
        if (Date.now() < (closedUntil.get(key) ?? 0)) impatient++;
        const outcome = await message.edit(content, signal);
        const wait = outcome.refusal?.retryAfterMs;
        if (wait !== undefined) closedUntil.set(key, Date.now() + wait);
        return outcome;
      },
      repost: (content) => message.repost(content),
    }),
  };
}
