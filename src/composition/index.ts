/**
 * Puts Inkling together: settings, log, store, engine, commands, and what goes on behind them. src/main.ts makes the
 * whole bot of it, src/shard-main.ts one shard of Discord. Nothing else knows all parts.
 */
export { type Foundation, lay } from './foundation.ts';
export { finishAndWatch } from './goings-on.ts';
export { endOnSignals, runProgram } from './program.ts';
export { type Work, workOn } from './work.ts';
