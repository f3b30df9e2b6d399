/**
 * The engine on other machines: poems go through a queue of BullMQ on Redis, and workers draw them.
 * main.ts starts the bot's side where QUEUE_URL is set, `npm run worker` the workers' side.
 * It must not know how a poem is drawn, nor how its frames are shown.
 */
export { type QueueEngineOptions, startQueueEngine } from './queue-engine.ts';
export { type QueueWorker, type QueueWorkerOptions, startQueueWorker } from './worker.ts';
