/**
 * What the bot's process and the processes of its Discord shards say to each other. The shards draw through the bot's
 * one engine, or its one place in the queue. src/main.ts serves them, src/shard-main.ts is one of them.
 * It must not know of Discord: who starts the processes is src/platforms/discord/shards.ts.
 */
export { createDistantEngine } from './distant-engine.ts';
export { serveShard } from './engine-service.ts';
export { type FromShard, type Line, lineToParent, type ToShard } from './line.ts';
