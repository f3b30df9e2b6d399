/** One message that sharpens: frames in, paced edits out, and the final text at any price. */
import type { Clock } from '../clock.ts';
import { InklingError } from '../errors.ts';
import type {
  Content,
  EditableMessage,
  EditOutcome,
  EditRefusal,
  LiveMessage,
  MessageRef,
} from '../platforms/contract.ts';
import { Film, type Offer } from './film.ts';
import { type EditLimit, Pace } from './pace.ts';
import type { Need, Rank, SharedBudget } from './shared-budget.ts';

/** How one platform's live messages behave. */
export interface LiveOptions {
  readonly clock: Clock;
  /** 0 ≤ x < 1; jitters the waits after failures. */
  readonly random: () => number;
  /** The limit on one message's edits, until the platform says otherwise. */
  readonly limit: EditLimit;
  /** Distinct frames to show before the final text, when the engine offers that many; Infinity for all of them. */
  readonly leastFrames: number;
  /** How many to show instead while the shared budget is so free that nobody waits for it. */
  readonly comfortableFrames?: number;
  /** Longest that a known final text waits for those frames; more than fit into it are thinned evenly. */
  readonly patienceMs: number;
  /** An edit without an answer is given up after this long, and sent again. */
  readonly answerWithinMs: number;
  /** A final text that nothing lets through is given up after this long. */
  readonly giveUpAfterMs: number;
  /** Whether to show that a poem is still being drawn, when no new frame has come. */
  readonly heartbeats: boolean;
}

interface Final {
  readonly content: Content;
  readonly since: number;
  readonly landed: () => void;
  readonly failed: (error: InklingError) => void;
}

/** Refusals after which this message takes no edit ever again. */
const closed: ReadonlySet<EditRefusal['reason']> = new Set(['gone', 'forbidden', 'expired']);

export class PacedMessage implements LiveMessage {
  readonly #message: EditableMessage;
  readonly #options: LiveOptions;
  readonly #pace: Pace;
  readonly #budget: SharedBudget | undefined;
  readonly #film = new Film();
  readonly #ended: () => void;
  readonly #leave: (() => void) | undefined;
  #abandoned = false;

  #standing: string | undefined;
  #shownFrames = 0;
  #shownProgress = -1;
  #lastEditAt = 0;
  /** When the frame that stands was sent. */
  #lastFrameAt: number | undefined;
  #fewest: number;
  /** Why frames are pointless now; the final text is still tried. */
  #deaf: EditRefusal['reason'] | undefined;
  /** An edit was given up without an answer, so it may still arrive, even after the final text. */
  #straggler = false;
  #final: Final | undefined;
  #atOnce = false;
  #finished: Promise<void> | undefined;
  #running = false;
  #wake = new AbortController();

  /** @param ended called once, when the message needs no more edits */
  constructor(
    message: EditableMessage,
    opening: Content | undefined,
    options: LiveOptions,
    budget?: SharedBudget,
    ended: () => void = () => {},
  ) {
    this.#ended = ended;
    this.#message = message;
    this.#options = options;
    this.#budget = budget;
    this.#pace = new Pace(options.clock, options.limit);
    this.#lastEditAt = options.clock.now();
    this.#fewest = options.comfortableFrames ?? options.leastFrames;
    if (opening !== undefined) {
      this.#shownProgress = 0;
      this.#standing = this.#looks(opening);
      if (opening.panels !== undefined) this.#frameShown();
      // The opening post often counts as an edit of the message's bucket.
      this.#pace.sent();
    }
    this.#leave = budget?.enter(() => this.#need());
  }

  get ref(): MessageRef {
    return this.#message.ref;
  }

  show(content: Content, progress?: number): void {
    if (this.#final !== undefined || this.#deaf !== undefined) return;
    const stale = progress !== undefined && progress <= this.#shownProgress;
    if (stale && !this.#options.heartbeats) return;
    this.#film.add({ content, progress, at: this.#options.clock.now() });
    this.#start();
  }

  finish(content: Content, manner?: 'at-once'): Promise<void> {
    if (manner === 'at-once') this.#atOnce = true;
    this.#finished ??= new Promise<void>((landed, failed) => {
      this.#final = { content, since: this.#options.clock.now(), landed, failed };
      this.#start();
    });
    this.#wake.abort();
    return this.#finished;
  }

