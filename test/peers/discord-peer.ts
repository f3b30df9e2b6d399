/** A Discord on this machine: HTTP v10 and gateway, with the real one's deadlines, sizes, buckets and token lives. */
import { type GatewayPeer, openGateway } from './discord-gateway.ts';
import { bodyViolations } from './discord-rules.ts';
import { type Answer, eventually, type Fault, jsonOf, listen, type Received } from './loopback-server.ts';
import { RateLimits, type Window } from './rate-limit.ts';

export interface DiscordPeerOptions {
  readonly token?: string;
  /** Edits of one interaction's messages. */
  readonly edits?: Window;
  readonly tokenLifeMs?: number;
  /** Shards that the gateway recommends. */
  readonly shards?: number;
  /** Shards that may identify within five seconds. */
  readonly maxConcurrency?: number;
  /** Where the bot may not write by its own right. */
  readonly closedChannels?: readonly string[];
  /** Whether the bot may edit in the channel what it said by an interaction; not where it is only user-installed. */
  readonly editsInChannel?: boolean;
  /** Asked for every request to a message or an interaction. */
  readonly fault?: (request: { readonly method: string; readonly path: string }) => Fault;
}

export interface PeerMessage {
  readonly id: string;
  readonly channel: string;
  /** Every body that stood in it, and since when. */
  readonly history: { readonly body: MessageJson; readonly at: number }[];
  readonly ephemeral: boolean;
  deleted: boolean;
}

// Bodies are checked field by field by the rules; here they are only kept.
export type MessageJson = {
  content?: string;
  embeds?: { title?: string; description?: string; footer?: { text: string } }[];
  components?: {
    components: { custom_id: string; label?: string; options?: { value: string }[]; disabled?: boolean }[];
  }[];
  flags?: number;
  nonce?: string;
  attachments?: { filename: string }[];
};

export interface PeerInteraction {
  readonly id: string;
  readonly token: string;
  readonly sentAt: number;
  readonly channel: string;
  /** How often somebody tried to acknowledge it. */
  callbacks: number;
  acknowledgedAt?: number;
  callback?: { type: number; data?: Record<string, unknown> };
  original?: PeerMessage;
  readonly messages: PeerMessage[];
}

const application = '100000000000000001';
const bot = '100000000000000002';

export class DiscordPeer {
  readonly token: string;
  readonly interactions: PeerInteraction[] = [];
  readonly messages: PeerMessage[] = [];
  /** Everything that the real Discord would have refused or resented. */
  readonly violations: string[] = [];
  commands: Record<string, unknown>[] = [];
  commandWrites = 0;
  readonly edits: RateLimits;
  readonly #options: DiscordPeerOptions;
  #gateway!: GatewayPeer;
  #port = 0;
  #close!: () => Promise<void>;
  #lastId = BigInt(Date.now() - 1_420_070_400_000) << 22n;

  private constructor(options: DiscordPeerOptions) {
    this.#options = options;
    this.token = options.token ?? 'loopback.token';
    this.edits = new RateLimits(options.edits ?? { requests: 5, perMs: 5_000 });
  }

  static async start(options: DiscordPeerOptions = {}): Promise<DiscordPeer> {
    const peer = new DiscordPeer(options);
    const { server, port, close } = await listen((request) => peer.#receive(request));
    peer.#port = port;
    const { shards = 1, maxConcurrency = 1 } = options;
    peer.#gateway = openGateway(server, { port, token: peer.token, application, bot, shards, maxConcurrency });
    peer.#close = async () => {
      peer.#gateway.close();
      await close();
    };
    return peer;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.#port}/api`;
  }

  get gateway(): GatewayPeer {
    return this.#gateway;
  }

  close(): Promise<void> {
    return this.#close();
  }

