import type { Handlers } from '../platforms/contract.ts';
import type { SettingsBook } from './book.ts';

/** Handlers that answer in the server's language, where it has chosen one, instead of each person's own. */
export function inPlaceLanguage<T extends Handlers>(handlers: T, settings: SettingsBook): T {
  const localised = async <
    Delivery extends { readonly locale: string; readonly place: Parameters<SettingsBook['of']>[0] },
  >(
    delivery: Delivery,
  ): Promise<Delivery> => {
    // A store that cannot answer must not cost the person an answer; what then fails says so itself.
    const language = await settings.of(delivery.place).then(
      (found) => found.language,
      () => undefined,
    );
    return language === undefined ? delivery : { ...delivery, locale: language };
  };
  return {
    ...handlers,
    invoke: async (invocation) => handlers.invoke(await localised(invocation)),
    press: async (press) => handlers.press(await localised(press)),
    complete: async (query) => handlers.complete(await localised(query)),
  };
}
