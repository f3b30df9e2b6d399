import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { InklingError, RequestError } from '../errors.ts';
import type { Content, LiveMessage, Platform, PlatformName } from '../platforms/contract.ts';
import type { Engine, Frame, Poem, PoemRequest } from '../poem.ts';
import { type Held, LeaseLost, type Tenure, underLease } from '../store/index.ts';
import type { PostTable } from './posts.ts';
import type { DailyPost } from './schedule.ts';

/** How a daily verse looks. */
export interface DailyLook {
  /** Before the first frame: the date, and that a poem is coming. */
  opening(post: DailyPost): Content;
  frame(post: DailyPost, frame: Frame, request: PoemRequest): Content;
  /** The last content; may write down what its buttons need. */
  finished(post: DailyPost, poem: Poem, request: PoemRequest): Content | Promise<Content>;
  /** In the place of a poem that could not be drawn. */
  broken(post: DailyPost): Content;
}

export interface CarryOutOptions {
  readonly posts: PostTable;
  readonly clock: Clock;
  readonly engine: Engine;
  /** The platform of this name, if this process is connected to it. */
  readonly platform: (name: PlatformName) => Platform | undefined;
  readonly look: DailyLook;
  /** The server's own style and blocked words; throws {@link RequestError} when the topic is refused by now. */
  readonly dress: (post: DailyPost) => Promise<PoemRequest>;
  /** How long after its time a verse may still be posted. */
  readonly graceMs: number;
  readonly leaseMs: number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/** Answers of a platform that no second attempt changes. */
const refusals: ReadonlySet<string> = new Set([
  'message-gone',
  'message-forbidden',
  'message-blocked',
  'message-expired',
]);

type Advance = Tenure<DailyPost>['advance'];

/**
 * Brings one held post from whatever state it is in to its end: posted once, its message stored before the first
 * frame, its poem drawn. What cannot be known is left `unclear` for a person, never posted a second time.
 */
export async function carryOut(start: Held<DailyPost>, options: CarryOutOptions, signal: AbortSignal): Promise<void> {
  const { posts, clock, graceMs, logger } = options;
  await underLease(posts.work, start, options, async (tenure) => {
    const { advance } = tenure;
    const post = tenure.value;
    const late = clock.now() - post.at > graceMs;
    const platform = options.platform(post.place.platform);
    if (platform === undefined) throw new LeaseLost();
    if (late && post.state === 'claimed') return advance({ state: 'missed' });
    if (post.state === 'posting' && (late || !platform.postsOnce)) {
      logger.warn({ schedule: post.schedule, date: post.date }, 'a daily verse may or may not have been posted');
      return advance({ state: 'unclear' });
    }
    try {
      // Before posting: a topic that is refused by now leaves no message behind.
      const request = await requestFor(post, options);
      const live = await messageOf(post, platform, options, advance);
      await drawInto(live, tenure.value, request, options, AbortSignal.any([signal, tenure.lost]));
      await advance({ state: 'done' });
    } catch (error) {
      if (error instanceof LeaseLost || tenure.lost.aborted) throw error;
      await settle(error, tenure.value, options, advance, signal);
    }
  }).catch((error) => {
    // The lease runs out by itself, and whoever looks next goes on from the state that was written last.
    logger.warn({ err: error }, 'a daily verse is left for a later attempt');
  });
}

/**
 * What a post asks the engine for: also of its preview, which is the same poem.
 *
 * @throws {RequestError} when its topic is refused by now
 */
export async function requestFor(
  post: DailyPost,
  { dress, platform }: Pick<CarryOutOptions, 'dress' | 'platform'>,
): Promise<PoemRequest> {
  const visibleEdits = platform(post.place.platform)?.visibleEdits;
  return { ...(await dress(post)), ...(visibleEdits === undefined ? {} : { visibleEdits }) };
}

/** The post's message: taken up again where it is known, posted where it is not. */
async function messageOf(
  post: DailyPost,
  platform: Platform,
  { look }: CarryOutOptions,
  advance: Advance,
): Promise<LiveMessage> {
  if (post.message) return platform.resume(post.message);
  await advance({ state: 'posting' });
  const once = `daily ${post.schedule} ${post.date} ${post.round}`;
  const live = await platform.post(post.place, look.opening(post), { once });
  await advance({ state: 'posted', message: live.ref });
  return live;
}

async function drawInto(
  live: LiveMessage,
  post: DailyPost,
  request: PoemRequest,
  { engine, look }: CarryOutOptions,
  signal: AbortSignal,
): Promise<void> {
  for await (const event of engine.draw(request, { signal })) {
    if (event.type === 'frame') live.show(look.frame(post, event, request), event.step / event.steps);
    if (event.type === 'poem') return live.finish(await look.finished(post, event, request));
  }
  signal.throwIfAborted();
  throw new InklingError('engine-silent', {
    operator: 'The engine ended a drawing without a poem.',
    person: 'Something went wrong on my side. Please try again in a moment.',
  });
}

/** After a failure: again later where that makes sense, else an honest end that the manager can see. */
async function settle(
  error: unknown,
  post: DailyPost,
  options: CarryOutOptions,
  advance: Advance,
  signal: AbortSignal,
): Promise<void> {
  const { clock, graceMs, leaseMs, logger, look } = options;
  const facts = { schedule: post.schedule, date: post.date, state: post.state };
  const code = error instanceof InklingError ? error.code : undefined;
  // Stopping in the middle hands the post over at once instead of after the lease.
  if (signal.aborted) return advance({}, clock.now());
  if (code !== undefined && refusals.has(code)) {
    logger.info({ ...facts, code }, 'the channel does not take this daily verse');
    // A verse that was moderated away has been posted; it is not posted again.
    return advance(post.state === 'posted' ? { state: 'done' } : { state: 'failed', reason: code });
  }
  const platform = options.platform(post.place.platform);
  if (post.state === 'posting' && !platform?.postsOnce) {
    logger.warn({ ...facts, err: error }, 'a daily verse may or may not have been posted');
    return advance({ state: 'unclear' });
  }
  const wait = (error instanceof InklingError && error.retryAfterMs) || leaseMs;
  const final = error instanceof RequestError && error.retryAfterMs === undefined;
  if (!final && clock.now() + wait - post.at <= graceMs) {
    logger.warn({ ...facts, err: error }, 'a daily verse is tried again');
    return advance(post.state === 'posting' ? { state: 'posting' } : {}, clock.now() + wait);
  }
  logger.warn({ ...facts, err: error }, 'a daily verse failed');
  if (post.message && platform) {
    const live = await platform.resume(post.message);
    await live.finish(look.broken(post), 'at-once');
  }
  return advance({ state: 'failed', reason: code ?? 'unexpected' });
}