  newId(): string {
    this.#lastId += 1n;
    return String(this.#lastId);
  }

  /** Sends an interaction to the bot. `data` as in Discord's interaction object. */
  interact(type: number, data: object, extra: InteractionExtra = {}): PeerInteraction {
    const id = this.newId();
    const channel = extra.channel ?? '300000000000000001';
    const interaction: PeerInteraction = {
      ...{ id, token: `token-${id}`, sentAt: Date.now(), channel },
      ...{ callbacks: 0, messages: [] },
    };
    this.interactions.push(interaction);
    const user = { id: extra.user ?? '400000000000000001', username: 'ada', global_name: 'Ada', discriminator: '0' };
    const guild = extra.guild === undefined ? '200000000000000001' : extra.guild;
    const event = {
      ...{ id, type, data, version: 1, application_id: application },
      ...{ token: interaction.token, locale: extra.locale ?? 'en-US' },
      ...{ channel_id: channel, channel: { id: channel, type: 0 }, entitlements: [], attachment_size_limit: 1 },
      ...(guild === null
        ? { user, context: 1, authorizing_integration_owners: { 1: user.id } }
        : {
            guild_id: guild,
            context: 0,
            authorizing_integration_owners: { 0: guild },
            member: { user, roles: extra.roles ?? [], permissions: extra.permissions ?? '0', nick: null, flags: 0 },
          }),
      ...(extra.message === undefined ? {} : { message: { id: extra.message.id, channel_id: channel } }),
    };
    this.gateway.dispatch('INTERACTION_CREATE', event, guild ?? undefined);
    return interaction;
  }

  /** The message that an interaction's public answer stands in. */
  answerOf(interaction: PeerInteraction): Promise<PeerMessage> {
    return eventually(
      () =>
        interaction.messages.find((message) => !message.ephemeral && message.history.length > 0 && !message.deleted),
      'the bot answered publicly',
    );
  }

  whisperOf(interaction: PeerInteraction): Promise<PeerMessage> {
    return eventually(
      () => interaction.messages.find((message) => message.ephemeral && message.history.length > 0),
      'the bot answered in private',
    );
  }

  async #receive(request: Received): Promise<Answer | undefined> {
    const path = request.path.replace(/^\/api\/v10/, '');
    const perilous = /^\/(interactions|webhooks|channels)\//.test(path);
    const fault = perilous ? this.#options.fault?.({ method: request.method, path }) : undefined;
    if (fault === 'unavailable') return { status: 502, body: { message: 'bad gateway' } };
    if (fault === 'rate-limited') return this.#tooMany(300);
    const answer = this.#route(request.method, path, request);
    return fault === 'lost' ? undefined : answer;
  }

