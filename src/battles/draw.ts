import { InklingError, RequestError } from '../errors.ts';
import type { LiveMessage, Platform } from '../platforms/contract.ts';
import type { Poem } from '../poem.ts';
import type { Store, Tenure } from '../store/index.ts';
import { day, keptForDays } from '../store/kept/retention.ts';
import { type Battle, battleKey, type SideName, sides } from './battle.ts';
import type { BattleOptions, OpeningOptions, Progress } from './options.ts';

/** How long an engine that is full or away is asked again before the battle is called off. */
const patienceMs = 10 * 60_000;

/** A ballot closes by itself this long after its vote should have ended, where nobody was there to close it. */
const ballotSlackMs = 60 * 60_000;

/** Answers of a platform after which the message will never take an edit. */
const lost: ReadonlySet<string> = new Set(['message-gone', 'message-forbidden', 'message-expired']);

/** Whether an error says that a message is no longer there. */
export function isGone(error: unknown): boolean {
  return error instanceof InklingError && lost.has(error.code);
}

/**
 * `drawing`: both poems denoise side by side in one message; then the vote opens.
 *
 * @param opened told of the message that the frames go to
 */
export async function drawBattle(
  tenure: Tenure<Battle>,
  platform: Platform,
  options: OpeningOptions,
  signal: AbortSignal,
  opened: (live: LiveMessage) => void,
): Promise<void> {
  const { clock, store } = options;
  let live: LiveMessage | undefined;
  try {
    live = await messageOf(tenure, platform, options);
    if (!live) return tenure.advance({ state: 'cancelled', reason: 'lost' });
    opened(live);
    const drawing = AbortSignal.any([signal, tenure.lost]);
    const poems = await drawBoth(tenure.value, live, platform, options, drawing);
    await openBallot(store, tenure.value, clock.now());
    await tenure.advance({ state: 'opening', poems });
    await openOn(live, tenure, options);
  } catch (error) {
    if (tenure.lost.aborted) throw error;
    // Stopping in the middle hands the battle over at once instead of after the lease.
    if (signal.aborted) return tenure.advance({}, clock.now());
    if (isGone(error)) return tenure.advance({ state: 'removed' });
    const retryAfterMs = error instanceof InklingError ? error.retryAfterMs : undefined;
    const wait = retryAfterMs ?? options.leaseMs;
    const final = error instanceof RequestError && retryAfterMs === undefined;
    if (!final && clock.now() + wait - tenure.value.calledAt < patienceMs)
      return tenure.advance({}, clock.now() + wait);
    options.logger.warn({ err: error, battle: tenure.value.id }, 'a battle was called off');
    await tenure.advance({ state: 'cancelled', reason: 'failed' });
    await sayCancelled(tenure.value, platform, options, live);
  }
}

/** `opening`: the poems are kept; only the buttons may be missing. */
export async function openVote(tenure: Tenure<Battle>, platform: Platform, options: OpeningOptions): Promise<void> {
  const { message } = tenure.value;
  if (!message) return tenure.advance({ state: 'cancelled', reason: 'lost' });
  try {
    await openOn(await platform.resume(message), tenure, options);
  } catch (error) {
    if (!isGone(error)) throw error;
    await tenure.advance({ state: 'removed' });
  }
}

/** Shows the buttons. The time to vote counts from when people see them: a busy workspace may keep them waiting. */
async function openOn(
  live: LiveMessage,
  tenure: Tenure<Battle>,
  { look, clock, store, isHidden, shownOtherwise }: OpeningOptions,
): Promise<void> {
  const { value } = tenure;
  const hidden = await isHidden(value);
  await live.finish(look.voting({ ...value, hidden }, await store.ballots.tally(battleKey(value))));
  await tenure.advance({ state: 'voting', closesAt: clock.now() + value.minutes * 60_000 });
  // The buttons may have taken a minute to stand; whoever said otherwise meanwhile found no open vote to show it on.
  if ((await isHidden(value)) !== hidden) shownOtherwise(tenure.value);
}

/**
 * The last content of a battle that was called off; a message that is gone needs none.
 *
 * @param drawn the message as it was drawn into, whose frames may still be on their way
 */
export async function sayCancelled(
  battle: Battle,
  platform: Platform,
  { look, logger }: Pick<BattleOptions, 'look' | 'logger'>,
  drawn?: LiveMessage,
): Promise<void> {
  if (!battle.message) return;
  try {
    const live = drawn ?? (await platform.resume(battle.message));
    await live.finish(look.cancelled(battle), 'at-once');
  } catch (error) {
    if (!isGone(error)) logger.warn({ err: error, battle: battle.id }, 'a cancelled battle could not be marked');
  }
}

/** Undefined when a crash came while posting and the platform cannot say whether the message stands. */
async function messageOf(
  { value, advance }: Tenure<Battle>,
  platform: Platform,
  { look }: BattleOptions,
): Promise<LiveMessage | undefined> {
  if (value.message) return platform.resume(value.message);
  if (value.posting && !platform.postsOnce) return undefined;
  await advance({ posting: true });
  const content = look.drawing(value, { a: undefined, b: undefined });
  const live = await platform.post(value.place, content, { once: `battle ${battleKey(value)}` });
  await advance({ message: live.ref, posting: false });
  return live;
}

async function drawBoth(
  battle: Battle,
  live: LiveMessage,
  { visibleEdits }: Platform,
  { engine, look, dress }: BattleOptions,
  signal: AbortSignal,
): Promise<Record<SideName, Poem>> {
  // One edit shows the newest frame of both sides, so each side is seen as often as the message is edited.
  const seen = visibleEdits === undefined ? {} : { visibleEdits };
  const progress: { -readonly [Side in keyof Progress]: Progress[Side] } = { a: undefined, b: undefined };
  // When one side fails, the other frees the engine at once.
  const failed = new AbortController();
  const drawing = AbortSignal.any([signal, failed.signal]);

  const drawSide = async (name: SideName): Promise<Poem> => {
    const side = battle[name];
    if (!side) throw new RequestError('battle-incomplete', 'A side of this battle is missing.');
    try {
      for await (const event of engine.draw({ ...(await dress(battle, side)), ...seen }, { signal: drawing })) {
        progress[name] = event;
        live.show(look.drawing(battle, progress), sides.reduce((sum, one) => sum + shareOf(progress[one]), 0) / 2);
        if (event.type === 'poem') return event;
      }
      drawing.throwIfAborted();
      throw new InklingError('engine-silent', {
        operator: 'The engine ended a drawing without a poem.',
        person: 'Something went wrong on my side. Please try again in a moment.',
      });
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };

  const [a, b] = await Promise.allSettled(sides.map(drawSide));
  if (a?.status === 'fulfilled' && b?.status === 'fulfilled') return { a: a.value, b: b.value };
  throw failed.signal.reason;
}

function shareOf(event: Progress[SideName]): number {
  if (event?.type === 'poem') return 1;
  return event?.type === 'frame' ? event.step / (event.steps + 1) : 0;
}

function openBallot(store: Store, battle: Battle, now: number): Promise<boolean> {
  return store.ballots.open(battleKey(battle), {
    closesAt: now + battle.minutes * 60_000 + ballotSlackMs,
    expiresAt: battle.calledAt + keptForDays.battles * day,
  });
}
