/** Many poems from a file of requests: drawn many at once, printed in the file's order. */
import { setMaxListeners } from 'node:events';
import { z } from 'zod';
import { mostSteps } from '../../diffusion/index.ts';
import { RequestError } from '../../errors.ts';
import type { Engine, PoemRequest } from '../../poem.ts';
import { errorLine, poemLine } from './lines.ts';

/** Requests that are with the engine at once: enough for full batches, few enough to hold in memory. */
const inFlight = 32;

const shape = z.object({
  topic: z.string(),
  style: z.string(),
  voice: z.string().optional(),
  steps: z.number().optional(),
  seed: z.number().optional(),
  draft: z.string().optional(),
  strength: z.number().optional(),
  lines: z.number().optional(),
  word: z.string().optional(),
  keep: z.array(z.object({ line: z.number(), text: z.string() })).optional(),
});

/**
 * Draws every request. A request that cannot be read or drawn gives an error line in its place.
 *
 * @returns whether every one became a poem
 */
export async function drawBatch(
  lines: AsyncIterable<string>,
  engine: Engine,
  write: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  // Each poem listens to the one signal; more than ten would be taken for a leak.
  setMaxListeners(2 * inFlight, signal);
  const window: Promise<Outcome>[] = [];
  let allDrawn = true;
  const printNext = async () => {
    const { line, drawn } = await window.shift()!;
    signal.throwIfAborted();
    allDrawn &&= drawn;
    write(line);
  };
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    window.push(drawLine(text, number, engine, signal));
    if (window.length >= inFlight) await printNext();
  }
  while (window.length > 0) await printNext();
  return allDrawn;
}

interface Outcome {
  readonly line: string;
  readonly drawn: boolean;
}

async function drawLine(text: string, number: number, engine: Engine, signal: AbortSignal): Promise<Outcome> {
  try {
    // Nobody waits for a file, so its poems take all their steps: those that a seed names when it is asked for alone.
    const request = { ...readRequest(text, number), mostSteps };
    for await (const event of engine.draw(request, { signal })) {
      if (event.type === 'poem') return { line: poemLine(event), drawn: true };
    }
    throw new Error('The engine ended a drawing without a poem.');
  } catch (error) {
    return { line: errorLine(error), drawn: false };
  }
}

/** @throws {RequestError} a sentence with the line's number */
function readRequest(text: string, number: number): PoemRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RequestError('bad-line', `Line ${number} is not JSON.`, { cause });
  }
  const read = shape.safeParse(value);
  if (read.success) return withoutUndefined(read.data);
  const { path = [], message = '' } = read.error.issues[0] ?? {};
  throw new RequestError('bad-line', `Line ${number}: ${path.join('.') || 'the request'} is wrong (${message}).`);
}

function withoutUndefined(request: z.infer<typeof shape>): PoemRequest {
  return Object.fromEntries(
    Object.entries(request).filter(([, value]) => value !== undefined),
  ) as unknown as PoemRequest;
}