  #route(method: string, path: string, request: Received): Answer {
    const parts = path.split('/').slice(1);
    const json = jsonOf(request);
    if (path === '/gateway/bot') return this.#authorised(request) ?? { status: 200, body: this.gateway.information };
    switch (parts[0]) {
      case 'applications':
        return this.#authorised(request) ?? this.#commandsRoute(method, json);
      case 'interactions':
        return this.#callback(parts[1]!, parts[2]!, json, request.query.get('with_response') === 'true');
      case 'webhooks':
        return this.#webhook(method, parts[2]!, parts[4], json);
      case 'channels':
        return this.#authorised(request) ?? this.#channel(method, parts[1]!, parts[3], json);
      default:
        return refusal(404, 0, '404: Not Found');
    }
  }

  #authorised({ headers }: Received): Answer | undefined {
    return headers.authorization === `Bot ${this.token}` ? undefined : refusal(401, 0, '401: Unauthorized');
  }

  #commandsRoute(method: string, json: unknown): Answer {
    if (method === 'PUT') {
      this.commandWrites++;
      this.commands = (json as Record<string, unknown>[]).map((command) => ({
        ...command,
        id: this.newId(),
        version: this.newId(),
        application_id: application,
      }));
    }
    return { status: 200, body: this.commands };
  }

  #callback(id: string, token: string, json: Record<string, unknown>, withResponse: boolean): Answer {
    const interaction = this.interactions.find((one) => one.id === id && one.token === token);
    const now = Date.now();
    if (interaction !== undefined) interaction.callbacks++;
    if (interaction === undefined || (interaction.callback === undefined && now - interaction.sentAt > 3_000)) {
      if (interaction !== undefined) this.violations.push(`interaction ${id} was answered too late`);
      return refusal(404, 10_062, 'Unknown interaction');
    }
    if (interaction.callback !== undefined) return refusal(400, 40_060, 'Interaction has already been acknowledged.');
    const callback = json as unknown as NonNullable<PeerInteraction['callback']>;
    interaction.callback = callback;
    interaction.acknowledgedAt = now;
    const ephemeral = (Number(callback.data?.flags ?? 0) & 64) !== 0;
    if (callback.type === 4 || callback.type === 5) {
      interaction.original = this.#create(interaction.channel, ephemeral, interaction);
      if (callback.type === 4) this.#write(interaction.original, callback.data as MessageJson);
    }
    if (!withResponse) return { status: 204 };
    return { status: 200, body: { interaction: { id }, resource: { message: { id: interaction.original?.id } } } };
  }

  #webhook(method: string, token: string, messageId: string | undefined, json: MessageJson): Answer {
    const interaction = this.interactions.find((one) => one.token === token);
    if (interaction === undefined) return refusal(404, 10_015, 'Unknown Webhook');
    if (Date.now() - interaction.sentAt > (this.#options.tokenLifeMs ?? 900_000))
      return refusal(401, 50_027, 'Invalid Webhook Token');
    if (method === 'POST') {
      const message = this.#create(interaction.channel, (Number(json.flags ?? 0) & 64) !== 0, interaction);
      this.#write(message, json);
      return { status: 200, body: { id: message.id } };
    }
    const message =
      messageId === '@original' ? interaction.original : interaction.messages.find((one) => one.id === messageId);
    return this.#edit(method, message, json, token);
  }

  #channel(method: string, channel: string, messageId: string | undefined, json: MessageJson): Answer {
    if (this.#options.closedChannels?.includes(channel)) return refusal(403, 50_001, 'Missing Access');
    if (method === 'POST') {
      const same = this.messages.find((one) => json.nonce !== undefined && one.history[0]?.body.nonce === json.nonce);
      const message = same ?? this.#create(channel, false);
      if (same === undefined) this.#write(message, json);
      return { status: 200, body: { id: message.id } };
    }
    const message = this.messages.find((one) => one.id === messageId && one.channel === channel && !one.ephemeral);
    const foreign = this.interactions.some(({ messages }) => message !== undefined && messages.includes(message));
    if (method === 'PATCH' && foreign && this.#options.editsInChannel === false)
      return refusal(403, 50_005, 'Cannot edit a message authored by another user');
    return this.#edit(method, message, json, channel);
  }

  #edit(method: string, message: PeerMessage | undefined, json: MessageJson, bucket: string): Answer {
    if (message === undefined || message.deleted) return refusal(404, 10_008, 'Unknown Message');
    if (method === 'GET') return { status: 200, body: { id: message.id } };
    if (method === 'DELETE') {
      message.deleted = true;
      return { status: 204 };
    }
    const spent = this.edits.spend(bucket);
    if (!spent.ok) return this.#tooMany(spent.resetAfterMs);
    this.#write(message, json);
    const headers = {
      'x-ratelimit-limit': String(spent.limit),
      'x-ratelimit-remaining': String(spent.remaining),
      'x-ratelimit-reset-after': (spent.resetAfterMs / 1000).toFixed(3),
      'x-ratelimit-bucket': 'edits',
    };
    return { status: 200, headers, body: { id: message.id } };
  }

  #tooMany(waitMs: number): Answer {
    const seconds = (waitMs / 1000).toFixed(3);
    const headers = {
      'retry-after': seconds,
      'x-ratelimit-limit': '5',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset-after': seconds,
      'x-ratelimit-bucket': 'edits',
      'x-ratelimit-scope': 'user',
    };
    return {
      status: 429,
      headers,
      body: { message: 'You are being rate limited.', retry_after: waitMs / 1000, global: false },
    };
  }

  #create(channel: string, ephemeral: boolean, interaction?: PeerInteraction): PeerMessage {
    const message: PeerMessage = { id: this.newId(), channel, ephemeral, history: [], deleted: false };
    this.messages.push(message);
    interaction?.messages.push(message);
    return message;
  }

  #write(message: PeerMessage, body: MessageJson): void {
    this.violations.push(...bodyViolations(body));
    message.history.push({ body, at: Date.now() });
  }
}

interface InteractionExtra {
  readonly user?: string;
  readonly roles?: readonly string[];
  readonly permissions?: string;
  readonly locale?: string;
  readonly channel?: string;
  /** Null: a direct message. */
  readonly guild?: string | null;
  readonly message?: PeerMessage;
}

function refusal(status: number, code: number, message: string): Answer {
  return { status, body: { code, message } };
}
