/** A Slack on this machine: Web API, Socket Mode and signed HTTP, with the real one's deadlines, sizes and budgets. */
import { createHmac, randomUUID } from 'node:crypto';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Answer, eventually, type Fault, listen, type Received } from './loopback-server.ts';
import { RateLimits, type Window } from './rate-limit.ts';
import { type Block, blockViolations, messageViolations } from './slack-rules.ts';

export interface SlackPeerOptions {
  readonly botToken?: string;
  readonly appToken?: string;
  /** `chat.update` of the whole workspace. */
  readonly updates?: Window;
  readonly posts?: Window;
  /** Where the bot is not a member. */
  readonly closedChannels?: readonly string[];
  /** Whether the bot was given `channels:history`. */
  readonly mayRead?: boolean;
  /** False where the workspace has closed its messages to editing. */
  readonly edits?: boolean;
  readonly fault?: (method: string) => Fault;
  /** Signed deliveries go to this address instead of a socket. */
  readonly http?: { readonly url: string; readonly secret: string };
}

export interface PeerSlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly ephemeralFor?: string;
  readonly metadata?: unknown;
  readonly history: { readonly text: string; readonly blocks: readonly Block[]; readonly at: number }[];
  deleted: boolean;
}

export interface PeerDelivery {
  readonly sentAt: number;
  readonly trigger: string;
  readonly channel: string;
  readonly user: string;
  acknowledgedAt?: number;
  /** Messages that came after it in its channel. */
  readonly since: number;
}

export interface SlackUser {
  readonly id: string;
  readonly name: string;
  readonly admin?: boolean;
  readonly locale?: string;
}

const team = 'T00000001';

export class SlackPeer {
  readonly botToken: string;
  readonly appToken: string;
  readonly messages: PeerSlackMessage[] = [];
  readonly views: {
    readonly trigger?: string;
    readonly user?: string;
    readonly view: { callback_id?: string; private_metadata?: string; blocks: Block[] };
  }[] = [];
  /** Everything that the real Slack would have refused or resented. */
  readonly violations: string[] = [];
  readonly updates: RateLimits;
  readonly posts: RateLimits;
  readonly #options: SlackPeerOptions;
  readonly #users = new Map<string, SlackUser>();
  readonly #deliveries = new Map<string, PeerDelivery>();
  readonly #triggers = new Map<string, number>();
  readonly #responses = new Map<string, { readonly delivery: PeerDelivery; used: number }>();
  #sockets!: WebSocketServer;
  #port = 0;
  #close!: () => Promise<void>;
  #clock = 0;
  readonly #sent = new Map<PeerDelivery, { readonly type: string; readonly payload: object }>();
  #last: PeerDelivery | undefined;

  private constructor(options: SlackPeerOptions) {
    this.#options = options;
    this.botToken = options.botToken ?? 'xoxb-loopback';
    this.appToken = options.appToken ?? 'xapp-loopback';
    this.updates = new RateLimits(options.updates ?? { requests: 50, perMs: 60_000 });
    this.posts = new RateLimits(options.posts ?? { requests: 100, perMs: 60_000 });
  }

