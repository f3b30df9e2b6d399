/**
 * How a channel sees a poem: frames become paced edits under a platform's limits, and the final text always lands.
 * Platforms make their live messages with {@link createSink}; commands feed them frames; src/composition finishes what
 * the last run, or another process, left open. It knows no platform's SDK and nothing of poems beyond the content it is given.
 */

export {
  type HeldMessage,
  type OpenMessage,
  type OpenMessages,
  type OpenRequest,
  openMessagesInMemory,
} from './open-messages.ts';
export type { EditLimit } from './pace.ts';
export type { SharedLimit } from './shared-budget.ts';
export { createSink, type Sink, type SinkOptions } from './sink.ts';
export {
  type FinishingOptions,
  finishUnfinished,
  keepFinishing,
  type Redraw,
  type UnfinishedOptions,
} from './unfinished.ts';
export { editsWhileWatched } from './visible-edits.ts';
