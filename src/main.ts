/**
 * Composes Inkling and runs it: settings, log, store, engine, commands, platforms. Nothing else knows all of them.
 * Run by `npm start`; ends on SIGINT and SIGTERM with every message finished or honestly marked.
 */
import { createBattleCommand } from '../commands/battle.ts';
import { battleLook } from '../commands/battle-look.ts';
import { createDailyCommand } from '../commands/daily.ts';
import { createDailyLook } from '../commands/daily-look.ts';
import {
  type Command,
  createDraftWriter,
  createPoemCommand,
  createRefineCommand,
  createRestyleCommand,
  createRouter,
  help,
  helpPage,
  type OpenStyleRequest,
  type PoemCommand,
} from '../commands/index.ts';
import { createPrivacyCommand } from '../commands/privacy.ts';
import { quotaSentence } from '../commands/quota-sentence.ts';
import { createSettingsCommand } from '../commands/settings.ts';
import { Battles } from './battles/index.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Config, environment, readConfig, secretsOf } from './config.ts';
import { DailyVerses } from './daily/index.ts';
import { startEngine } from './diffusion/index.ts';
import { createDrafter } from './drafter/index.ts';
import { InklingError } from './errors.ts';
import { createGuard, type Guard, wordFilter } from './guard/index.ts';
import { finishUnfinished } from './live/index.ts';
import { createLogger } from './logging.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { Place, Platform, PlatformName } from './platforms/contract.ts';
import { createDiscord } from './platforms/discord/index.ts';
import { createSlack } from './platforms/slack/index.ts';
import { createWebPlatform, type WebPlatform } from './platforms/web/index.ts';
import type { Engine, PoemRequest } from './poem.ts';
import { type Lexicon, parseLexicon, readModelFiles } from './poetics/index.ts';
import { startQueueEngine } from './queue/index.ts';
import { Wordbook } from './refine/index.ts';
import { inPlaceLanguage, type SettingsBook, settingsIn } from './settings/index.ts';
import { openStore, type Store } from './store/index.ts';
import { channelLogIn, keptPersonalData, openMessagesIn, poemRecordsIn } from './store/kept/index.ts';

type Logger = ReturnType<typeof createLogger>;

/** What every part is made of. */
interface Foundation {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly store: Store;
  readonly engine: Engine;
  readonly settings: SettingsBook;
  readonly guard: Guard;
  readonly lexicon: Lexicon;
}

/** A shutdown that takes longer than this is cut short. */
const shutdownWithinMs = 10_000;
const sweepEveryMs = 3_600_000;
/** A daily verse that an outage kept back is still posted within six hours. */
const graceMs = 6 * 3_600_000;
/** Work of a process that died is taken over by another after a minute. */
const leaseMs = 60_000;

async function lay(config: Config, logger: Logger): Promise<Foundation> {
  const clock = systemClock;
  const metrics = createMetrics(clock);
  const model = await readModelFiles(config.engine.modelFolder);
  const store = await openStore(config.storeUrl, { clock });
  logger.info({ store: store.place }, 'the store is open');
  const engine = metrics.watchEngine(
    config.queue ? startQueueEngine({ url: config.queue.url, logger }) : startEngine({ ...config.engine, logger }),
  );
  const settings = settingsIn(store);
  const lexicon = parseLexicon(model.lexicon, model.config);
  const guard = createGuard({
    settings,
    store,
    filter: wordFilter(wordsOf(lexicon)),
    quotaSentence,
  });
  return { config, logger, clock, metrics, store, engine, settings, guard, lexicon };
}

/** Every spelling that the model can print. */
function wordsOf(lexicon: Lexicon): string[] {
  return Array.from({ length: lexicon.size - lexicon.firstWord }, (_, index) =>
    lexicon.spelling(lexicon.firstWord + index),
  );
}

/** The commands, what goes on by itself behind them, and the one that draws cut poems again. */
interface Work {
  readonly commands: readonly Command[];
  readonly poem: PoemCommand;
  /** Run until the signal aborts. */
  readonly clockworks: readonly { run(signal: AbortSignal): Promise<void> }[];
}

