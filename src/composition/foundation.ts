import { quotaSentence } from '../../commands/quota-sentence.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { createGuard, type Guard, wordFilter } from '../guard/index.ts';
import type { createLogger } from '../logging.ts';
import type { Engine } from '../poem.ts';
import { type Lexicon, parseLexicon, readModelFiles } from '../poetics/index.ts';
import { type SettingsBook, settingsIn } from '../settings/index.ts';
import { openStore, type Store } from '../store/index.ts';

export type Logger = ReturnType<typeof createLogger>;

/** What every part is made of. */
export interface Foundation {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly store: Store;
  readonly engine: Engine;
  readonly settings: SettingsBook;
  readonly guard: Guard;
  readonly lexicon: Lexicon;
}

/** @param start makes the engine, once the store is open */
export async function lay(config: Config, logger: Logger, start: (clock: Clock) => Engine): Promise<Foundation> {
  const clock = systemClock;
  const model = await readModelFiles(config.engine.modelFolder);
  const store = await openStore(config.storeUrl, { clock });
  logger.info({ store: store.place }, 'the store is open');
  const engine = start(clock);
  const settings = settingsIn(store);
  const lexicon = parseLexicon(model.lexicon, model.config);
  const guard = createGuard({ settings, store, filter: wordFilter(wordsOf(lexicon)), quotaSentence });
  return { config, logger, clock, store, engine, settings, guard, lexicon };
}

/** Every spelling that the model can print. */
function wordsOf(lexicon: Lexicon): string[] {
  return Array.from({ length: lexicon.size - lexicon.firstWord }, (_, index) =>
    lexicon.spelling(lexicon.firstWord + index),
  );
}
