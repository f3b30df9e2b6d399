import { RequestError } from '../errors.ts';
import type { Place } from '../platforms/contract.ts';
import type { Store } from '../store/index.ts';
import { defaultSettings, type Settings, settingsSchema } from './settings.ts';

/** A server, or any place in it. */
export type Space = Pick<Place, 'platform' | 'space'>;

/** The settings of all servers. */
export interface SettingsBook {
  /** A place's settings; the defaults in direct messages. */
  of(space: Space): Promise<Settings>;
  /**
   * Changes a server's settings; of two changes at once neither is lost. `change` must be pure.
   *
   * @throws {RequestError} in direct messages, and when the changed settings are beyond their bounds
   */
  change(space: Space, change: (settings: Settings) => Settings): Promise<Settings>;
}

/** The settings kept in a store. */
export function settingsIn(store: Store): SettingsBook {
  const book = store.collection<Partial<Settings>>('settings');

  return {
    async of(space) {
      if (space.space === 'dm') return defaultSettings;
      return settingsSchema.parse((await book.get(keyOf(space)))?.value ?? {});
    },

    async change(space, change) {
      if (space.space === 'dm')
        throw new RequestError('no-settings-here', 'A direct message has no settings; use this on a server.');
      const changed = (before: Partial<Settings>) => {
        const after = settingsSchema.safeParse(change(settingsSchema.parse(before)));
        if (!after.success)
          throw new RequestError('settings-bounds', 'That is more than I can keep: some list or word is too long.', {
            cause: after.error,
          });
        return after.data;
      };
      await book.create(keyOf(space), {});
      const stored = await book.update(keyOf(space), changed);
      return settingsSchema.parse(stored?.value ?? {});
    },
  };
}

function keyOf({ platform, space }: Space): string {
  return `${platform}/${space}`;
}
