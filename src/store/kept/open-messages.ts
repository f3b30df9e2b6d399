import type { Clock } from '../../clock.ts';
import { keyOf, type OpenMessage, type OpenMessages } from '../../live/open-messages.ts';
import { everyRecord } from '../collection.ts';
import type { Store } from '../contract.ts';
import { day, keptForDays } from './retention.ts';

/** The messages that a restart must not leave as noise. */
export function openMessagesIn(store: Store, clock: Clock): OpenMessages {
  const messages = store.collection<OpenMessage>('open-messages');
  return {
    open: (ref, request) =>
      messages.put(keyOf(ref), { ref, request }, { expiresAt: clock.now() + keptForDays.openMessages * day }),
    async close(ref) {
      await messages.delete(keyOf(ref));
    },
    async list() {
      const open: OpenMessage[] = [];
      for await (const { value } of everyRecord(messages)) open.push(value);
      return open;
    },
  };
}
