import type { Clock } from '../clock.ts';
import type { Place } from '../platforms/contract.ts';
import { type Collection, everyRecord, LeasedRecords, personKey, type Store, type Stored } from '../store/index.ts';
import { day, keptForDays } from '../store/kept/retention.ts';
import { type Battle, type BattleState, battleKey, type Named } from './battle.ts';

/** States in which a process works on a battle, under a lease. */
const worked: ReadonlySet<BattleState> = new Set(['drawing', 'opening', 'closing', 'announcing']);
/** States that only time or a person ends. */
const waiting: ReadonlySet<BattleState> = new Set(['gathering', 'voting']);

/** Votes that a process which has just started shows again. */
const mostWatched = 500;

/** All battles, by server, and who took part in them. */
export class BattleTable {
  /** Battles as work: due when a lease ends or a time has come. */
  readonly work: LeasedRecords<Battle>;
  readonly #battles: Collection<Battle>;
  /** One small record a person and battle, so that people find theirs. */
  readonly #people: Collection<{ readonly battle: string }>;
  /** What was said of a tally after its battle was called: apart, so that saying it takes a battle from nobody's hands. */
  readonly #hiding: Collection<{ readonly hidden: boolean }>;

  readonly #clock: Clock;

  constructor(store: Store, clock: Clock, leaseMs: number) {
    this.#clock = clock;
    this.#battles = store.collection('battles');
    this.#people = store.collection('battle-people');
    this.#hiding = store.collection('battle-hiding');
    this.work = new LeasedRecords(this.#battles, {
      clock,
      leaseMs,
      dueAt: ({ state, closesAt }, leaseEnd) =>
        worked.has(state) ? leaseEnd : waiting.has(state) ? closesAt : undefined,
      facts: expiry,
    });
  }

  async get(space: Pick<Place, 'platform' | 'space'>, id: string): Promise<Stored<Battle> | undefined> {
    return this.#battles.get(battleKey({ id, place: { ...space, channel: '' } }));
  }

  byKey(key: string): Promise<Stored<Battle> | undefined> {
    return this.#battles.get(key);
  }

  /**
   * Changes a battle wherever it is; undefined when there is none. `change` must be pure and may return undefined to
   * leave it. A process that holds the battle loses it.
   *
   * @param dueAt when somebody should look at it, for a changed battle
   */
  async change(
    key: string,
    change: (battle: Battle) => Battle | undefined,
    dueAt: (battle: Battle) => number | undefined,
  ): Promise<Battle | undefined> {
    const stored = await this.#battles.update(key, change, (battle) => {
      const due = dueAt(battle);
      return { ...expiry(battle), ...(due === undefined ? {} : { due }) };
    });
    return stored?.value;
  }

  /** Whether a battle's tally shows only at the end. */
  async isHidden(battle: Battle): Promise<boolean> {
    return (await this.#hiding.get(battleKey(battle)))?.value.hidden ?? battle.hidden;
  }

  async setHidden(battle: Battle, hidden: boolean): Promise<void> {
    await this.#hiding.put(battleKey(battle), { hidden }, expiry(battle));
  }

  async enter(battle: Battle, person: Named): Promise<void> {
    const key = battleKey(battle);
    await this.#people.put(
      `${key}/${person.id}`,
      { battle: key },
      { owner: personKey(battle.place.platform, person.id), ...expiry(battle) },
    );
  }

  /** Every battle of a server that is still kept. */
  async *of({ platform, space }: Pick<Place, 'platform' | 'space'>): AsyncGenerator<Battle> {
    for await (const { value } of everyRecord(this.#battles, `${platform}/${space}/`)) yield value;
  }

  /** Battles whose vote is open, of all servers. */
  async openVotes(): Promise<readonly Battle[]> {
    const waiting = await this.#battles.due(this.#clock.now() + day, mostWatched);
    return waiting.map(({ value }) => value).filter(({ state }) => state === 'voting');
  }

  /** When the first battle at or before `by` wants attention. */
  async nextDue(by: number): Promise<number | undefined> {
    return (await this.#battles.due(by, 1))[0]?.due;
  }

  /** The battles that a person called or wrote for. */
  async withPerson(person: string): Promise<readonly Stored<Battle>[]> {
    const entries = await this.#people.ownedBy(person);
    const battles = await Promise.all(entries.map(({ value }) => this.#battles.get(value.battle)));
    return battles.filter((battle) => battle !== undefined);
  }

  /** Takes a person's name, and the draft that they wrote, off their battles; returns how many. */
  async forget(person: string): Promise<number> {
    const entries = await this.#people.ownedBy(person);
    for (const { key, value } of entries) {
      await this.#battles.update(value.battle, (battle) => withoutPerson(battle, person));
      await this.#people.delete(key);
    }
    return entries.length;
  }
}

function withoutPerson(battle: Battle, person: string): Battle {
  const isThem = (one: Named | undefined) => one !== undefined && personKey(battle.place.platform, one.id) === person;
  const { calledBy, a, b, ...rest } = battle;
  const side = (one: Battle['a']) => {
    if (!one || !isThem(one.student)) return one;
    const { draft: _, ...request } = one.request;
    return { request };
  };
  const [first, second] = [side(a), side(b)];
  return {
    ...rest,
    ...(calledBy && !isThem(calledBy) ? { calledBy } : {}),
    ...(first ? { a: first } : {}),
    ...(second ? { b: second } : {}),
  };
}

function expiry({ calledAt }: Battle) {
  return { expiresAt: calledAt + keptForDays.battles * day };
}
