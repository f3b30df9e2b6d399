/**
 * Slack: slash commands in free words, buttons, menus, modals, App Home, and poems that sharpen by `chat.update`.
 * src/main.ts creates it when SLACK_BOT_TOKEN is set. It must not know what a command does or how a poem is drawn.
 */
export { createSlack, type SlackMode, type SlackOptions } from './platform.ts';