  abandon(): void {
    this.#abandoned = true;
    this.#deaf ??= 'unavailable';
    this.#wake.abort();
    if (this.#final !== undefined) return;
    // There will be no end at which it would leave the budget of its neighbours.
    this.#leave?.();
    this.#ended();
  }

  frameBudget(withinMs: number): number {
    const own = Math.floor(withinMs / this.#pace.spacing);
    return this.#budget === undefined ? own : Math.min(own, this.#budget.framesEach(withinMs));
  }

  #start(): void {
    if (this.#running) return;
    this.#running = true;
    // A microtask later, so that show() never edits while it is being called.
    queueMicrotask(() => void this.#work().finally(() => this.#stopped()));
  }

  #stopped(): void {
    this.#running = false;
    // What came after the last look and before this call found the work still running.
    if (this.#final !== undefined || (this.#film.length > 0 && this.#deaf === undefined)) this.#start();
  }

  async #work(): Promise<void> {
    while (this.#final !== undefined || (this.#film.length > 0 && this.#deaf === undefined)) {
      if (this.#final !== undefined && this.#wantedFrames() === 0) return this.#land(this.#final);
      if (!(await this.#waitUntil(this.#pace.nextFrameAt(this.#final === undefined)))) continue;
      if (!(await this.#permit(this.#rank()))) continue;
      await this.#showOne();
    }
  }

  /** Frames still to be shown before the final text may go out. */
  #wantedFrames(): number {
    if (this.#deaf !== undefined || (this.#atOnce && this.#final !== undefined)) return 0;
    const least = this.#leastFrames();
    if (this.#final === undefined) return Math.max(0, least - this.#shownFrames);
    const patience = this.#final.since + this.#options.patienceMs - this.#options.clock.now();
    const inTime = Math.floor(patience / this.#pace.spacing);
    return Math.max(0, Math.min(least - this.#shownFrames, this.#film.length, inTime));
  }

  /**
   * With many messages on one budget, as many as fit into the patience that finals have. Never more again than once
   * was few enough: the last of thirty poems would wait for frames that the first had gone without.
   */
  #leastFrames(): number {
    if (this.#budget !== undefined) {
      const { leastFrames, comfortableFrames = leastFrames, patienceMs } = this.#options;
      const comfortable = this.#budget.framesEach(this.#budget.windowMs) + 1 >= comfortableFrames;
      const affordable = Math.min(leastFrames, this.#budget.framesEach(patienceMs) + 1);
      this.#fewest = Math.max(1, Math.min(this.#fewest, comfortable ? comfortableFrames : affordable));
    }
    return this.#fewest;
  }

  #need(): Need {
    const finalKnown = this.#final !== undefined;
    return { edits: this.#wantedFrames() + 1, finalKnown };
  }

  #rank(): Rank {
    // What is no frame, such as a place in the queue, does not press.
    const frame = this.#film.latest?.content.panels !== undefined;
    return frame && this.#shownFrames < this.#leastFrames() ? 'needed' : 'extra';
  }

  async #showOne(): Promise<void> {
    const { clock } = this.#options;
    const outlook = { now: clock.now(), spacing: this.#pace.spacing, complete: this.#final !== undefined };
    let offer: Offer | undefined;
    do offer = this.#film.take({ ...outlook, wanted: this.#wantedFrames() });
    while (offer !== undefined && this.#looks(offer.content) === this.#standing);
    if (offer === undefined) return;
    const outcome = await this.#send(offer.content);
    if (outcome.ok) {
      this.#standing = this.#looks(offer.content);
      const further = offer.progress === undefined || offer.progress > this.#shownProgress;
      if (further && offer.content.panels !== undefined) this.#frameShown();
      this.#shownProgress = Math.max(this.#shownProgress, offer.progress ?? -1);
      if (this.#straggler) void this.#showAgain(offer);
      return;
    }
    const reason = outcome.refusal?.reason ?? 'unavailable';
    if (closed.has(reason)) this.#deaf = reason;
    // What a moderation filter refuses it will refuse again.
    else if (reason !== 'blocked') this.#film.putBack(offer);
  }

  #frameShown(): void {
    this.#shownFrames++;
    this.#lastFrameAt = this.#lastEditAt;
  }

  /**
   * The edit that never answered may land over this newer one. Once it must have, what should stand is sent again,
   * unless a newer frame has been: a tally may be the last for an hour.
   */
  async #showAgain(offer: Offer): Promise<void> {
    await this.#options.clock.sleep(this.#options.answerWithinMs);
    if (this.#final !== undefined || this.#deaf !== undefined) return;
    this.#straggler = false;
    if (this.#standing !== this.#looks(offer.content)) return;
    this.#standing = undefined;
    this.#film.putBack({ ...offer, progress: undefined });
    this.#start();
  }

  /** Sends the final text until it stands, or until the platform says that it never can. */
  async #land(final: Final): Promise<void> {
    const { clock, giveUpAfterMs, answerWithinMs } = this.#options;
    this.#film.clear();
    let sendings = 0;
    if (this.#standing === this.#looks(final.content) && !this.#straggler) return this.#end(final);
    for (;;) {
      if (this.#abandoned) return this.#end(final, notDelivered('unavailable'));
      if (!(await this.#waitUntil(this.#finalAt()))) continue;
      if (!(await this.#permit('final'))) continue;
      const outcome = this.#deaf === 'expired' ? await this.#repost(final.content) : await this.#send(final.content);
      if (outcome.ok) {
        sendings++;
        if (!this.#straggler || sendings > 1 || this.#deaf === 'expired') return this.#end(final);
        // The edit that never answered may land after the final text; once it must have, the final text goes again.
        await clock.sleep(answerWithinMs);
        continue;
      }
      const reason = outcome.refusal?.reason ?? 'unavailable';
      if (reason === 'expired' && this.#deaf !== 'expired') this.#deaf = 'expired';
      else if (closed.has(reason) || reason === 'blocked') return this.#end(final, notDelivered(reason));
      if (this.#abandoned || clock.now() - final.since > giveUpAfterMs) return this.#end(final, notDelivered(reason));
    }
  }

  /** The last frame stands as long as any other before the final text takes its place, unless that is wanted at once. */
  #finalAt(): number {
    const allowed = this.#pace.nextFinalAt();
    if (this.#atOnce || this.#lastFrameAt === undefined) return allowed;
    return Math.max(allowed, this.#lastFrameAt + this.#options.limit.leastSpacingMs);
  }

  #end(final: Final, error?: InklingError): void {
    this.#final = undefined;
    // A moderation filter refused these words, not the message: what is said instead may still be finished.
    if (error?.code === 'message-blocked') this.#finished = undefined;
    else {
      this.#leave?.();
      this.#ended();
      this.#deaf ??= 'gone';
    }
    if (error === undefined) final.landed();
    else final.failed(error);
  }

  async #send(content: Content): Promise<EditOutcome> {
    const { clock, answerWithinMs } = this.#options;
    this.#pace.sent();
    this.#lastEditAt = clock.now();
    const answered = new AbortController();
    const edit = new AbortController();
    const tooLate = clock.sleep(answerWithinMs, answered.signal).then(
      (): EditOutcome => {
        this.#straggler = true;
        edit.abort(new Error('no answer'));
        return { ok: false, refusal: { reason: 'unavailable' } };
      },
      (): EditOutcome => ({ ok: false }),
    );
    const outcome = await Promise.race([this.#attempt(() => this.#message.edit(content, edit.signal)), tooLate]);
    answered.abort();
    this.#learn(outcome);
    return outcome;
  }

  async #repost(content: Content): Promise<EditOutcome> {
    this.#pace.sent();
    const outcome = await this.#attempt(() => this.#message.repost(content));
    this.#learn(outcome);
    return outcome;
  }

  /** An adapter that throws has met something it has no word for; to the poem that is an outage. */
  async #attempt(work: () => Promise<EditOutcome>): Promise<EditOutcome> {
    try {
      return await work();
    } catch {
      return { ok: false, refusal: { reason: 'unavailable' } };
    }
  }

  #learn(outcome: EditOutcome): void {
    this.#pace.learn(outcome, this.#options.random);
    if (outcome.refusal?.reason === 'rate-limited') this.#budget?.refused(outcome.refusal.retryAfterMs ?? 1_000);
  }

  /** True when the time has come, false when finish() was called meanwhile. */
  async #waitUntil(at: number): Promise<boolean> {
    const wait = at - this.#options.clock.now();
    if (wait <= 0) return true;
    const woken = this.#freshWake();
    return this.#options.clock.sleep(wait, woken).then(
      () => true,
      () => false,
    );
  }

  #permit(rank: Rank): Promise<boolean> {
    if (this.#budget === undefined) return Promise.resolve(true);
    return this.#budget.take(rank, this.#lastEditAt, this.#freshWake());
  }

  #freshWake(): AbortSignal {
    if (this.#wake.signal.aborted) this.#wake = new AbortController();
    return this.#wake.signal;
  }

  #looks(content: Content): string {
    return this.#message.looks?.(content) ?? JSON.stringify(content);
  }
}

function notDelivered(reason: EditRefusal['reason']): InklingError {
  return new InklingError(`message-${reason}`, {
    operator: `The final text of a message was not delivered: ${reason}.`,
    person: 'I could not put the finished poem into its message.',
  });
}
