/** From a canvas to the rows that the denoiser reads (docs/model-format.md, "The canvas"). */
import type { CanvasLine, Topic } from '../poetics/index.ts';
import type { Lexicon } from '../poetics/lexicon.ts';
import type { ModelConfig } from '../poetics/model-files.ts';
import type { DenoiserInput } from './denoiser.ts';

/** A canvas in mid-denoising: tokens of all slots, and which of them are open (masked to the denoiser). */
export interface CanvasState {
  readonly lines: readonly CanvasLine[];
  /** First flat slot of each line; the last slot of a line is its punctuation. */
  readonly lineStarts: Int32Array;
  readonly tokens: Int32Array;
  readonly open: Uint8Array;
}

/** What is wanted of a run, in terms of the canvas. */
export interface WantedSlots {
  /** By flat slot: 1 for the open slots whose scores are wanted. */
  readonly slots: Uint8Array;
  /** By flat slot: 1 where they are wanted of every token. */
  readonly whole: Uint8Array;
  /** Tokens whose scores are wanted at every slot. */
  readonly names: Int32Array;
  /** [V] nats that each token gains. */
  readonly gains: Float32Array;
}

export interface Prompt {
  readonly form: number;
  readonly voice: number;
  readonly topic: Topic;
}

interface Row {
  readonly tokens: number[];
  readonly features: number[];
  /** Place in the row of each slot whose scores are wanted, in canvas order. */
  readonly places: number[];
}

/** Builds the rows of one poem at one step. */
export class SequenceBuilder {
  readonly #lexicon: Lexicon;
  readonly #limits: ModelConfig['limits'];

  constructor(lexicon: Lexicon, limits: ModelConfig['limits']) {
    this.#lexicon = lexicon;
    this.#limits = limits;
  }

  /**
   * The rows of one poem: with its prompt, and without it where there is guidance.
   * @param guidance γ; 1 asks for no second row
   * @param wanted   of which open slots the scores are wanted
   */
  build(canvas: CanvasState, prompt: Prompt, guidance: number, wanted: WantedSlots): DenoiserInput {
    const guided = guidance !== 1;
    const prompted = this.#row(canvas, wanted.slots, this.#promptTokens(prompt));
    const { drop } = this.#lexicon;
    const rows = guided ? [prompted, this.#row(canvas, wanted.slots, [drop, drop, drop])] : [prompted];
    const places = Math.max(...rows.map((row) => row.tokens.length));
    const tokens = new Int32Array(rows.length * places);
    const features = new Int32Array(rows.length * places * 6);
    const attention = new Int32Array(rows.length * places);
    for (const [at, row] of rows.entries()) {
      tokens.set(row.tokens, at * places);
      features.set(row.features, at * places * 6);
      attention.fill(1, at * places, at * places + row.tokens.length);
    }
    const width = prompt.topic.vector.length;
    const topic = new Float32Array(rows.length * width);
    topic.set(prompt.topic.vector);
    const base = rows.at(-1)!;
    return {
      rows: rows.length,
      places,
      tokens,
      features,
      attention,
      topic,
      open: Int32Array.from(prompted.places),
      base: Int32Array.from(base.places, (place) => place + (rows.length - 1) * places),
      guidance: new Float32Array(prompted.places.length).fill(guidance),
      wanted: { names: wanted.names, gains: wanted.gains, wholeRows: wholeRows(wanted) },
    };
  }

  #promptTokens({ form, voice, topic }: Prompt): number[] {
    const words = topic.words.slice(0, this.#limits.topicWords);
    return [
      form,
      voice,
      this.#lexicon.topic,
      ...words.map((word) => ('token' in word ? word.token : this.#lexicon.guest(word.guest))),
    ];
  }

  #row(canvas: CanvasState, wanted: Uint8Array, promptTokens: readonly number[]): Row {
    const row: Row = { tokens: [], features: [], places: [] };
    for (const token of promptTokens) {
      row.features.push(row.tokens.length, 0, 0, 0, 0, 0);
      row.tokens.push(token);
    }
    for (const [number, line] of canvas.lines.entries()) this.#pushLine(row, canvas, wanted, number, line);
    return row;
  }

  #pushLine(row: Row, canvas: CanvasState, wanted: Uint8Array, number: number, line: CanvasLine): void {
    const { lines, syllables, rhymeGroups } = this.#limits;
    const start = canvas.lineStarts[number]!;
    for (let place = 0; place <= line.slots; place++) {
      const slot = start + place;
      const open = canvas.open[slot] === 1;
      if (!open && canvas.tokens[slot] === this.#lexicon.pad) continue;
      if (wanted[slot] === 1) row.places.push(row.tokens.length);
      row.features.push(
        row.tokens.length,
        Math.min(line.lineFromTop, lines),
        Math.min(line.lineFromEnd, lines),
        1 + line.slots - place,
        Math.min(line.target, syllables),
        Math.min(line.rhymeGroup, rhymeGroups),
      );
      row.tokens.push(open ? this.#lexicon.mask : this.#known(canvas.tokens[slot]!));
    }
  }

  /** A visitor has no token of the model's own: it reads a rare word there. */
  #known(token: number): number {
    return token < this.#lexicon.size ? token : this.#lexicon.rare;
  }
}

/** Rows of the wanted slots that come whole. */
function wholeRows({ slots, whole }: WantedSlots): Int32Array {
  const rows: number[] = [];
  let row = 0;
  for (let slot = 0; slot < slots.length; slot++) {
    if (slots[slot] !== 1) continue;
    if (whole[slot] === 1) rows.push(row);
    row++;
  }
  return Int32Array.from(rows);
}
