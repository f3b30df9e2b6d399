/** An engine that plays a recording: for tests of what stands around the engine, where no model is needed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, Frame, Poem, PoemEvent, PoemRequest, PrintedLine } from '../../src/poem.ts';

/** A finished poem, word by word, as the recording ends. */
const lines = [
  ['Rain', 'on', 'the', 'maple,'],
  ['each', 'leaf', 'a', 'small', 'red', 'lantern'],
  ['going', 'out', 'by', 'night.'],
];
/** Words that stand in a slot before its own word does. */
const noise = ['amber', 'hollow', 'drift', 'under', 'silver', 'mist', 'of', 'and', 'river', 'slow', 'ember', 'far'];

export interface RecordedEngine extends Engine {
  /** Requests so far, the first one first. */
  readonly requests: readonly PoemRequest[];
}

export interface RecordingOptions {
  readonly steps?: number;
  /** Waits between frames; resolves when the next one may come. */
  readonly pace?: (step: number, signal?: AbortSignal) => Promise<unknown>;
  readonly fails?: Error;
}

export function recordedEngine(options: RecordingOptions = {}): RecordedEngine {
  const { steps = 12, pace = (_step, signal) => sleep(5, undefined, signal ? { signal } : {}) } = options;
  const requests: PoemRequest[] = [];
  let [poems, active] = [0, 0];
  return {
    requests,
    async *draw(request, { signal } = {}): AsyncIterable<PoemEvent> {
      requests.push(request);
      if (options.fails !== undefined) throw options.fails;
      active += 1;
      try {
        for (let step = 1; step <= steps; step += 1) {
          await pace(step, signal);
          signal?.throwIfAborted();
          yield frameAt(step, steps);
        }
        poems += 1;
        yield finished(request, steps);
      } finally {
        active -= 1;
      }
    },
    ready: async () => undefined,
    status: () => ({ ready: true, active, queued: 0, poems, steps: poems * steps }),
    close: async () => undefined,
  };
}

/** The text with which every recording ends. */
export const recordedText = lines.map((words) => words.join(' ')).join('\n');

function frameAt(step: number, steps: number): Frame {
  const settledShare = step / (steps + 1);
  let slot = 0;
  const stanza: PrintedLine[] = lines.map((words) =>
    words.map((word) => {
      slot += 1;
      // Slots settle in a scattered but fixed order.
      const order = ((slot * 7) % 13) / 13;
      // As the real engine's, the last frame is certain of every word, and yet one is drawn once more after it.
      if (step === steps) return { text: slot === 1 ? noise[0]! : word, certainty: 1, settledAt: step };
      const certainty = Math.min(1, Math.max(0.05, settledShare * 1.6 - order * 0.6));
      return certainty > 0.75
        ? { text: word, certainty: 1, settledAt: step }
        : { text: noise[(slot * 5 + step) % noise.length]!, certainty };
    }),
  );
  return { type: 'frame', step, steps, settled: settledShare, stanzas: [stanza], text: printed(stanza) };
}

function finished(request: PoemRequest, steps: number): Poem {
  const stanza = lines.map((words) => words.map((text) => ({ text, certainty: 1 })));
  return {
    type: 'poem',
    style: request.style,
    voice: request.voice ?? 'romantic',
    topic: request.topic,
    seed: request.seed ?? 7,
    steps,
    stanzas: [stanza],
    text: recordedText,
    checks: { lines: true, syllables: true, meter: true, rhyme: true },
  };
}

function printed(stanza: readonly PrintedLine[]): string {
  return stanza.map((line) => line.map(({ text }) => text).join(' ')).join('\n');
}
