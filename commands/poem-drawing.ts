/**
 * Draws one poem into a message: waits, sharpens, finishes, and stays honest when it is stopped, refused, or cut by a
 * restart. `/poem`, its buttons and the messages that a restart left open all come through here.
 */
import type { Logger } from 'pino';
import type { Clock } from '../src/clock.ts';
import { InklingError } from '../src/errors.ts';
import type { HeldMessage, OpenMessages } from '../src/live/index.ts';
import type { Content, LiveMessage } from '../src/platforms/contract.ts';
import type { Engine, Frame, Poem, PoemRequest, Queued } from '../src/poem.ts';
import { say, sayError } from './languages/index.ts';
import { brokenLook, finishedLook, frameLook, stoppedLook, waitingLook } from './poem-look.ts';
import { asItWasDrawn, type PoemRecords } from './poem-records.ts';
import { Stage } from './poem-stage.ts';

export interface DrawingDependencies {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly records: PoemRecords;
  readonly open: OpenMessages;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/** One poem to draw, and for whom. */
export interface DrawingOrder {
  /** The record that the buttons name. */
  readonly id: string;
  /** With its seed: after a restart the same poem must come again. */
  readonly request: PoemRequest;
  readonly author: string;
  readonly locale: string;
  /** Said beside the finished poem. A restart forgets it. */
  readonly account?: (poem: Poem) => string;
  /** Writes a stranger's draft to start from; undefined where there is none to be had. */
  readonly writeDraft?: (signal: AbortSignal) => Promise<string | undefined>;
}

/** Aborts one drawing because somebody pressed Stop. */
class StopPressed extends Error {
  readonly by: string;
  constructor(by: string) {
    super('Stop was pressed.');
    this.by = by;
  }
}

/** Aborts one drawing because another process draws it now. */
class TakenOver extends Error {}

/** A drawing that ended without a poem: why, and the last frame before. */
class Cut extends Error {
  readonly frame: Frame | undefined;
  constructor(cause: unknown, frame: Frame | undefined) {
    super('A drawing was cut.', { cause });
    this.frame = frame;
  }
}

/** Failures of a message that is no longer there to be finished: moderated away, or its channel closed to us. */
const messageLost: ReadonlySet<string> = new Set(['message-gone', 'message-forbidden', 'message-expired']);

/** After this long without news the message is opened all the same, and later refreshed. */
const openWithinMs = 300;
const newsWithinMs = 1_800;
/** How often a drawing asks whether Stop was pressed in another process. */
const stopsEveryMs = 1_000;

/** The poems that are being drawn by this process. */
export class Drawings {
  readonly #dependencies: DrawingDependencies;
  readonly #running = new Map<string, { readonly author: string; readonly stop: AbortController }>();

  constructor(dependencies: DrawingDependencies) {
    this.#dependencies = dependencies;
  }

  /** Whose poem it is, while it is being drawn. */
  authorOf(id: string): string | undefined {
    return this.#running.get(id)?.author;
  }

  /** Stops a poem where it is. @param by the name that the message will give */
  stop(id: string, by: string): void {
    this.#running.get(id)?.stop.abort(new StopPressed(by));
  }

  /**
   * Draws to the end. Resolves when the final text stands, or when what happened instead is said in its place.
   *
   * @param open posts the message with its first content
   * @param taken the message's hold, where it is drawn into anew; a message that is posted becomes held here
   * @throws {InklingError} when nothing was posted, so that the person can be told in private
   */
  async draw(
    order: DrawingOrder,
    open: (content: Content) => Promise<LiveMessage>,
    signal: AbortSignal,
    taken?: HeldMessage,
  ): Promise<void> {
    const { records, open: openMessages, logger } = this.#dependencies;
    const stop = new AbortController();
    this.#running.set(order.id, { author: order.author, stop });
    let held = taken;
    const stage = new Stage(async (content) => {
      const live = await open(content);
      const { id, request, locale } = order;
      held ??= await openMessages.open(live.ref, { kind: 'poem', id, request, locale });
      whenAborted(held.lost, () => {
        // A frame of ours would go over the other process's.
        live.abandon?.();
        stop.abort(new TakenOver('Another process draws this poem now.'));
      });
      return live;
    });
    const hurry = AbortSignal.any([signal, stop.signal]);
    const ended = new AbortController();
    this.#heedDistantStops(order.id, AbortSignal.any([hurry, ended.signal])).catch(() => {});
    try {
      const { account, writeDraft, ...record } = order;
      await records.save(record);
      const drafted = writeDraft ? await this.#withDraft(order, stage, hurry) : order;
      const poem = await this.#sharpen(drafted, stage, hurry);
      await records.save({ ...record, request: asItWasDrawn(drafted.request, poem), text: poem.text });
      const alone = writeDraft && drafted.request.draft === undefined ? say(order.locale, 'poem.no-draft') : undefined;
      const said = account?.(poem) ?? alone;
      await stage.finish(finishedLook(poem, drafted.request, order.locale, order.id, said), hurry);
    } catch (error) {
      const posted = await stage.message()?.catch(() => undefined);
      if (posted === undefined) throw error instanceof Cut ? error.cause : error;
      if (held?.lost.aborted) return logger.info({ poem: order.id }, 'another process has taken a poem over');
      const cause = error instanceof Cut ? error.cause : error;
      const frame = error instanceof Cut ? error.frame : undefined;
      const finished = await this.#endHonestly(cause, frame, order, stage, signal);
      if (!finished) return held?.release();
    } finally {
      ended.abort();
      this.#running.delete(order.id);
    }
    await held?.close();
  }

