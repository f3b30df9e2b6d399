/** The frames of one poem that were offered and not yet shown, and which of them the next edit shows. */
import type { Content } from '../platforms/contract.ts';

/** One frame as a command offered it. */
export interface Offer {
  readonly content: Content;
  /** 0–1; absent when the command does not say. */
  readonly progress: number | undefined;
  /** When it was offered, in the clock's milliseconds. */
  readonly at: number;
}

/** What the next edit may still hope for. */
export interface Outlook {
  readonly now: number;
  /** Frames that should still be shown before the final text. */
  readonly wanted: number;
  /** Milliseconds between two edits. */
  readonly spacing: number;
  /** True when the final text is known: no frame comes after those on the film. */
  readonly complete: boolean;
}

/** More frames than any poem has steps; a command that offers more loses its oldest. */
const longest = 128;

/**
 * Latest frame wins, as long as the engine is slower than the edits. An engine that is faster would leave the channel
 * with one frame and the final text, so then the frames are spread evenly over the edits that are still wanted.
 */
export class Film {
  #frames: Offer[] = [];
  #first: Offer | undefined;
  #shownProgress = 0;

  add(offer: Offer): void {
    if (offer.progress !== undefined) this.#first ??= offer;
    this.#frames.push(offer);
    if (this.#frames.length > longest) this.#frames.shift();
  }

  get length(): number {
    return this.#frames.length;
  }

  get latest(): Offer | undefined {
    return this.#frames.at(-1);
  }

  clear(): void {
    this.#frames = [];
  }

  /** The frame to show now; it and the ones before it leave the film. */
  take(outlook: Outlook): Offer | undefined {
    const index = this.#choose(outlook);
    const chosen = this.#frames[index];
    this.#frames.splice(0, index + 1);
    if (chosen?.progress !== undefined) this.#shownProgress = Math.max(this.#shownProgress, chosen.progress);
    return chosen;
  }

  /** Puts a frame back that the platform refused, as the oldest: a newer one is preferred. */
  putBack(offer: Offer): void {
    this.#frames.unshift(offer);
  }

  #choose({ now, wanted, spacing, complete }: Outlook): number {
    const last = this.#frames.length - 1;
    if (wanted <= 0 || last <= 0) return last;
    if (complete) return Math.max(0, Math.ceil((last + 1) / wanted) - 1);

    const latest = this.#frames[last]!;
    const first = this.#first;
    if (latest.progress === undefined || first?.progress === undefined) return last;
    const speed = (latest.progress - first.progress) / Math.max(1, now - first.at);
    const engineNeeds = speed > 0 ? (1 - latest.progress) / speed : Number.POSITIVE_INFINITY;
    if (engineNeeds > wanted * spacing) return last;
    const goal = this.#shownProgress + (1 - this.#shownProgress) / (wanted + 1);
    const after = this.#frames.findIndex((frame) => (frame.progress ?? 1) > goal);
    return after < 0 ? last : Math.max(0, after - 1);
  }
}
