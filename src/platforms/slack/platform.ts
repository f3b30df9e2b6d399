/** The connection to Slack: Socket Mode or signed HTTP in, Web API out. */
import { App, HTTPReceiver } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import type { Logger } from 'pino';
import type { HelpPage } from '../../../commands/help.ts';
import { type Clock, systemClock } from '../../clock.ts';
import { InklingError } from '../../errors.ts';
import { createSink, editsWhileWatched, type SinkOptions } from '../../live/index.ts';
import type { Content, LiveMessage, MessageRef, Place, Platform } from '../contract.ts';
import { listen } from './deliveries.ts';
import { boltLogger } from './log.ts';
import { refOf, SlackMessage } from './message.ts';
import { errorName } from './outcome.ts';
import { People } from './people.ts';
import { persistentSocket } from './socket.ts';
import { clientOptions, Wire } from './wire.ts';

export type SlackMode =
  /** The bot calls Slack: no address of its own is needed. */
  | { readonly kind: 'socket'; readonly appToken: string }
  /** Slack calls the bot at `/slack/events`, and signs. */
  | { readonly kind: 'http'; readonly signingSecret: string; readonly port: number };

export interface SlackOptions {
  /** Bot token, `xoxb-…`. */
  readonly token: string;
  readonly mode: SlackMode;
  /** `https://slack.com/api/`, or a loopback peer. */
  readonly apiUrl?: string;
  readonly home: (locale: string) => HelpPage;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>;
  readonly clock?: Clock;
  /** Changes the pace of live messages. */
  readonly live?: Partial<SinkOptions>;
}

/**
 * `chat.update` is Tier 3: about 50 calls a minute for a whole workspace. Five frames, the first of them the opening
 * post, and the final text make ten poems a minute. Beyond that a poem shows four, and its final text waits two and a
 * half minutes for them at most: thirty poems at once are through in two minutes.
 */
const pace = {
  limit: { edits: 5, perMs: 5_000, leastSpacingMs: 900 },
  leastFrames: 4,
  comfortableFrames: 5,
  patienceMs: 150_000,
  answerWithinMs: 5_000,
  giveUpAfterMs: 15 * 60_000,
  heartbeats: false,
  shared: { limit: { edits: 50, perMs: 60_000 }, by: (ref: MessageRef) => ref.space },
} satisfies Omit<SinkOptions, 'clock'>;

/** Slack retries what it could not deliver here; all three kinds may come to one address. */
const endpoints = ['/slack/events', '/slack/commands', '/slack/interactions'];

/** The Slack platform. `start` rejects with one sentence when a token is wrong or Slack is out of reach. */
export function createSlack(options: SlackOptions): Platform {
  const clock = options.clock ?? systemClock;
  const { token, mode, apiUrl, logger } = options;
  const wire = new Wire({ token, apiUrl, clock, logger });
  const sink = createSink({ ...pace, clock, ...options.live });
  const stopping = new AbortController();
  let app: App | undefined;

  return {
    name: 'slack',

    async start(handlers) {
      const who = await wire.client.auth.test().catch((error) => {
        throw connectionError(error, 'SLACK_BOT_TOKEN');
      });
      app = new App({
        token,
        botId: who.bot_id ?? 'B0',
        botUserId: who.user_id ?? 'U0',
        receiver:
          mode.kind === 'http'
            ? new HTTPReceiver({ signingSecret: mode.signingSecret, endpoints, logger: boltLogger(logger) })
            : persistentSocket({ appToken: mode.appToken, apiUrl, clock, logger, stopping: stopping.signal }),
        clientOptions: clientOptions(apiUrl, logger),
        logger: boltLogger(logger),
        tokenVerificationEnabled: false,
      });
      const people = new People(wire, clock);
      listen(app, { handlers, wire, sink, people, logger, team: who.team_id ?? '', home: options.home });
      await app.start(mode.kind === 'http' ? mode.port : 0).catch((error) => {
        throw connectionError(error, mode.kind === 'socket' ? 'SLACK_APP_TOKEN' : 'the port for Slack');
      });
      logger.info({ team: who.team, mode: mode.kind }, 'connected to Slack');
    },

    // Of a poem that has the workspace to itself; one in a crowd shows fewer.
    visibleEdits: editsWhileWatched(pace.shared.limit),

    async post(place: Place, content: Content): Promise<LiveMessage> {
      const message = new SlackMessage(refOf(place, await wire.post(place.channel, content)), wire, logger);
      await message.attach(content);
      return sink.live(message, content);
    },

    async resume(ref: MessageRef): Promise<LiveMessage> {
      return sink.live(new SlackMessage(ref, wire, logger));
    },

    async stop() {
      stopping.abort();
      await app?.stop();
      sink.stop();
    },
  };
}

const wrongToken = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
]);

function connectionError(error: unknown, setting: string): InklingError {
  if (error instanceof WebAPIPlatformError && wrongToken.has(error.data.error)) {
    return new InklingError('slack-token', {
      operator: `Slack does not accept ${setting} (${error.data.error}). Copy it again from the app's page on https://api.slack.com/apps.`,
      person: 'I cannot sign in to Slack.',
      cause: error,
    });
  }
  return new InklingError('slack-unreachable', {
    operator: `Slack could not be reached with ${setting}: ${errorName(error)}.`,
    person: 'I cannot reach Slack.',
    cause: error,
  });
}
