/** Who somebody is in a workspace: rights, groups and language, asked for once in a while. */
import type { Clock } from '../../clock.ts';
import type { Person } from '../contract.ts';
import type { Wire } from './wire.ts';

export interface KnownPerson {
  readonly person: Person;
  readonly locale: string;
}

/** Rights change seldom; ten minutes late is soon enough. */
const freshMs = 10 * 60_000;
/** An answer must not wait for a name. */
const waitMs = 1_500;

interface Looked {
  readonly at: number;
  readonly found: Promise<KnownPerson>;
}

export class People {
  readonly #wire: Wire;
  readonly #clock: Clock;
  readonly #known = new Map<string, Looked>();
  #groups: { readonly at: number; readonly members: Promise<ReadonlyMap<string, readonly string[]>> } | undefined;

  constructor(wire: Wire, clock: Clock) {
    this.#wire = wire;
    this.#clock = clock;
  }

  /** @param name what the delivery itself calls the person */
  async find(id: string, name: string): Promise<KnownPerson> {
    const now = this.#clock.now();
    const known = this.#known.get(id);
    if (known !== undefined && now - known.at < freshMs) return known.found;
    const unknown: KnownPerson = {
      person: { id, name, roles: [], managesSpace: false, moderates: false },
      locale: 'en',
    };
    const waited = new AbortController();
    const late = this.#clock.sleep(waitMs, waited.signal).then(
      () => undefined,
      () => undefined,
    );
    const found = Promise.race([this.#ask(id, name).catch(() => undefined), late]).then((person) => {
      waited.abort();
      // A failure is forgotten, so that the next time somebody asks Slack again.
      if (person === undefined) this.#known.delete(id);
      return person ?? unknown;
    });
    this.#known.set(id, { at: now, found });
    if (this.#known.size > 10_000) this.#known.delete(this.#known.keys().next().value!);
    return found;
  }

  async #ask(id: string, name: string): Promise<KnownPerson> {
    const [{ user }, groups] = await Promise.all([
      this.#wire.client.users.info({ user: id, include_locale: true }),
      this.#groupMembers(),
    ]);
    const manages = (user?.is_admin ?? false) || (user?.is_owner ?? false);
    const roles = [...groups].filter(([, members]) => members.includes(id)).map(([group]) => group);
    const shown = user?.profile?.display_name || user?.real_name || name;
    return {
      person: { id, name: shown, roles, managesSpace: manages, moderates: manages },
      locale: user?.locale ?? 'en',
    };
  }

  /** User groups are a paid feature and a scope of its own: without them nobody has a role. */
  #groupMembers(): Promise<ReadonlyMap<string, readonly string[]>> {
    const now = this.#clock.now();
    if (this.#groups === undefined || now - this.#groups.at > freshMs) {
      const members = this.#wire.client.usergroups.list({ include_users: true }).then(
        ({ usergroups = [] }) => new Map(usergroups.map(({ id, users }) => [id ?? '', users ?? []])),
        () => new Map<string, readonly string[]>(),
      );
      this.#groups = { at: now, members };
    }
    return this.#groups.members;
  }
}
