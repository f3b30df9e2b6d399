/** The command-line program, apart from its process: arguments in, text and an exit code out. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Clock } from '../../clock.ts';
import { RequestError } from '../../errors.ts';
import type { Engine, PoemEvent, PoemRequest } from '../../poem.ts';
import { styles } from '../../poetics/index.ts';
import { Animation, type Terminal } from './animation.ts';
import { type Format, readArguments, UsageError, usage } from './arguments.ts';
import { drawBatch } from './batch.ts';
import { errorLine, frameLine, poemLine, sentenceOf, styleLine } from './lines.ts';

/** The process around the program. */
export interface Surroundings {
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Standard output when it is a terminal. */
  readonly terminal?: Terminal;
  /** Milliseconds that each frame stands on that terminal, at least. */
  readonly frameMs: number;
  readonly clock: Clock;
  readonly input: Readable;
  /** Started only when there is something to draw. @param many  whether that is more than one poem */
  readonly startEngine: (many: boolean) => Engine;
  /** Aborts when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
}

/** As a shell reports a program that Ctrl-C ended. */
const interrupted = 130;

/**
 * @param given  the arguments after the program's name
 * @returns the exit code: 0, 1 after a failure, 2 after wrong usage, 130 after Ctrl-C
 */
export async function runProgram(given: readonly string[], around: Surroundings): Promise<number> {
  let format: Format = 'text';
  try {
    const job = readArguments(given);
    switch (job.kind) {
      case 'help':
        around.write(usage);
        return 0;
      case 'styles':
        format = job.format;
        around.write(job.format === 'jsonl' ? styles.map(styleLine).join('') : styleTable());
        return 0;
      case 'batch':
        format = 'jsonl';
        return (await withEngine(around, true, (engine) => batch(job.file, engine, around))) ? 0 : 1;
      case 'poem':
        format = job.format;
        await withEngine(around, false, (engine) => draw(job.request, job.format, engine, around));
        return 0;
    }
  } catch (error) {
    if (around.signal.aborted) return interrupted;
    if (error instanceof UsageError) {
      if (error.format === 'jsonl')
        around.write(`${JSON.stringify({ type: 'error', code: 'usage', message: error.message })}\n`);
      around.complain(`${error.message}\n\n${usage}`);
      return 2;
    }
    if (format === 'jsonl') around.write(errorLine(error));
    else around.complain(`${sentenceOf(error)}\n`);
    return 1;
  }
}

async function withEngine<T>(
  { startEngine }: Surroundings,
  many: boolean,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = startEngine(many);
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

async function draw(request: PoemRequest, format: Format, engine: Engine, around: Surroundings): Promise<void> {
  const { signal, write, terminal } = around;
  if (format === 'text' && terminal !== undefined) return animate(engine.draw(request, { signal }), terminal, around);
  for await (const event of engine.draw(request, { signal })) {
    if (event.type === 'poem') write(format === 'jsonl' ? poemLine(event) : `${event.text}\n`);
    else if (event.type === 'frame' && format === 'jsonl') write(frameLine(event));
  }
}

/** Every frame stands long enough to be seen. The engine is not held up: what it draws meanwhile waits in its queue. */
async function animate(
  events: AsyncIterable<PoemEvent>,
  terminal: Terminal,
  { clock, frameMs, signal }: Surroundings,
): Promise<void> {
  const animation = new Animation(terminal);
  let standsUntil = clock.now();
  try {
    for await (const event of events) {
      await clock.sleep(Math.max(0, standsUntil - clock.now()), signal);
      if (event.type === 'poem') animation.finish(event);
      else animation.show(event);
      // A place in the queue may give way to the first frame at once.
      if (event.type === 'frame') standsUntil = clock.now() + frameMs;
    }
  } finally {
    animation.end();
  }
}

async function batch(file: string, engine: Engine, { input, write, signal }: Surroundings): Promise<boolean> {
  const source: Readable = file === '-' ? input : createReadStream(file, 'utf8');
  const unreadable = new Promise<never>((_, reject) => {
    source.once('error', (cause: Error) => reject(new RequestError('batch-file', `Cannot read ${file}.`, { cause })));
  });
  const lines = createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY });
  try {
    return await Promise.race([drawBatch(lines, engine, write, signal), unreadable]);
  } finally {
    lines.close();
  }
}

function styleTable(): string {
  const width = Math.max(...styles.map(({ id }) => id.length));
  return styles.map(({ id, description }) => `${id.padEnd(width)}  ${description}\n`).join('');
}
