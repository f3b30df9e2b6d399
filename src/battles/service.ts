import { RequestError } from '../errors.ts';
import type { LiveMessage, Place } from '../platforms/contract.ts';
import { type Held, personKey, type Stored, underLease } from '../store/index.ts';
import { keptForDays } from '../store/kept/retention.ts';
import { type Battle, type BattleState, battleKey, type Named, type Side, type SideName } from './battle.ts';
import { TallyBoard } from './board.ts';
import { closeBattle } from './close.ts';
import { drawBattle, isGone, openVote, sayCancelled } from './draw.ts';
import type { BattleOptions, OpeningOptions } from './options.ts';
import { type Results, resultsOf } from './results.ts';
import { BattleTable } from './table.ts';
import { VotesInOrder } from './voting.ts';

/** How long a battle of teams waits for its drafts. */
const gatheringMinutes = 60;

/** How long the clockwork rests at most before it looks for what other processes or people changed. */
const restMs = 15_000;

/** States of a battle whose end is still open. */
const open: ReadonlySet<BattleState> = new Set(['gathering', 'drawing', 'opening', 'voting']);

/** Work on a battle in this process, and what stops it. */
interface Running {
  readonly work: Promise<void>;
  readonly stop: AbortController;
}

type Space = Pick<Place, 'platform' | 'space'>;

/** A battle as it is called. */
export type Call = Pick<Battle, 'id' | 'place' | 'locale' | 'topic' | 'minutes' | 'hidden'> & {
  readonly calledBy: Named;
  /** Absent for a battle of teams. */
  readonly sides?: Readonly<Record<SideName, Side>>;
};

/** Battles, their votes and their ends. Any number of processes may run over one store. */
export class Battles {
  readonly #table: BattleTable;
  readonly #options: BattleOptions;
  readonly #board: TallyBoard;
  readonly #votes: VotesInOrder;
  readonly #running = new Map<string, Running>();

  constructor(options: BattleOptions) {
    this.#options = options;
    this.#table = new BattleTable(options.store, options.clock, options.leaseMs);
    this.#votes = new VotesInOrder(options.store.ballots);
    this.#board = new TallyBoard(this.#table, options);
  }

