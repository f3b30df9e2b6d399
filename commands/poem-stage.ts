/** A live message that is opened by its first content, so that the opening post is a frame already. */
import type { Content, LiveMessage } from '../src/platforms/contract.ts';

/** Content offered while the opening post is under way waits for it. */
export class Stage {
  readonly #open: (content: Content) => Promise<LiveMessage>;
  #opened: Promise<LiveMessage> | undefined;
  #live: LiveMessage | undefined;
  #waiting: { readonly content: Content; readonly progress: number | undefined }[] = [];

  /** @param open posts the message; called at most once */
  constructor(open: (content: Content) => Promise<LiveMessage>) {
    this.#open = open;
  }

  /** Whether anything has been shown. */
  get isOpen(): boolean {
    return this.#opened !== undefined;
  }

  /** Offers content; the first opens the message. */
  show(content: Content, progress?: number): void {
    if (this.#live !== undefined) this.#live.show(content, progress);
    else if (this.#opened !== undefined) this.#waiting.push({ content, progress });
    else {
      this.#opened = this.#open(content).then((live) => {
        for (const offer of this.#waiting) live.show(offer.content, offer.progress);
        this.#waiting = [];
        this.#live = live;
        return live;
      });
      // Whoever finishes the stage meets the rejection; until then it is nobody's fault that it is unhandled.
      this.#opened.catch(() => {});
    }
  }

  /** The message, once it is posted; rejects when the channel does not take it; undefined while nothing was shown. */
  message(): Promise<LiveMessage> | undefined {
    return this.#opened;
  }

  /** The last content; frames that still wait to be shown are skipped when `hurry` aborts. */
  async finish(content: Content, hurry: AbortSignal): Promise<void> {
    if (this.#opened === undefined) this.show(content);
    const live = await this.#opened!;
    const skip = () => void live.finish(content, 'at-once').catch(() => {});
    hurry.addEventListener('abort', skip, { once: true });
    try {
      await live.finish(content, hurry.aborted ? 'at-once' : undefined);
    } finally {
      hurry.removeEventListener('abort', skip);
    }
  }
}
