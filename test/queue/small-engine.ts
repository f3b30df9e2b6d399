/** An engine of a few words, whose frames depend on the request and the step alone: what crosses a queue can be told. */
import { RequestError } from '../../src/errors.ts';
import type { Engine, Frame, Poem, PoemEvent, PoemRequest, PrintedLine } from '../../src/poem.ts';

const words = ['amber', 'hollow', 'drift', 'silver', 'mist', 'river', 'ember', 'lantern'];

export interface SmallEngine extends Engine {
  /** Topics of the poems that were begun, in their order. */
  readonly begun: readonly string[];
  /** Topics of the poems that were left before their end. */
  readonly left: readonly string[];
}

/** @param pace what each step waits for; it rejects when the signal aborts */
export function smallEngine(pace: (step: number, request: PoemRequest, signal: AbortSignal) => Promise<unknown>) {
  const [begun, left]: [string[], string[]] = [[], []];
  const engine: SmallEngine = {
    begun,
    left,
    async *draw(request, { signal = new AbortController().signal } = {}): AsyncIterable<PoemEvent> {
      if (request.style !== 'haiku') throw new RequestError('unknown-style', 'I do not know that style.');
      const steps = request.steps ?? 6;
      begun.push(request.topic);
      let ended = false;
      try {
        for (let step = 1; step <= steps; step += 1) {
          await pace(step, request, signal);
          signal.throwIfAborted();
          yield frameAt(request, step, steps);
        }
        ended = true;
        yield poemOf(request, steps);
      } finally {
        if (!ended) left.push(request.topic);
      }
    },
    ready: async () => undefined,
    status: () => ({ ready: true, active: 0, queued: 0, poems: 0, steps: 0 }),
    close: async () => undefined,
  };
  return engine;
}

/** Resolves never, but rejects when the signal aborts. */
export function forever(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** A worker whose pace is not set draws as fast as it can. */
export const atOnce = async () => undefined;

function lineAt({ topic, seed = 0 }: PoemRequest, step: number): PrintedLine {
  return [topic, ...[1, 2, 3].map((slot) => words[(seed + slot * step) % words.length]!)].map((text) => ({
    text,
    certainty: 1,
  }));
}

function frameAt(request: PoemRequest, step: number, steps: number): Frame {
  const line = lineAt(request, step);
  const text = line.map((word) => word.text).join(' ');
  return { type: 'frame', step, steps, settled: step / steps, stanzas: [[line]], text };
}

function poemOf(request: PoemRequest, steps: number): Poem {
  const { stanzas, text } = frameAt(request, steps, steps);
  return {
    type: 'poem',
    style: request.style,
    voice: 'romantic',
    topic: request.topic,
    seed: request.seed ?? 0,
    steps,
    stanzas,
    text,
    checks: { lines: true, syllables: true, meter: true, rhyme: true },
  };
}