/** @param platform the connected platform of a name */
function workOn(
  foundation: Foundation,
  platform: (name: PlatformName) => Platform | undefined,
  web: () => WebPlatform,
): Work {
  const { config, engine, clock, store, logger, guard, settings, lexicon } = foundation;
  const drafter = config.drafter && createDrafter({ ...config.drafter, clock });
  const random = Math.random;
  const records = poemRecordsIn(store, clock);
  /** A request that nobody makes just now, in the words and the style of its place. */
  const dress = async (place: Place, request: OpenStyleRequest): Promise<PoemRequest> => {
    const of = await settings.of(place);
    for (const text of [request.topic, request.draft ?? '']) guard.check(text, of);
    const dressed = guard.dress(request, of);
    return { ...dressed, style: dressed.style ?? 'haiku' };
  };
  const poem = createPoemCommand({
    ...{ engine, clock, logger, records, random },
    open: openMessagesIn(store, clock),
    prepare: (request, asking) => guard.prepare(request, asking),
    ...(drafter && { writeDraft: createDraftWriter({ drafter, guard, settings, logger }) }),
  });
  const verses = new DailyVerses({
    ...{ store, clock, engine, platform, logger, graceMs, leaseMs },
    look: createDailyLook(records),
    dress: (post) => dress(post.place, post.request),
  });
  const battles = new Battles({
    ...{ store, clock, engine, platform, logger, leaseMs },
    look: battleLook,
    dress: (battle, side) => dress(battle.place, side.request),
  });
  const personal = [...keptPersonalData(store), ...battles.personalData, verses.personalData].map((kind) => ({
    ...kind,
    // The page still shows what the store has just forgotten.
    erase: async (person: string) => {
      const erased = await kind.erase(person);
      if (kind.kind === 'channel') web().forget(person);
      return erased;
    },
  }));
  const commands = [
    poem,
    createRefineCommand({ words: new Wordbook(lexicon), draw: poem.draw }),
    createRestyleCommand({ draw: poem.draw }),
    createBattleCommand({ battles, guard, settings, random }),
    createDailyCommand({ verses, engine, clock, random }),
    createSettingsCommand(settings),
    createPrivacyCommand(personal),
    help,
  ];
  return { poem, commands, clockworks: [verses, battles] };
}

/** Runs until the signal aborts. */
async function run(config: Config, logger: Logger, ending: AbortController): Promise<void> {
  const { signal } = ending;
  const foundation = await lay(config, logger);
  const { engine, store, clock, metrics, guard, settings } = foundation;

  const connected = new Set<Platform>();
  const platform = (name: PlatformName) => [...connected].find((one) => one.name === name);
  const { commands: all, poem, clockworks } = workOn(foundation, platform, () => web);
  const commands = all.map(({ definition }) => definition);
  const router = createRouter(all, { signal, logger, admit: (asked) => guard.admit(asked) });
  const handlers = inPlaceLanguage(router, settings);

  const live = { watch: metrics.watchEdits };
  const web = createWebPlatform({
    ...config.web,
    ...{ commands, clock, logger, live },
    log: channelLogIn(store, clock),
    status: () => engine.status(),
    platforms: () => Object.fromEntries(platforms.map((platform) => [platform.name, connected.has(platform)])),
    metrics: () => metrics.scrape(),
  });
  const platforms: readonly Platform[] = [
    web,
    ...(config.discord === undefined ? [] : [createDiscord({ ...config.discord, commands, clock, logger, live })]),
    ...(config.slack === undefined ? [] : [createSlack({ ...config.slack, home: helpPage, clock, logger, live })]),
  ];
  const connect = async (platform: Platform) => {
    await platform.start(handlers, signal);
    connected.add(platform);
  };

  try {
    // The page and /health stand before anything that may take long.
    await connect(web);
    logger.info(config.web.channelOpen ? `Inkling is at ${web.address} (type /poem)` : `/health is at ${web.address}`);
    await Promise.all([
      readyOrEnding(engine, signal),
      ...platforms.filter((platform) => platform !== web).map(connect),
    ]);
    if (engine.status().ready) logger.info('the engine can draw');
    const open = openMessagesIn(store, clock);
    await Promise.all([
      finishUnfinished({ open, platforms, redraw: { poem: poem.redraw }, logger, signal }),
      ...clockworks.map((clockwork) => clockwork.run(signal)),
      sweep(store, clock, logger, signal),
    ]);
  } finally {
    ending.abort();
    await router.idle();
    await Promise.allSettled(platforms.map((platform) => platform.stop()));
    await engine.close();
    await store.close();
  }
}

/** Workers may be hours away; a shutdown isn't kept waiting for them. */
async function readyOrEnding(engine: Engine, signal: AbortSignal): Promise<void> {
  const ending = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  if (!signal.aborted) await Promise.race([engine.ready(), ending]);
}

/** Deletes what has expired, every hour. */
async function sweep(store: Store, clock: Clock, logger: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(sweepEveryMs, signal).catch(() => undefined);
    if (!signal.aborted)
      await store.sweep().catch((error) => logger.warn({ err: error }, 'the store could not be swept'));
  }
}

/** Ends Inkling in good order at the first signal, and at once at the second. */
function endOnSignals(ending: AbortController, logger: Logger): void {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (ending.signal.aborted) process.exit(1);
      logger.info({ signal: name }, 'ending');
      ending.abort();
      setTimeout(() => {
        logger.error('the shutdown took too long');
        process.exit(1);
      }, shutdownWithinMs).unref();
    });
  }
}

/** One sentence for what the operator can mend; everything else with where it happened. */
function explain(error: unknown): string {
  if (error instanceof InklingError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  const given = environment();
  const config = readConfig(given);
  const logger = createLogger({
    level: config.logLevel,
    secrets: secretsOf(given),
    write: (line) => process.stdout.write(line),
    readable: process.stdout.isTTY === true,
  });
  const ending = new AbortController();
  endOnSignals(ending, logger);
  await run(config, logger, ending);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
