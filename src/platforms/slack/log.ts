/** Slack's libraries write into our log. Their debug level would write people's texts, so it is left out. */
import { LogLevel, type Logger as SlackLogger } from '@slack/bolt';
import type { Logger } from 'pino';

export function boltLogger(logger: Pick<Logger, 'debug' | 'warn' | 'error'>): SlackLogger {
  const line = (parts: readonly unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => {},
    info: (...parts) => logger.debug(line(parts)),
    // They warn of every failed request and lost connection; what matters of it is logged where it is handled.
    warn: (...parts) => logger.debug(line(parts)),
    error: (...parts) => logger.warn(line(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
