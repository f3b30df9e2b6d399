import type { LiveMessage, MessageRef, Place, Platform } from '../platforms/contract.ts';
import { type Battle, battleKey } from './battle.ts';
import { isGone } from './draw.ts';
import type { BattleOptions } from './options.ts';
import type { BattleTable } from './table.ts';

/** The least time between two looks at the tally, and the time between them while there is no news. */
const lookEveryMs = 1_000;
const restMs = 5_000;

interface Watch {
  again: boolean;
  wake: AbortController;
}

/**
 * Shows the votes as they come in, on the messages of battles. Every process that takes votes has one; each looks
 * until the vote ends, so that two that edit one message come to show the same tally, and neither leaves a frame of
 * its own over the result.
 */
export class TallyBoard {
  readonly #table: BattleTable;
  readonly #options: BattleOptions;
  readonly #watches = new Map<string, Watch>();
  readonly #running = new Set<Promise<void>>();

  constructor(table: BattleTable, options: BattleOptions) {
    this.#table = table;
    this.#options = options;
  }

  /** There is news of a battle: a vote, or that its tally is hidden now. */
  touch(battle: Battle, signal: AbortSignal): void {
    const key = battleKey(battle);
    const watching = this.#watches.get(key);
    if (watching) {
      watching.again = true;
      watching.wake.abort();
      return;
    }
    const platform = this.#options.platform(battle.place.platform);
    if (!platform || !battle.message) return;
    const watch: Watch = { again: true, wake: new AbortController() };
    this.#watches.set(key, watch);
    // A signal of its own: waiting would hang one more listener on the process's signal for every battle.
    const work = this.#follow(battle.message, battle, platform, watch, AbortSignal.any([signal]))
      .catch((error) => {
        if (!signal.aborted) this.#options.logger.warn({ err: error, battle: battle.id }, 'a tally was not shown');
      })
      .finally(() => {
        this.#watches.delete(key);
        this.#running.delete(work);
      });
    this.#running.add(work);
  }

  /** Settles when nothing is being watched. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  async #follow(
    message: MessageRef,
    { place, id }: Battle,
    platform: Platform,
    watch: Watch,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, logger } = this.#options;
    const live = await platform.resume(message);
    let shown: string | undefined;
    for (;;) {
      watch.again = false;
      const news = await this.#show(live, place, id, shown).catch((error): string | undefined => {
        // A store that is away for a moment must not end the watch: the next look may be the last vote's only one.
        logger.warn({ err: error, battle: id }, 'a tally could not be read');
        return shown;
      });
      if (news === ended) return;
      const quiet = news === shown;
      shown = news;
      await clock.sleep(lookEveryMs, signal);
      if (!quiet || watch.again) continue;
      watch.wake = new AbortController();
      await clock.sleep(restMs, AbortSignal.any([signal, watch.wake.signal])).catch(() => signal.throwIfAborted());
    }
  }

  /** Looks once, and shows what is new. @returns what is shown now, or {@link ended} */
  async #show(live: LiveMessage, place: Place, id: string, shown: string | undefined): Promise<string> {
    const { store, look } = this.#options;
    const battle = (await this.#table.get(place, id))?.value;
    if (battle?.state !== 'voting' && battle?.state !== 'opening') {
      // Also a battle that was called off: a frame of ours may still be on its way, and would bring the buttons back.
      const last = battle && (battle.state === 'cancelled' ? look.cancelled(battle) : look.closed(battle));
      if (last) await live.finish(last, 'at-once').catch((error) => this.#unfinished(error, id));
      return ended;
    }
    const hidden = await this.#table.isHidden(battle);
    const tally = hidden ? {} : await store.ballots.tally(battleKey(battle));
    const news = JSON.stringify([hidden, battle.closesAt, tally.a ?? 0, tally.b ?? 0]);
    if (news !== shown) live.show(look.voting({ ...battle, hidden }, tally));
    return news;
  }

  #unfinished(error: unknown, id: string): void {
    if (!isGone(error)) this.#options.logger.warn({ err: error, battle: id }, 'a result was not shown');
  }
}

/** Stands for a vote that is over, where {@link TallyBoard} remembers what it shows. */
const ended = 'ended';
