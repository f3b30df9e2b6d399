/**
 * Discord: slash commands, buttons, menus, modals, and poems that sharpen by edits of the bot's reply.
 * src/main.ts creates it when DISCORD_TOKEN is set. It must not know what a command does or how a poem is drawn.
 */
export { createDiscord, type DiscordOptions } from './platform.ts';
export { createShards, type Shards, shardOf, shardOfThisProcess } from './shards.ts';