  /** Stops the poem when the store says that somebody wants it; rejects when the signal aborts. */
  async #heedDistantStops(id: string, signal: AbortSignal): Promise<void> {
    const { clock, records } = this.#dependencies;
    for (;;) {
      await clock.sleep(stopsEveryMs, signal);
      // A store that is away for a moment is asked again.
      const by = await records.stopAskedBy(id).catch(() => undefined);
      if (by !== undefined) this.stop(id, by);
    }
  }

  /** The order with a stranger's draft, or as it was; the message says meanwhile that one is being written. */
  async #withDraft(order: DrawingOrder, stage: Stage, signal: AbortSignal): Promise<DrawingOrder> {
    stage.show({ text: say(order.locale, 'poem.drafting') });
    try {
      const draft = await order.writeDraft!(signal);
      return draft === undefined ? order : { ...order, request: { ...order.request, draft, draftBy: 'machine' } };
    } catch (error) {
      throw new Cut(signal.aborted ? signal.reason : error, undefined);
    }
  }

  /** Feeds the stage until the poem is drawn. */
  async #sharpen(order: DrawingOrder, stage: Stage, signal: AbortSignal): Promise<Poem> {
    const { engine, clock } = this.#dependencies;
    const { request, locale, id } = order;
    const ended = new AbortController();
    const failed = new AbortController();
    let latest: Frame | Queued | undefined;
    let newsAt = clock.now();

    const show = (waitedMs = 0) => {
      if (latest?.type === 'frame')
        stage.show(frameLook(latest, request, locale, id, waitedMs), latest.step / latest.steps);
      // A new place in the queue is news; that time passes is none, where edits are scarce.
      else stage.show(waitingLook(latest, locale, waitedMs), waitedMs > 0 ? 0 : undefined);
      // A channel that takes no message needs no poem.
      stage.message()?.catch((error) => failed.abort(error));
    };
    const keepFresh = async () => {
      await clock.sleep(openWithinMs, ended.signal);
      if (!stage.isOpen) show();
      const since = clock.now();
      for (;;) {
        await clock.sleep(newsWithinMs, ended.signal);
        if (clock.now() - newsAt >= newsWithinMs) show(clock.now() - since + openWithinMs);
      }
    };
    keepFresh().catch(() => {});

    const drawing = AbortSignal.any([signal, failed.signal]);
    try {
      for await (const event of engine.draw(request, { signal: drawing })) {
        if (event.type === 'poem') return event;
        latest = event;
        newsAt = clock.now();
        show();
        drawing.throwIfAborted();
      }
      drawing.throwIfAborted();
      throw new InklingError('engine-silent', {
        operator: 'The engine ended a drawing without a poem.',
        person: say(locale, 'error.unexpected'),
      });
    } catch (error) {
      throw new Cut(drawing.aborted ? drawing.reason : error, latest?.type === 'frame' ? latest : undefined);
    } finally {
      ended.abort();
    }
  }

  /**
   * The message is open and there will be no poem: it says so itself.
   *
   * @returns false when the message is to be taken up again at the next start
   */
  async #endHonestly(
    cause: unknown,
    frame: Frame | undefined,
    { request, locale, id }: DrawingOrder,
    stage: Stage,
    shutdown: AbortSignal,
  ): Promise<boolean> {
    const { logger } = this.#dependencies;
    const code = cause instanceof InklingError ? cause.code : undefined;
    if (code !== undefined && messageLost.has(code)) {
      logger.info({ poem: id, code }, 'the message of a poem is gone');
      return true;
    }
    const paused = shutdown.aborted;
    const look =
      cause instanceof StopPressed
        ? stoppedLook(frame, request, locale, id, cause.by)
        : brokenLook(paused ? say(locale, 'poem.paused') : sayError(locale, cause), request, locale, id);
    if (!paused && !(cause instanceof StopPressed)) logger.warn({ err: cause, poem: id }, 'a poem was not finished');
    try {
      await stage.finish(look, AbortSignal.abort());
      return !paused;
    } catch (error) {
      logger.warn({ err: error, poem: id }, 'a poem that was cut could not be marked');
      return error instanceof InklingError && messageLost.has(error.code);
    }
  }
}

function whenAborted(signal: AbortSignal, then: () => void): void {
  if (signal.aborted) then();
  else signal.addEventListener('abort', then, { once: true });
}
