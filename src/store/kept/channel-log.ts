import type { Clock } from '../../clock.ts';
import type { ChannelLog, LoggedMessage } from '../../platforms/web/log.ts';
import { personKey, type RecordFacts, type Store } from '../contract.ts';
import { day, keptForDays } from './retention.ts';

/** The collection of what was said, by message id. */
export const channelCollection = 'channel-messages';

/** The local channel's memory. Message ids sort by time, so a channel's order is that of its keys. */
export function channelLogIn(store: Store, clock: Clock): ChannelLog {
  const messages = store.collection<LoggedMessage>(channelCollection);
  const order = store.collection<null>('channel-order');
  const pictures = store.collection<string>('channel-pictures');

  return {
    async save(message) {
      const facts: RecordFacts = { expiresAt: message.at + keptForDays.channel * day };
      const person = message.author.kind === 'person' ? message.author.id : message.cause?.person;
      await messages.put(message.id, message, { ...facts, ...(person ? { owner: personKey('web', person) } : {}) });
      await order.put(placeIn(message.channel, message.id), null, facts);
    },

    async recent(channel, limit, before) {
      const prefix = placeIn(channel, '');
      const newest: LoggedMessage[] = [];
      let after = before === undefined ? undefined : placeIn(channel, before);
      while (newest.length < limit) {
        const page = await order.list({ prefix, descending: true, limit, ...(after === undefined ? {} : { after }) });
        for (const { key } of page) {
          // A place whose message was taken away, by its person or by a crash between the two writes.
          const message = await messages.get(key.slice(prefix.length));
          if (message === undefined) await order.delete(key);
          else if (newest.length < limit) newest.push(message.value);
        }
        if (page.length < limit) break;
        after = page.at(-1)?.key;
      }
      return newest.reverse();
    },

    async find(id) {
      return (await messages.get(id))?.value;
    },

    async remove(id) {
      const message = await messages.get(id);
      if (message === undefined) return;
      await messages.delete(id);
      await order.delete(placeIn(message.value.channel, id));
      const picture = message.value.content.picture;
      if (picture) await pictures.delete(picture.id);
    },

    async savePicture(id, bytes) {
      await pictures.put(id, Buffer.from(bytes).toString('base64'), {
        expiresAt: clock.now() + keptForDays.channel * day,
      });
    },
    async picture(id) {
      const kept = await pictures.get(id);
      return kept && Buffer.from(kept.value, 'base64');
    },
  };
}

const placeIn = (channel: string, id: string) => `${channel}/${id}`;
