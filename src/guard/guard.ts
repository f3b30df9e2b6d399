import { RequestError } from '../errors.ts';
import type { OptionValue, Person, Place } from '../platforms/contract.ts';
import type { PoemRequest } from '../poem.ts';
import { isTeacher, type Settings, type SettingsBook } from '../settings/index.ts';
import { personKey, type Store } from '../store/index.ts';
import type { WordFilter } from './word-filter.ts';

/** Who asks for something, and where. */
export interface Asker {
  readonly place: Place;
  readonly person: Person;
  /** BCP 47, for sentences with values in them. */
  readonly locale: string;
}

/** What was asked, before the command sees it. */
export interface Request extends Asker {
  readonly command: string;
  readonly options: Readonly<Record<string, OptionValue>>;
}

/** A request for a poem whose style may still be open. */
export type OpenRequest = Omit<PoemRequest, 'style'> & { readonly style?: string };

/** Keeps to a server's settings. */
export interface Guard {
  /**
   * Lets a command through, or says why not: the channel, the role, a word.
   *
   * @throws {RequestError} `channel-closed`, `role-needed`, `word-refused`
   */
  admit(request: Request): Promise<void>;
  /**
   * Makes a request the server's own: its default style, its blocked words; and counts it against the quota.
   *
   * @param poems how many poems it will be
   * @throws {RequestError} `word-refused`, or `quota` with `retryAfterMs` and the time of the next poem
   */
  prepare<T extends OpenRequest>(request: T, asker: Asker, poems?: number): Promise<T>;
  /** The settings' style and blocked words alone, for poems that no person asks for just now. */
  dress<T extends OpenRequest>(request: T, settings: Settings): T;
  /** @throws {RequestError} `word-refused` when a text holds a word that the settings refuse */
  check(text: string, settings: Settings): void;
}

export interface GuardOptions {
  readonly settings: SettingsBook;
  readonly store: Store;
  readonly filter: WordFilter;
  /** Says when the next poem is allowed; `minutes` is at least 1. */
  readonly quotaSentence: (locale: string, values: { readonly poems: number; readonly minutes: number }) => string;
}

/** Commands that are open in every channel, to everyone, whatever words they are given. */
const free: ReadonlySet<string> = new Set(['settings', 'privacy', 'help']);

const hour = 3_600;

/** The guard over a store. Quotas are counted in the database, over all replicas. */
export function createGuard({ settings, store, filter, quotaSentence }: GuardOptions): Guard {
  const check = (text: string, of: Settings) => {
    if (filter.refuses(text, of))
      throw new RequestError(
        'word-refused',
        'I would rather not write about that here. Try it in other words: I am curious what you come up with.',
      );
  };

  const dress = <T extends OpenRequest>(request: T, of: Settings): T => {
    const style = request.style ?? of.style;
    const blocked = filter.blockedWords(of);
    return {
      ...request,
      ...(style === undefined ? {} : { style }),
      ...(blocked.length === 0 ? {} : { blocked: [...new Set([...(request.blocked ?? []), ...blocked])] }),
    };
  };

  const count = async (asker: Asker, of: Settings, poems: number) => {
    if (of.poemsPerHour === 0 || isTeacher(of, asker.person)) return;
    const { platform, space } = asker.place;
    const limiter = store.limiter({ name: 'poems', points: of.poemsPerHour, seconds: hour });
    const outcome = await limiter.take(`${space}/${personKey(platform, asker.person.id)}`, poems);
    if (outcome.allowed) return;
    const minutes = Math.max(1, Math.ceil(outcome.resetAfterMs / 60_000));
    throw new RequestError('quota', quotaSentence(asker.locale, { poems: of.poemsPerHour, minutes }), {
      retryAfterMs: outcome.resetAfterMs,
    });
  };

  return {
    dress,
    check,

    async admit({ command, options, place, person }) {
      if (free.has(command)) return;
      const of = await settings.of(place);
      if (of.channels.length > 0 && !of.channels.includes(place.channel))
        throw new RequestError(
          'channel-closed',
          'Poems have channels of their own here. Please try it in one of them.',
        );
      if (of.roles.length > 0 && !isTeacher(of, person) && !person.roles.some((role) => of.roles.includes(role)))
        throw new RequestError('role-needed', 'On this server you need a role for that which you do not have yet.');
      for (const value of Object.values(options)) if (typeof value === 'string') check(value, of);
    },

    async prepare(request, asker, poems = 1) {
      const of = await settings.of(asker.place);
      const { topic, draft = '', word = '', keep = [] } = request;
      for (const text of [topic, draft, word, ...keep.map((line) => line.text)]) check(text, of);
      await count(asker, of, poems);
      return dress(request, of);
    },
  };
}
