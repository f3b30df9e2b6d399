/**
 * `npm run -s poem -- TOPIC --style ID`: a poem in the terminal, animated in place, or plain where it is piped.
 * People and scripts call it; it knows the engine, and nothing of platforms and stores.
 */
import { systemClock } from '../../clock.ts';
import { ConfigError, environment, readConfig } from '../../config.ts';
import { startEngine } from '../../diffusion/index.ts';
import { runProgram } from './program.ts';

const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort(new Error('interrupted')));
process.once('SIGTERM', () => interrupt.abort(new Error('terminated')));
// Whoever read the output (`| head -1`) has had enough.
process.stdout.on('error', () => interrupt.abort(new Error('nobody reads on')));

try {
  const { engine, web } = readConfig(environment());
  process.exitCode = await runProgram(process.argv.slice(2), {
    write: (text) => process.stdout.write(text),
    complain: (text) => process.stderr.write(text),
    clock: systemClock,
    frameMs: web.frameMs,
    input: process.stdin,
    // A poem that is alone is drawn by one process, with all threads.
    startEngine: (many) => startEngine(many ? engine : { ...engine, processes: 1 }),
    signal: interrupt.signal,
    ...(process.stdout.isTTY
      ? {
          terminal: {
            write: (text: string) => process.stdout.write(text),
            // A terminal that was told no size says 0, and a picture of no rows would show nothing.
            columns: process.stdout.columns || 80,
            rows: process.stdout.rows || 24,
            colours: process.stdout.hasColors() && !process.env.NO_COLOR,
          },
        }
      : {}),
  });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
