/** An engine that plays back: quick, deterministic, and with faults on demand. */
import type { Engine, Frame, Poem, PoemEvent, PoemRequest, PrintedLine } from '../../src/poem.ts';

export interface RecordedEngine extends Engine {
  /** Every request that was drawn, in order. */
  readonly requests: PoemRequest[];
  /** Called before each event; may wait or throw. */
  before?: (request: PoemRequest, step: number) => void | Promise<void>;
}

const line = (text: string, certainty: number): PrintedLine =>
  text.split(' ').map((word) => ({ text: word, certainty }));

/** What the engine says of a request: the same for the same request. */
export function poemFor(request: PoemRequest): Poem {
  const lines = [`of ${request.topic} we sing`, `in ${request.style} number ${request.seed ?? 0}`];
  return {
    type: 'poem',
    style: request.style,
    voice: request.voice ?? 'modern',
    topic: request.topic,
    seed: request.seed ?? 0,
    steps: 3,
    stanzas: [lines.map((text) => line(text, 1))],
    text: lines.join('\n'),
    checks: { lines: true, syllables: true, meter: true, rhyme: true },
  };
}

/** @param steps frames before the poem */
export function recordedEngine(steps = 3): RecordedEngine {
  const requests: PoemRequest[] = [];
  const engine: RecordedEngine = {
    requests,
    async *draw(request, { signal } = {}): AsyncGenerator<PoemEvent> {
      requests.push(request);
      const poem = poemFor(request);
      for (let step = 1; step <= steps; step += 1) {
        await engine.before?.(request, step);
        signal?.throwIfAborted();
        const text = poem.text.replaceAll(/\w+/g, (word) => (word.length % steps < step ? word : '···'));
        const frame: Frame = {
          type: 'frame',
          step,
          steps,
          settled: step / steps,
          text,
          stanzas: [text.split('\n').map((one) => line(one, step / steps))],
        };
        yield frame;
      }
      await engine.before?.(request, steps + 1);
      signal?.throwIfAborted();
      yield poem;
    },
    ready: async () => {},
    status: () => ({ ready: true, active: 0, queued: 0, poems: requests.length, steps: 0 }),
    close: async () => {},
  };
  return engine;
}
