/**
 * The local channel: a chat page on this machine, with the same commands and the same engine as everywhere else.
 * main.ts starts it; people reach it with a browser, operators at /health, /metrics and /status.
 * It must not know how poems are drawn or where messages are kept.
 */
export {
  type ChannelLog,
  type LoggedContent,
  type LoggedMessage,
  type LoggedPicture,
  memoryChannelLog,
} from './log.ts';
export { AddressError, createWebPlatform, type WebOptions, type WebPlatform } from './platform.ts';
