/**
 * Loaded into the bot's own process before anything else (`--import`): measures its event loop and its processor time,
 * and tells them to the process that started it. The bot itself knows nothing of it.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What the bot's process was like since the last reset. */
export interface LoopFigures {
  /** Milliseconds that a timer came late. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /**
   * Milliseconds of processor time between two looks at the loop, at most: what the process did itself in the longest
   * turn, also where the machine's other work made it wait.
   */
  readonly longestWorkMs: number;
  /** Milliseconds of processor time in all. */
  readonly processorMs: number;
}

const resolutionMs = 10;
const delay = monitorEventLoopDelay({ resolution: resolutionMs });
let used = process.cpuUsage();
let longestWork = 0;
let lookedAt = process.cpuUsage();

delay.enable();
setInterval(() => {
  const { user, system } = process.cpuUsage(lookedAt);
  longestWork = Math.max(longestWork, user + system);
  lookedAt = process.cpuUsage();
}, resolutionMs).unref();
process.on('message', (message) => {
  if (message === 'loop-reset') {
    delay.reset();
    used = process.cpuUsage();
    longestWork = 0;
  }
  if (message === 'loop-read') {
    // The histogram holds the whole time between two looks.
    const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
    const { user, system } = process.cpuUsage(used);
    const figures: LoopFigures = {
      ...{ p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), max: late(delay.max) },
      longestWorkMs: longestWork / 1000,
      processorMs: (user + system) / 1000,
    };
    process.send?.(figures);
  }
});
// The line alone must not keep the bot alive.
process.channel?.unref();
