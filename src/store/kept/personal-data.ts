import type { PoemRecord } from '../../../commands/poem-records.ts';
import type { PersonalData } from '../../guard/personal-data.ts';
import type { LoggedMessage } from '../../platforms/web/log.ts';
import type { Store } from '../contract.ts';
import { channelCollection } from './channel-log.ts';
import { poemCollection } from './poem-records.ts';
import { keptForDays } from './retention.ts';

/** What the memories of this folder hold about a person. */
export function keptPersonalData(store: Store) {
  const poems = store.collection<PoemRecord>(poemCollection);
  const messages = store.collection<LoggedMessage>(channelCollection);

  return [
    {
      kind: 'poems',
      keptForDays: keptForDays.poems,
      list: async (person) =>
        (await poems.ownedBy(person)).map(({ value: { request } }) =>
          [`${request.style}: ${request.topic}`, request.draft].filter(Boolean).join(' · '),
        ),
      async erase(person) {
        const records = await poems.ownedBy(person);
        for (const { key } of records) await poems.delete(key);
        return records.length;
      },
    },
    {
      kind: 'channel',
      keptForDays: keptForDays.channel,
      list: async (person) =>
        (await messages.ownedBy(person)).map(({ value: { cause, content } }) => cause?.line ?? content.text ?? ''),
      async erase(person) {
        const records = await messages.ownedBy(person);
        for (const { key, value, expiresAt } of records) {
          if (value.author.kind === 'person') await messages.delete(key);
          // A poem belongs to the channel that watched it; who had asked for it is forgotten.
          else
            await messages.update(
              key,
              ({ cause: _, ...message }) => message,
              () => (expiresAt === undefined ? {} : { expiresAt }),
            );
        }
        return records.length;
      },
    },
  ] as const satisfies readonly PersonalData[];
}
