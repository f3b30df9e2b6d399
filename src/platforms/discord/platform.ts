/** The connection to Discord: gateway in, interactions answered, messages out. */
import { createHash, randomUUID } from 'node:crypto';
import { type APIInteraction, Client, GatewayDispatchEvents, Options } from 'discord.js';
import type { Logger } from 'pino';
import type { CommandDefinition } from '../../../commands/command.ts';
import { type Clock, systemClock } from '../../clock.ts';
import { createSink, editsWhileWatched, type SinkOptions } from '../../live/index.ts';
import { RecentIds } from '../../recent-ids.ts';
import type { Content, Handlers, LiveMessage, MessageRef, Place, Platform, PostOptions } from '../contract.ts';
import { registerCommands } from './commands.ts';
import { connectionError } from './connection-error.ts';
import { handleInteraction } from './interactions.ts';
import { DiscordMessage, refOf } from './message.ts';
import type { OwnShard } from './shards.ts';
import { apiBase, Wire } from './wire.ts';

export interface DiscordOptions {
  readonly token: string;
  /** Learnt from the gateway when absent. */
  readonly applicationId?: string;
  /** Registers the commands in this guild alone, where they show at once. */
  readonly guildId?: string;
  /** Without the version: `https://discord.com/api`, or a loopback peer. */
  readonly apiUrl?: string;
  /** Serves the guilds of this shard alone; absent where one process serves all. */
  readonly shard?: OwnShard;
  readonly commands: readonly CommandDefinition[];
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>;
  readonly clock?: Clock;
  /** Changes the pace of live messages. */
  readonly live?: Partial<SinkOptions>;
  /** Told of each command or press that Discord did not hear of in time, for metrics. */
  readonly missed?: () => void;
  /** Longest that the first connection may take. */
  readonly connectWithinMs?: number;
}

/**
 * What is known of Discord's limits before it answers: an interaction takes about 5 edits in 5 s, a channel too.
 * Seven frames, one of them the opening post, make a poem sharpen in front of its readers in as many seconds.
 */
const pace = {
  limit: { edits: 5, perMs: 5_000, leastSpacingMs: 400 },
  leastFrames: 7,
  patienceMs: 15_000,
  answerWithinMs: 5_000,
  giveUpAfterMs: 15 * 60_000,
  heartbeats: true,
  shared: {
    limit: { edits: 5, perMs: 5_000 },
    // Interactions have buckets of their own; other messages share their channel's.
    by: (ref: MessageRef) => (ref.extra === undefined ? ref.channel : undefined),
  },
} satisfies Omit<SinkOptions, 'clock'>;

/** Deliveries that are remembered, to know those that come twice. */
const mostRemembered = 10_000;

/** The Discord platform. `start` rejects with one sentence when the token is wrong or Discord is out of reach. */
export function createDiscord(options: DiscordOptions): Platform {
  const clock = options.clock ?? systemClock;
  const { apiUrl, logger, shard, missed } = options;
  // The way people copy it from a header.
  const token = options.token.trim().replace(/^(?:Bot|Bearer)\s+/i, '');
  const wire = new Wire({ token, apiUrl, clock });
  const sink = createSink({ ...pace, clock, ...options.live });
  const client = new Client({
    // Interactions need no intent, and the bot reads nothing else.
    intents: [],
    ...(shard && { shards: [shard.id], shardCount: shard.count }),
    rest: apiUrl === undefined ? {} : { api: apiBase(apiUrl) },
    makeCache: Options.cacheWithLimits({ MessageManager: 0, UserManager: 0, GuildMemberManager: 0 }),
    allowedMentions: { parse: [], repliedUser: false },
  });
  const inFlight = new Set<Promise<void>>();
  const received = new RecentIds(mostRemembered);

  function receive(interaction: APIInteraction, handlers: Handlers): void {
    // A gateway may deliver twice; acknowledging the second delivery could take the place of the first one's answer.
    if (!received.add(interaction.id)) return;
    const done = handleInteraction(interaction, { wire, sink, clock, logger, handlers, missed }).catch((error) =>
      logger.error({ err: error }, 'an interaction was not answered'),
    );
    inFlight.add(done);
    done.finally(() => inFlight.delete(done));
  }

  async function connect(signal: AbortSignal): Promise<void> {
    const ready = new Promise<void>((resolve) => client.once('clientReady', () => resolve()));
    const waited = new AbortController();
    const tooLong = clock
      .sleep(options.connectWithinMs ?? 60_000, AbortSignal.any([signal, waited.signal]))
      .then(() => Promise.reject(new Error('The gateway did not become ready.')));
    tooLong.catch(() => {});
    try {
      await Promise.race([client.login(token).then(() => ready), tooLong]);
    } catch (error) {
      await client.destroy();
      throw connectionError(error);
    } finally {
      waited.abort();
    }
  }

  return {
    name: 'discord',

    async start(handlers, signal) {
      client.on('error', (error) => logger.warn({ err: error }, 'Discord connection error'));
      client.on('shardError', (error) => logger.warn({ err: error }, 'Discord gateway error'));
      client.on('shardReconnecting', () => logger.info('reconnecting to Discord'));
      client.ws.on(GatewayDispatchEvents.InteractionCreate, (data: APIInteraction) => receive(data, handlers));
      await connect(signal);
      // The application's commands are the same for all shards.
      if (shard !== undefined && shard.id > 0) return logger.info('connected to Discord');
      const application = options.applicationId ?? client.application?.id ?? client.user!.id;
      const changed = await registerCommands(wire, application, options.commands, options.guildId);
      logger.info({ commands: options.commands.length, changed }, 'connected to Discord');
    },

    // Discord's enforced nonce: a second post of the same name within some minutes answers with the first.
    postsOnce: true,

    // Of a poem that is drawn faster than that it shows the least frames of its pace.
    visibleEdits: editsWhileWatched(pace.shared.limit),

    async post(place: Place, content: Content, { once }: PostOptions = {}): Promise<LiveMessage> {
      const { id } = await wire.post(place.channel, content, nonceOf(once));
      return sink.live(new DiscordMessage(refOf(place, id), wire, clock), content);
    },

    async resume(ref: MessageRef): Promise<LiveMessage> {
      return sink.live(new DiscordMessage(ref, wire, clock));
    },

    async stop() {
      await client.destroy();
      await Promise.allSettled(inFlight);
      sink.stop();
    },
  };
}

/** Discord takes nonces of at most 25 characters; a named post has the same one whoever sends it. */
function nonceOf(once: string | undefined): string {
  const nonce = once === undefined ? randomUUID() : createHash('sha256').update(once).digest('base64url');
  return nonce.slice(0, 25);
}
