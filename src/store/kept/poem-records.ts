import type { PoemRecord, PoemRecords } from '../../../commands/poem-records.ts';
import type { Clock } from '../../clock.ts';
import { personKey, type Store } from '../contract.ts';
import { day, keptForDays } from './retention.ts';

/** The collection that {@link poemRecordsIn} writes. */
export const poemCollection = 'poems';

/** By then whoever draws the poem has heard of it, or nobody does any more. */
const stopsKeptMs = 10 * 60_000;

/** The requests and texts behind the buttons under poems, and what was pressed while another process draws one. */
export function poemRecordsIn(store: Store, clock: Clock): PoemRecords {
  const poems = store.collection<PoemRecord>(poemCollection);
  const stops = store.collection<{ readonly by: string }>('poem-stops');
  return {
    save(record) {
      // The record names its author without the platform; the request's turn-taking key begins with it.
      const platform = record.request.fairnessKey?.split(':')[0];
      return poems.put(record.id, record, {
        expiresAt: clock.now() + keptForDays.poems * day,
        ...(platform && record.author ? { owner: personKey(platform, record.author) } : {}),
      });
    },
    async find(id) {
      return (await poems.get(id))?.value;
    },
    askToStop: (id, by) => stops.put(id, { by }, { expiresAt: clock.now() + stopsKeptMs }),
    async stopAskedBy(id) {
      return (await stops.get(id))?.value.by;
    },
  };
}
