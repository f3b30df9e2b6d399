/**
 * The words that every part of Inkling shares: what is asked for, what a frame is, what a poem is.
 * Types only. Imports nothing.
 */

/** One request for a poem, as a command gives it to the engine. */
export interface PoemRequest {
  /** As the person typed it; 1–200 characters after trimming. */
  readonly topic: string;
  /** A style's id, for example `haiku`. */
  readonly style: string;
  /** A voice's id; the style's own voice when absent. */
  readonly voice?: string;
  /** Denoising steps, 1–64, exactly so many. When absent: the style's own number, or fewer (see the next two). */
  readonly steps?: number;
  /**
   * How many edits of its message readers will see: steps that nobody sees are left out where they add little.
   * Daily verses and battles say what their platform shows; `/poem` does not, so that a seed names one poem everywhere.
   */
  readonly visibleEdits?: number;
  /** The most steps where `steps` says nothing. The engine writes here what its load leaves, unless it stands already. */
  readonly mostSteps?: number;
  /** Same seed and request, same poem, where the load takes no steps. Drawn at random when absent. 0 … 2^32−1. */
  readonly seed?: number;
  /** Somebody's words to start from, instead of noise; at most 4000 characters. */
  readonly draft?: string;
  /** The draft is a stranger's: it gives words and no facts, and nobody misses what is left out of it. */
  readonly draftBy?: 'person' | 'machine';
  /** How much of the draft may change: 0 keeps all that fits, 1 keeps nothing but its anchored words. */
  readonly strength?: number;
  /** Lines of a poem whose style leaves the number open. */
  readonly lines?: number;
  /** The word an acrostic spells. */
  readonly word?: string;
  /** Lines to keep, by number from 0, with their text; the rest is drawn around them. */
  readonly keep?: readonly { readonly line: number; readonly text: string }[];
  /** A poem to mend: its settled words stay as they are, and only its open ones are drawn. */
  readonly start?: { readonly lines: readonly StartLine[] };
  /** Asks the finished poem to say which of its words are claims: names, numbers, dates. */
  readonly facts?: boolean;
  /** Words that must have no probability at all, beside the model's own blocked words; lower case. */
  readonly blocked?: readonly string[];
  /** Who asks: requests of one key take turns with those of others. */
  readonly fairnessKey?: string;
}

/** A line of a poem to mend, laid on the canvas. */
export interface StartLine {
  /** One of the numbers that the line's form allows. */
  readonly syllables: number;
  /** Overrules the form's own stanzas, so that the poem keeps its layout. */
  readonly opensStanza?: boolean;
  /** Left to right; an open word is a slot to draw. None at all: the whole line is drawn. */
  readonly words: readonly StartWord[];
}

export interface StartWord {
  /** As the form counts it: lower case, without punctuation. '' for a slot in which no word stood. */
  readonly word: string;
  /** As it is printed, with the punctuation around it; an open word hands its punctuation to the one drawn for it. */
  readonly text: string;
  readonly open: boolean;
  /** Printed without a space before it: "worn" of "well-worn". */
  readonly glued?: boolean;
}

/** The names, numbers and dates of a poem. */
export interface PoemFacts {
  /** Those that the person's own words hold too, as the poem prints them. */
  readonly kept: readonly string[];
  /** Those that come from nobody's words: claims to check. None where the poem was made from somebody's words. */
  readonly claims: readonly string[];
}

/** One printed word with its punctuation, and how sure the denoiser is of it. */
export interface PrintedWord {
  readonly text: string;
  /** 0 = noise, 1 = settled. */
  readonly certainty: number;
  /** The step at which the word settled; absent while it is open. */
  readonly settledAt?: number;
}

/** A printed line: its words are joined by single spaces. */
export type PrintedLine = readonly PrintedWord[];

/** The whole poem at one denoising step. Every frame is already in form. */
export interface Frame {
  readonly type: 'frame';
  readonly step: number;
  /** The planned number; less at the last step of a poem that had nothing left to change. */
  readonly steps: number;
  /** How far the poem has settled, 0–1: rises with the settled slots, then with the steps that draw some of them again. */
  readonly settled: number;
  readonly stanzas: readonly (readonly PrintedLine[])[];
  /** The same as plain text; stanzas are separated by an empty line. */
  readonly text: string;
}

/** What the form checker found; `true` = in strict form. */
export interface Checks {
  readonly lines: boolean;
  readonly syllables: boolean;
  readonly meter: boolean;
  readonly rhyme: boolean;
}

/** The finished poem. */
export interface Poem {
  readonly type: 'poem';
  readonly style: string;
  readonly voice: string;
  readonly topic: string;
  readonly seed: number;
  /** Steps that were taken. */
  readonly steps: number;
  /** What the load left when it was begun: the request with it is drawn alike under any load. */
  readonly mostSteps?: number;
  readonly stanzas: readonly (readonly PrintedLine[])[];
  readonly text: string;
  readonly checks: Checks;
  /** Content words of the draft that could not be kept, as they were written. */
  readonly leftOut?: readonly string[];
  /** Of a poem made from somebody's words, or where the request asks for it. */
  readonly facts?: PoemFacts;
}

/** The request waits: `ahead` poems go first. */
export interface Queued {
  readonly type: 'queued';
  readonly ahead: number;
}

export type PoemEvent = Queued | Frame | Poem;

/** A drawing engine, in this process, in a child process, or on another machine. */
export interface Engine {
  /**
   * Draws one poem. Yields its place in the queue (perhaps), then a frame for each step, then the poem, last.
   * Breaking out of the loop or aborting the signal frees the engine at once.
   *
   * @throws {RequestError} before any work, when the request cannot be served
   * @throws {InklingError} when the engine fails; `retryAfterMs` says when to try again
   */
  draw(request: PoemRequest, options?: { readonly signal?: AbortSignal }): AsyncIterable<PoemEvent>;
  /** Settles when the engine can draw; rejects with the reason when it never will. */
  ready(): Promise<void>;
  /** What a health check and the metrics show. */
  status(): EngineStatus;
  close(): Promise<void>;
}

export interface EngineStatus {
  readonly ready: boolean;
  readonly active: number;
  readonly queued: number;
  readonly poems: number;
  readonly steps: number;
  /** Workers that draw for this engine, where it is a queue. */
  readonly workers?: number;
  /** Processes of this engine that can draw, where it is none. */
  readonly lanes?: number;
  /** Resident bytes of those processes together. */
  readonly memory?: number;
}
