/** An engine that finds a way where the careful plan of a repair has none: it gives the words around the gaps more room. */
import { InklingError } from '../errors.ts';
import type { Engine, PoemEvent, PoemRequest, StartLine } from '../poem.ts';

/** The same engine for all other requests. */
export function mendingEngine(engine: Engine): Engine {
  return {
    ready: () => engine.ready(),
    status: () => engine.status(),
    close: () => engine.close(),
    async *draw(request, options): AsyncGenerator<PoemEvent> {
      const attempts = request.start ? [request, loosened(request, false), loosened(request, true)] : [request];
      for (const [at, attempt] of attempts.entries())
        try {
          return yield* engine.draw(attempt, options);
        } catch (error) {
          const impossible = error instanceof InklingError && error.code === 'impossible-line';
          if (!impossible || at === attempts.length - 1) throw error;
        }
    },
  };
}

/** The lines with an open word drawn as a whole, or all lines. */
function loosened(request: PoemRequest, all: boolean): PoemRequest {
  const wholly = (line: StartLine): StartLine => ({ ...line, words: [] });
  const lines = request.start!.lines.map((line) => (all || line.words.some(({ open }) => open) ? wholly(line) : line));
  return { ...request, start: { lines } };
}
