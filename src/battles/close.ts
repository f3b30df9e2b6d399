import type { Platform } from '../platforms/contract.ts';
import type { Tenure } from '../store/index.ts';
import { type Battle, battleKey, winnerOf } from './battle.ts';
import { isGone } from './draw.ts';
import type { BattleOptions } from './options.ts';

/**
 * From the end of the vote to the winner's poem. The database closes the ballot once and for all, so whoever comes
 * after a crash counts the same votes.
 */
export async function closeBattle(tenure: Tenure<Battle>, platform: Platform, options: BattleOptions): Promise<void> {
  const { store } = options;
  if (tenure.value.state === 'voting') {
    const { tally } = await store.ballots.close(battleKey(tenure.value));
    await tenure.advance({ state: 'closing', tally, winner: winnerOf(tally) });
  }
  if (tenure.value.state === 'closing') await sayResult(tenure, platform, options);
  if (tenure.value.state === 'announcing') await announce(tenure, platform, options);
}

/** `closing`: the result under both poems, in the place of the buttons. */
async function sayResult(
  { value, advance }: Tenure<Battle>,
  platform: Platform,
  { look }: BattleOptions,
): Promise<void> {
  try {
    if (value.message) {
      const live = await platform.resume(value.message);
      await live.finish(look.closed(value), 'at-once');
    }
  } catch (error) {
    if (!isGone(error)) throw error;
    // What a moderator took away is not posted again as a winner.
    return advance({ state: 'removed' });
  }
  await advance({ state: 'announcing' });
}

/** `announcing`: a post of its own, so that people are told; once, or not at all where that cannot be known. */
async function announce(
  { value, advance }: Tenure<Battle>,
  platform: Platform,
  { look, logger }: BattleOptions,
): Promise<void> {
  const mayStand = value.posting === true && !platform.postsOnce;
  if (!mayStand && value.poems) {
    await advance({ posting: true });
    try {
      await platform.post(value.place, look.announcement(value, value.poems), { once: `winner ${battleKey(value)}` });
    } catch (error) {
      // The result stands in the battle's own message; a channel that takes no more posts has seen it there.
      if (!isGone(error) && platform.postsOnce) throw error;
      logger.warn({ err: error, battle: value.id }, 'a winner could not be announced');
    }
  }
  await advance({ state: 'closed' });
}
