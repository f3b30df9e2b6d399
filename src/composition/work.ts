import { createBattleCommand } from '../../commands/battle.ts';
import { battleLook } from '../../commands/battle-look.ts';
import { createDailyCommand } from '../../commands/daily.ts';
import { createDailyLook } from '../../commands/daily-look.ts';
import {
  type Command,
  createDraftWriter,
  createPoemCommand,
  createRefineCommand,
  createRestyleCommand,
  createRouter,
  help,
  type OpenStyleRequest,
  type PoemCommand,
  type Router,
} from '../../commands/index.ts';
import { createPrivacyCommand } from '../../commands/privacy.ts';
import { createSettingsCommand } from '../../commands/settings.ts';
import { Battles } from '../battles/index.ts';
import { DailyVerses } from '../daily/index.ts';
import { createDrafter } from '../drafter/index.ts';
import type { OpenMessages } from '../live/index.ts';
import type { Handlers, Place, Platform, PlatformName } from '../platforms/contract.ts';
import type { PoemRequest } from '../poem.ts';
import { Wordbook } from '../refine/index.ts';
import { inPlaceLanguage } from '../settings/index.ts';
import { keptPersonalData, openMessagesIn, poemRecordsIn } from '../store/kept/index.ts';
import type { Foundation } from './foundation.ts';

/** What people can ask for, and what goes on by itself behind it. */
export interface Work {
  readonly commands: readonly Command[];
  readonly router: Router;
  /** What platforms are started with. */
  readonly handlers: Handlers;
  /** Draws cut poems again. */
  readonly poem: PoemCommand;
  /** What is being drawn here and elsewhere. */
  readonly openMessages: OpenMessages;
  /** Run until the signal aborts. */
  readonly clockworks: readonly { run(signal: AbortSignal): Promise<void> }[];
}

/** What the work needs of the process that it is done in. */
export interface Workplace {
  /** The connected platform of a name. */
  platform(name: PlatformName): Platform | undefined;
  /** The page still shows what the store has just forgotten of a person; absent where there is no page. */
  forget?(owner: string): void;
}

/** A bot's deaths and shutdowns may cut a daily verse; it is still posted within six hours. */
const graceMs = 6 * 3_600_000;
/** Work of a process that died is taken over by another after a minute. */
const leaseMs = 60_000;

/** @param signal ends what the commands are doing */
export function workOn(foundation: Foundation, { platform, forget }: Workplace, signal: AbortSignal): Work {
  const { config, engine, clock, store, logger, guard, settings, lexicon } = foundation;
  const drafter = config.drafter && createDrafter({ ...config.drafter, clock });
  const random = Math.random;
  const records = poemRecordsIn(store, clock);
  const openMessages = openMessagesIn(store, clock);
  /** A request that nobody makes just now, in the words and the style of its place. */
  const dress = async (place: Place, request: OpenStyleRequest): Promise<PoemRequest> => {
    const of = await settings.of(place);
    for (const text of [request.topic, request.draft ?? '']) guard.check(text, of);
    const dressed = guard.dress(request, of);
    return { ...dressed, style: dressed.style ?? 'haiku' };
  };
  const poem = createPoemCommand({
    ...{ engine, clock, logger, records, random },
    open: openMessages,
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
    erase: async (person: string) => {
      const erased = await kind.erase(person);
      if (kind.kind === 'channel') forget?.(person);
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
  const router = createRouter(commands, { signal, logger, admit: (asked) => guard.admit(asked) });
  const handlers = inPlaceLanguage(router, settings);
  return { commands, router, handlers, poem, openMessages, clockworks: [verses, battles] };
}