  /** Draws what was called, opens and closes votes in time, and mends what a crash cut, until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    let watching = false;
    while (!signal.aborted) {
      let rest = restMs;
      try {
        await this.begin(signal);
        // Votes that the last process counted and did not live to show.
        if (!watching) for (const battle of await this.#table.openVotes()) this.#board.touch(battle, signal);
        watching = true;
        const next = await this.#table.nextDue(clock.now() + restMs);
        rest = next === undefined ? restMs : Math.max(50, next - clock.now());
      } catch (error) {
        // A store that is away for a while must not end the clockwork.
        logger.warn({ err: error }, 'the battles could not be looked through');
      }
      await clock.sleep(rest, signal).catch(() => {});
    }
    await this.idle();
  }

  /** Takes up every battle that is due; the work goes on after this resolves. @returns how many were begun */
  async begin(signal: AbortSignal): Promise<number> {
    let begun = 0;
    for (const due of await this.#table.work.due()) {
      // A busy process may be late with its own lease; it must not begin its own work a second time.
      if (this.#running.has(due.key) || !this.#options.platform(due.value.place.platform)) continue;
      const held = await this.#table.work.takeOver(due);
      if (!held) continue;
      begun += 1;
      this.#start(held, signal);
    }
    return begun;
  }

  /** Settles when no battle is being worked on here. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running.values()].map(({ work }) => work));
  }

  /** Settles when no tally is being shown here any more: when every vote has ended, or the signal has aborted. */
  boardsIdle(): Promise<void> {
    return this.#board.idle();
  }

  /**
   * Calls a battle: posts its message, then draws. A battle of teams waits for its drafts first.
   *
   * @returns when the message stands; the drawing goes on
   * @throws {RequestError} when the channel does not take it
   */
  async call(call: Call, signal: AbortSignal): Promise<void> {
    const { sides, ...terms } = call;
    const { clock, look } = this.#options;
    const now = clock.now();
    const battle: Battle = {
      ...terms,
      ...sides,
      calledAt: now,
      posting: true,
      ...(sides ? { state: 'drawing' } : { state: 'gathering', closesAt: now + gatheringMinutes * 60_000 }),
    };
    const held = await this.#table.work.claim(battleKey(battle), battle);
    const platform = this.#options.platform(battle.place.platform);
    if (!held || !platform) throw new RequestError('battle-not-posted', 'I cannot hold a battle in this channel.');
    await this.#table.enter(battle, call.calledBy);
    const content = sides ? look.drawing(battle, { a: undefined, b: undefined }) : look.gathering(battle);
    const posted = await platform
      .post(battle.place, content, { once: `battle ${battleKey(battle)}` })
      .catch(async (cause) => {
        await this.#table.work.advance(held, { ...battle, state: 'cancelled', reason: 'lost' });
        throw new RequestError('battle-not-posted', 'I cannot hold a battle in this channel.', { cause });
      });
    const standing = await this.#table.work.advance(held, { ...battle, message: posted.ref, posting: false });
    if (sides) this.#start(standing, signal);
  }

  /**
   * Gives a team its draft; with the second one the battle begins.
   *
   * @throws {RequestError} when the side is taken, is the person's own already, or nobody gathers any more
   */
  async join(
    space: Space,
    id: string,
    side: SideName,
    entry: Side & { readonly student: Named },
    signal: AbortSignal,
  ): Promise<Battle> {
    const { value: battle } = await this.find(space, id);
    const other = side === 'a' ? 'b' : 'a';
    const now = this.#options.clock.now();
    const joined = await this.#change(battle, (present) => {
      if (present.state !== 'gathering')
        throw new RequestError('battle-not-gathering', 'This battle takes no more drafts.');
      if (present[side] && present[side].student?.id !== entry.student.id)
        throw new RequestError('side-taken', 'Somebody else has this side already.');
      if (present[other]?.student?.id === entry.student.id)
        throw new RequestError('own-opponent', 'You have the other side. Leave this one to somebody else.');
      const both = present[other] !== undefined;
      return { ...present, [side]: entry, ...(both ? { state: 'drawing' as const, calledAt: now } : {}) };
    });
    await this.#table.enter(joined, entry.student);
    if (joined.state === 'drawing') await this.begin(signal);
    else await this.#edit(joined);
    return joined;
  }

  /** One vote a person, changeable until the end. @throws {RequestError} when the vote is closed */
  async vote(
    space: Space,
    id: string,
    { voter, side, arrival }: { readonly voter: Named; readonly side: SideName; readonly arrival?: number | undefined },
    signal: AbortSignal,
  ): Promise<Battle> {
    const { clock } = this.#options;
    const { value: battle } = await this.find(space, id);
    // Its time is over, and nobody has come to count it yet.
    const late = battle.state === 'voting' && (battle.closesAt ?? 0) <= clock.now();
    const person = personKey(space.platform, voter.id);
    if (late || !(await this.#votes.vote(battleKey(battle), person, side, arrival)))
      throw new RequestError('vote-closed', 'This vote is closed.');
    this.#board.touch(battle, signal);
    return battle;
  }

  /** Ends the vote now. @throws {RequestError} when there is no open vote */
  async close(space: Space, id: string, by: Named, signal: AbortSignal): Promise<void> {
    const { value: battle } = await this.find(space, id);
    const now = this.#options.clock.now();
    await this.#change(battle, (present) => {
      if (present.state !== 'voting') throw new RequestError('vote-not-open', 'There is no open vote.');
      return { ...present, closesAt: now, endedBy: by.name };
    });
    await this.begin(signal);
  }

  /** Calls a battle off, wherever it is; there is no winner. @throws {RequestError} when it has ended */
  async cancel(space: Space, id: string, by: Named): Promise<void> {
    const { value: battle } = await this.find(space, id);
    const cancelled = await this.#change(battle, (present) => {
      if (!open.has(present.state)) throw new RequestError('battle-over', 'This battle is over already.');
      return { ...present, state: 'cancelled', endedBy: by.name };
    });
    const running = this.#running.get(battleKey(battle));
    running?.stop.abort();
    await running?.work;
    await this.#options.store.ballots.close(battleKey(battle));
    const platform = this.#options.platform(space.platform);
    if (platform) await sayCancelled(cancelled, platform, this.#options);
  }

  /**
   * Hides the tally until the end, or shows it again, from whatever moment of the battle on.
   *
   * @throws {RequestError} `vote-not-open` when the battle is over
   */
  async hide(space: Space, id: string, hidden: boolean, signal: AbortSignal): Promise<void> {
    const { value: battle } = await this.find(space, id);
    if (!open.has(battle.state)) throw new RequestError('vote-not-open', 'There is no open vote.');
    await this.#table.setHidden(battle, hidden);
    // Read only now: a vote that opens later reads what was said.
    const { value: present } = await this.find(space, id);
    if (present.state === 'voting') this.#board.touch(present, signal);
  }

  /** @throws {RequestError} when the server has no battle of this id */
  async find(space: Space, id: string): Promise<Stored<Battle>> {
    const stored = await this.#table.get(space, id.trim().toLowerCase());
    if (!stored) throw new RequestError('no-such-battle', 'I do not remember this battle.');
    return stored;
  }

  /** Battles of a server that have not ended, for completion. */
  async open(space: Space): Promise<readonly Battle[]> {
    const found: Battle[] = [];
    for await (const battle of this.#table.of(space)) if (open.has(battle.state)) found.push(battle);
    return found;
  }

  results(space: Space): Promise<Results> {
    return resultsOf(this.#table.of(space));
  }

  /** Battles and votes of a person, for `/privacy`. */
  get personalData() {
    const table = this.#table;
    const { ballots } = this.#options.store;
    return [
      {
        kind: 'battles' as const,
        keptForDays: keptForDays.battles,
        list: async (person: string) => (await table.withPerson(person)).map(({ value }) => value.topic),
        erase: (person: string) => table.forget(person),
      },
      {
        kind: 'votes' as const,
        keptForDays: 0,
        list: async (person: string) =>
          Promise.all(
            (await ballots.votesOf(person)).map(async ({ ballot, choice }) => {
              const topic = (await table.byKey(ballot))?.value.topic ?? ballot;
              return `${topic}: ${choice.toUpperCase()}`;
            }),
          ),
        erase: (person: string) => ballots.withdraw(person),
      },
    ] as const;
  }

  #start(held: Held<Battle>, signal: AbortSignal): void {
    const stop = new AbortController();
    const work = this.#workOn(held, AbortSignal.any([signal, stop.signal])).finally(() =>
      this.#running.delete(held.key),
    );
    this.#running.set(held.key, { work, stop });
  }

  async #workOn(held: Held<Battle>, signal: AbortSignal): Promise<void> {
    const options: OpeningOptions = {
      ...this.#options,
      isHidden: (battle) => this.#table.isHidden(battle),
      shownOtherwise: (battle) => this.#board.touch(battle, signal),
    };
    const platform = options.platform(held.value.place.platform);
    if (!platform) return;
    let drawn: LiveMessage | undefined;
    const opened = (live: LiveMessage) => {
      drawn = live;
    };
    try {
      await underLease(this.#table.work, held, options, async (tenure) => {
        switch (tenure.value.state) {
          case 'gathering':
            await tenure.advance({ state: 'cancelled', reason: 'nobody-came' });
            return sayCancelled(tenure.value, platform, options);
          case 'drawing':
            return drawBattle(tenure, platform, options, signal, opened);
          case 'opening':
            return openVote(tenure, platform, options);
          case 'voting':
          case 'closing':
          case 'announcing':
            return closeBattle(tenure, platform, options);
        }
      });
      // Somebody may have called it off meanwhile, and frames from here go over what was said.
      const after = (await this.#table.byKey(held.key))?.value;
      if (after?.state === 'cancelled' && after.endedBy !== undefined)
        await sayCancelled(after, platform, options, drawn);
    } catch (error) {
      // The lease runs out by itself, and whoever looks next goes on from the state that was written last.
      if (!signal.aborted)
        options.logger.warn({ err: error, battle: held.value.id }, 'a battle is left for a later attempt');
    }
  }

  /** Changes a battle; it is due when its time has come, or now where there is work to do. */
  async #change(battle: Battle, change: (present: Battle) => Battle): Promise<Battle> {
    const now = this.#options.clock.now();
    const changed = await this.#table.change(battleKey(battle), change, ({ state, closesAt }) => {
      if (state === 'gathering' || state === 'voting') return closesAt;
      return state === 'drawing' || state === 'opening' ? now : undefined;
    });
    if (!changed) throw new RequestError('no-such-battle', 'I do not remember this battle.');
    return changed;
  }

  async #edit(battle: Battle): Promise<void> {
    const platform = this.#options.platform(battle.place.platform);
    if (!platform || !battle.message) return;
    const live = await platform.resume(battle.message);
    await live.finish(this.#options.look.gathering(battle), 'at-once').catch((error) => {
      if (!isGone(error)) throw error;
    });
  }
}
