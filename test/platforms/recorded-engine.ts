/** An engine for tests of everything around the engine: it replays prepared poems, frame by frame, at a given speed. */
import type { Clock } from '../../src/clock.ts';
import { systemClock } from '../../src/clock.ts';
import { RequestError } from '../../src/errors.ts';
import type { Engine, Frame, Poem, PoemEvent, PoemRequest, PrintedLine } from '../../src/poem.ts';

export interface Recording {
  readonly clock?: Clock;
  readonly steps?: number;
  readonly stepMs?: number;
  /** Silence before the first event. */
  readonly startMs?: number;
  /** Announced before the first frame. */
  readonly ahead?: number;
}

const words = 'rain leaf lamp road harbour window paper ember winter river silver morning quiet letter cloud'.split(
  ' ',
);

export class RecordedEngine implements Engine {
  readonly #recording: Recording;
  readonly requests: PoemRequest[] = [];
  readonly poems: Poem[] = [];
  active = 0;

  constructor(recording: Recording = {}) {
    this.#recording = recording;
  }

  async *draw(request: PoemRequest, { signal }: { readonly signal?: AbortSignal } = {}): AsyncGenerator<PoemEvent> {
    if (request.topic.includes('refuse me')) throw new RequestError('refused', 'I will not write about that.');
    const { clock = systemClock, steps = 10, stepMs = 20, startMs = 0, ahead } = this.#recording;
    this.requests.push(request);
    this.active++;
    try {
      if (startMs > 0) await clock.sleep(startMs, signal);
      if (ahead !== undefined) yield { type: 'queued', ahead };
      for (let step = 1; step <= steps; step++) {
        await clock.sleep(stepMs, signal);
        yield this.#frame(request, step, steps);
      }
      const poem = this.#poem(request, steps);
      this.poems.push(poem);
      yield poem;
    } finally {
      this.active--;
    }
  }

  #frame(request: PoemRequest, step: number, steps: number): Frame {
    const lines = linesFor(request).map((line, number) =>
      line.map((text, place) => {
        const settled = ((number * 7 + place * 3) % steps) + 1 <= step;
        return {
          text: settled ? text : words[(number + place + step) % words.length]!,
          certainty: settled ? 1 : step / (steps + 1),
        };
      }),
    );
    return { type: 'frame', step, steps, settled: step / steps, stanzas: [lines], text: textOf(lines) };
  }

  #poem(request: PoemRequest, steps: number): Poem {
    const lines = linesFor(request).map((line) => line.map((text) => ({ text, certainty: 1 })));
    return {
      ...{ type: 'poem', style: request.style, voice: request.voice ?? 'plain', topic: request.topic, steps },
      ...{ seed: request.seed ?? 0, stanzas: [lines], text: textOf(lines) },
      checks: { lines: true, syllables: true, meter: true, rhyme: true },
    };
  }

  async ready(): Promise<void> {}

  status() {
    return { ready: true, active: this.active, queued: 0, poems: this.poems.length, steps: 0 };
  }

  async close(): Promise<void> {}
}

/** The same request and seed, the same poem; kept lines stay; the topic's words stand in it as they were typed. */
function linesFor({ topic, seed = 0, keep = [] }: PoemRequest): string[][] {
  const told = topic.split(/\s+/).filter((word) => word !== '');
  return [0, 1, 2].map((number) => {
    const kept = keep.find(({ line }) => line === number);
    if (kept !== undefined) return kept.text.split(' ');
    const drawn = [0, 1, 2].map((place) => words[(seed + number * 5 + place * (1 + (seed % 7))) % words.length]!);
    return number === 0 ? [...told.slice(0, 6), ...drawn] : drawn;
  });
}

function textOf(lines: readonly PrintedLine[]): string {
  return lines.map((line) => line.map(({ text }) => text).join(' ')).join('\n');
}