  static async start(options: SlackPeerOptions = {}): Promise<SlackPeer> {
    const peer = new SlackPeer(options);
    const { server, port, close } = await listen((request) => peer.#receive(request));
    peer.#port = port;
    peer.#sockets = new WebSocketServer({ server, path: '/socket' });
    peer.#sockets.on('connection', (socket) => peer.#connected(socket));
    peer.#close = async () => {
      for (const socket of peer.#sockets.clients) socket.terminate();
      peer.#sockets.close();
      await close();
    };
    return peer;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.#port}/api/`;
  }

  get team(): string {
    return team;
  }

  get isConnected(): boolean {
    return this.#sockets.clients.size > 0;
  }

  close(): Promise<void> {
    return this.#close();
  }

  command(name: string, text: string, user: SlackUser, channel = 'C00000001'): PeerDelivery {
    return this.#deliver('slash_commands', user, channel, (common) => ({
      ...common,
      command: `/${name}`,
      text,
      user_id: user.id,
      user_name: user.name,
      channel_id: channel,
      channel_name: 'class',
      team_domain: 'class',
      api_app_id: 'A1',
      is_enterprise_install: 'false',
    }));
  }

  /** Presses a button or chooses from a menu under a message. */
  act(message: PeerSlackMessage, action: string, values: readonly string[], user: SlackUser): PeerDelivery {
    const type = values.length === 0 ? 'button' : values.length === 1 ? 'static_select' : 'multi_static_select';
    const options = values.map((value) => ({ text: { type: 'plain_text', text: value }, value }));
    return this.#deliver('interactive', user, message.channel, (common) => ({
      ...common,
      type: 'block_actions',
      user: { id: user.id, username: user.name, name: user.name, team_id: team },
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: message.channel,
        is_ephemeral: message.ephemeralFor !== undefined,
      },
      team: { id: team, domain: 'class' },
      channel: { id: message.channel, name: 'class' },
      message: { type: 'message', ts: message.ts },
      actions: [
        {
          ...{ type, action_id: action, block_id: 'b', action_ts: '1' },
          ...(type === 'static_select' ? { selected_option: options[0] } : {}),
          ...(type === 'multi_static_select' ? { selected_options: options } : {}),
        },
      ],
    }));
  }

  submit(
    view: { callback_id?: string; private_metadata?: string },
    fields: Readonly<Record<string, string>>,
    user: SlackUser,
  ): PeerDelivery {
    const { channel } = JSON.parse(view.private_metadata ?? '{"channel":"C00000001"}');
    const values = Object.fromEntries(
      Object.entries(fields).map(([id, value]) => [
        id,
        { [id]: { type: 'plain_text_input', value: value === '' ? null : value } },
      ]),
    );
    return this.#deliver('interactive', user, channel, (common) => ({
      ...common,
      type: 'view_submission',
      user: { id: user.id, username: user.name, name: user.name, team_id: team },
      team: { id: team, domain: 'class' },
      view: { id: `V${randomUUID()}`, team_id: team, type: 'modal', hash: '1', ...view, state: { values } },
    }));
  }

  /** Chooses a shortcut from a message's menu. */
  shortcut(callback: string, text: string, user: SlackUser, channel = 'C00000001'): PeerDelivery {
    return this.#deliver('interactive', user, channel, (common) => ({
      ...common,
      type: 'message_action',
      callback_id: callback,
      user: { id: user.id, name: user.name, username: user.name, team_id: team },
      team: { id: team, domain: 'class' },
      channel: { id: channel, name: 'class' },
      message_ts: '1.1',
      message: { type: 'message', ts: '1.1', text },
    }));
  }

  openHome(user: SlackUser): void {
    this.#deliver('events_api', user, 'D1', () => ({
      team_id: team,
      api_app_id: 'A1',
      type: 'event_callback',
      event_id: `Ev${randomUUID()}`,
      event_time: 1,
      authorizations: [
        { team_id: team, user_id: 'U0', is_bot: true, is_enterprise_install: false, enterprise_id: null },
      ],
      event: { type: 'app_home_opened', user: user.id, channel: 'D1', tab: 'home', event_ts: '1' },
    }));
  }

  /** Delivers something once more, the last thing when nothing is named, as Slack does when it heard nothing. */
  redeliver(delivery: PeerDelivery = this.#last!): void {
    const { type, payload } = this.#sent.get(delivery)!;
    this.#send(type, payload, delivery, 1);
  }

  drop(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  /** Messages of the bot in a channel since a delivery, the public ones. */
  answersTo({ channel, since }: PeerDelivery): PeerSlackMessage[] {
    return this.messages
      .slice(since)
      .filter((message) => message.channel === channel && message.ephemeralFor === undefined);
  }

  #deliver(type: string, user: SlackUser, channel: string, body: (common: object) => object): PeerDelivery {
    this.#users.set(user.id, user);
    const trigger = `${Date.now()}.${randomUUID()}`;
    const delivery: PeerDelivery = { sentAt: Date.now(), trigger, channel, user: user.id, since: this.messages.length };
    const response = randomUUID();
    this.#triggers.set(trigger, Date.now());
    this.#responses.set(response, { delivery, used: 0 });
    const common = {
      token: 'verification',
      team_id: team,
      trigger_id: trigger,
      response_url: `http://127.0.0.1:${this.#port}/respond/${response}`,
      api_app_id: 'A1',
      is_enterprise_install: false,
    };
    const payload = body(common);
    this.#sent.set(delivery, { type, payload });
    this.#last = delivery;
    this.#send(type, payload, delivery, 0);
    return delivery;
  }

  async #send(type: string, payload: object, delivery: PeerDelivery, retry: number): Promise<void> {
    const { http } = this.#options;
    if (http !== undefined) return this.#sendSigned(http, type, payload, delivery, retry);
    const socket = await eventually(
      () => [...this.#sockets.clients].find(({ readyState }) => readyState === 1),
      'the bot connected',
    );
    const envelope = randomUUID();
    this.#deliveries.set(envelope, delivery);
    socket.send(
      JSON.stringify({
        envelope_id: envelope,
        type,
        payload,
        accepts_response_payload: type !== 'events_api',
        retry_attempt: retry,
      }),
    );
  }

  async #sendSigned(
    { url, secret }: { readonly url: string; readonly secret: string },
    type: string,
    payload: object,
    delivery: PeerDelivery,
    retry: number,
  ): Promise<void> {
    const body =
      type === 'events_api'
        ? JSON.stringify(payload)
        : new URLSearchParams(
            type === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>),
          ).toString();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': type === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature,
        ...(retry > 0 ? { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_timeout' } : {}),
      },
    });
    if (answer.ok) this.#acknowledged(delivery);
  }

  #acknowledged(delivery: PeerDelivery): void {
    delivery.acknowledgedAt ??= Date.now();
    if (delivery.acknowledgedAt - delivery.sentAt > 3_000) this.violations.push('a delivery was acknowledged too late');
  }

  #connected(socket: WebSocket): void {
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' } }));
    socket.on('message', (raw) => {
      const delivery = this.#deliveries.get(JSON.parse(String(raw)).envelope_id);
      if (delivery !== undefined) this.#acknowledged(delivery);
    });
  }

  async #receive(request: Received): Promise<Answer | undefined> {
    if (request.path.startsWith('/respond/'))
      return this.#respond(request.path.slice('/respond/'.length), JSON.parse(request.raw.toString()));
    const method = request.path.replace('/api/', '');
    const fields = Object.fromEntries(new URLSearchParams(request.raw.toString('utf8')));
    const wanted = method === 'apps.connections.open' ? this.appToken : this.botToken;
    if (request.headers.authorization !== `Bearer ${wanted}`) return failure('invalid_auth');
    const fault = this.#options.fault?.(method);
    if (fault === 'unavailable') return { status: 503, body: {} };
    if (fault === 'rate-limited') {
      return { status: 429, headers: { 'retry-after': '1' }, body: { ok: false, error: 'ratelimited' } };
    }
    const answer = this.#call(method, fields);
    return fault === 'lost' ? undefined : answer;
  }

  #call(method: string, fields: Record<string, string>): Answer {
    switch (method) {
      case 'auth.test':
        return success({ team: 'Class', team_id: team, user_id: 'U0', bot_id: 'B0', user: 'inkling' });
      case 'apps.connections.open':
        return success({ url: `ws://127.0.0.1:${this.#port}/socket` });
      case 'users.info':
        return this.#user(fields.user!);
      case 'usergroups.list':
        return success({ usergroups: [] });
      case 'chat.postMessage':
        return this.#limited(this.posts, fields.channel!, () => this.#post(fields));
      case 'conversations.history':
        return this.#history(fields.channel!);
      case 'chat.postEphemeral':
        return this.#post({ ...fields, ephemeral: fields.user! });
      case 'chat.update':
        return this.#limited(this.updates, 'workspace', () => this.#update(fields));
      case 'chat.delete':
        return this.#delete(fields);
      case 'views.open':
      case 'views.publish':
        return this.#view(fields);
      default:
        return failure('unknown_method');
    }
  }

  #user(id: string): Answer {
    const user = this.#users.get(id);
    if (user === undefined) return failure('user_not_found');
    const { name, admin = false, locale = 'en-US' } = user;
    return success({ user: { id, name, is_admin: admin, is_owner: false, locale, profile: { display_name: name } } });
  }

  #limited(limits: RateLimits, key: string, work: () => Answer): Answer {
    const spent = limits.spend(key);
    if (spent.ok) return work();
    const seconds = String(Math.max(1, Math.ceil(spent.resetAfterMs / 1000)));
    return { status: 429, headers: { 'retry-after': seconds }, body: { ok: false, error: 'ratelimited' } };
  }

  #post({ channel, text, blocks, ephemeral, link_names, parse, metadata }: Record<string, string>): Answer {
    if (this.#options.closedChannels?.includes(channel!)) return failure('not_in_channel');
    if (link_names === 'true' || parse === 'full') this.violations.push('names in a message are looked up');
    const ts = `${Math.floor(Date.now() / 1000)}.${String(++this.#clock).padStart(6, '0')}`;
    const message: PeerSlackMessage = {
      channel: channel!,
      ts,
      history: [],
      deleted: false,
      ...(ephemeral === undefined ? {} : { ephemeralFor: ephemeral }),
      ...(metadata === undefined ? {} : { metadata: JSON.parse(metadata) }),
    };
    this.messages.push(message);
    this.#write(message, text, blocks);
    return success({ channel, ts, message_ts: ts });
  }

  #history(channel: string): Answer {
    if (this.#options.mayRead === false) return failure('missing_scope');
    const messages = this.messages.filter(
      (message) => message.channel === channel && message.ephemeralFor === undefined,
    );
    return success({ messages: messages.map(({ ts, metadata }) => ({ type: 'message', ts, metadata })).reverse() });
  }

  #update({ channel, ts, text, blocks }: Record<string, string>): Answer {
    const message = this.messages.find((one) => one.channel === channel && one.ts === ts);
    if (message === undefined || message.deleted) return failure('message_not_found');
    if (message.ephemeralFor !== undefined) return failure('cant_update_message');
    if (this.#options.edits === false) return failure('edit_window_closed');
    this.#write(message, text, blocks);
    return success({ channel, ts, text });
  }

  #delete({ channel, ts }: Record<string, string>): Answer {
    const message = this.messages.find((one) => one.channel === channel && one.ts === ts);
    if (message === undefined || message.deleted) return failure('message_not_found');
    message.deleted = true;
    return success({ channel, ts });
  }

  #respond(
    id: string,
    { text, blocks, response_type }: { text: string; blocks: Block[]; response_type: string },
  ): Answer {
    const response = this.#responses.get(id);
    if (response === undefined || ++response.used > 5) return { status: 404, body: 'used_url' };
    const { channel, user } = response.delivery;
    const ts = `${Math.floor(Date.now() / 1000)}.${String(++this.#clock).padStart(6, '0')}`;
    const message: PeerSlackMessage = {
      channel,
      ts,
      history: [],
      deleted: false,
      ...(response_type === 'ephemeral' ? { ephemeralFor: user } : {}),
    };
    this.messages.push(message);
    this.#write(message, text, JSON.stringify(blocks ?? []));
    return { status: 200, body: 'ok' };
  }

  #view({ trigger_id: trigger, user_id: user, view: json }: Record<string, string>): Answer {
    const view = JSON.parse(json!);
    if (trigger !== undefined) {
      const opened = this.#triggers.get(trigger);
      this.#triggers.delete(trigger);
      if (opened === undefined || Date.now() - opened > 3_000) return failure('expired_trigger_id');
      if (view.title.text.length > 24 || view.submit.text.length > 24) this.violations.push('a long title in a modal');
    }
    if (view.blocks.length > 100) this.violations.push('a view of over 100 blocks');
    this.violations.push(...view.blocks.flatMap(blockViolations));
    this.views.push({ view, ...(trigger === undefined ? {} : { trigger }), ...(user === undefined ? {} : { user }) });
    return success({ view: { id: 'V1', ...view } });
  }

  #write(message: PeerSlackMessage, text = '', blocks = '[]'): void {
    const parsed = JSON.parse(blocks) as Block[];
    this.violations.push(...messageViolations(text, parsed));
    message.history.push({ text, blocks: parsed, at: Date.now() });
  }
}

function success(body: object): Answer {
  return { status: 200, body: { ok: true, ...body } };
}

function failure(error: string): Answer {
  return { status: 200, body: { ok: false, error } };
}
