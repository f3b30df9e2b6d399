/** A Slack on this machine: what its people do, and the two ways between it and the bot. */
import { randomUUID } from 'node:crypto';
import { listen } from './loopback-server.ts';
import { Deliveries, type DeliveriesOptions, type PeerDelivery } from './slack-deliveries.ts';
import { type PeerSlackMessage, type SlackUser, SlackWebApi, team, type WebApiOptions } from './slack-web-api.ts';

export type { PeerDelivery } from './slack-deliveries.ts';
export type { PeerSlackMessage, SlackUser } from './slack-web-api.ts';

export type SlackPeerOptions = WebApiOptions & Pick<DeliveriesOptions, 'http'>;

export class SlackPeer {
  readonly #api: SlackWebApi;
  #deliveries!: Deliveries;
  #port = 0;
  #close!: () => Promise<void>;

  private constructor(options: SlackPeerOptions) {
    this.#api = new SlackWebApi(options, () => `ws://127.0.0.1:${this.#port}/socket`);
  }

  static async start(options: SlackPeerOptions = {}): Promise<SlackPeer> {
    const peer = new SlackPeer(options);
    const { server, port, close } = await listen((request) => peer.#api.receive(request));
    peer.#port = port;
    const violated = (what: string) => void peer.violations.push(what);
    peer.#deliveries = new Deliveries({ server, http: options.http, violated });
    peer.#close = async () => {
      peer.#deliveries.close();
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

  get botToken(): string {
    return this.#api.botToken;
  }

  get appToken(): string {
    return this.#api.appToken;
  }

  get messages(): readonly PeerSlackMessage[] {
    return this.#api.messages;
  }

  get views(): SlackWebApi['views'] {
    return this.#api.views;
  }

  /** Everything that the real Slack would have refused or resented. */
  get violations(): string[] {
    return this.#api.violations;
  }

  /** The budget of `chat.update`. */
  get updates(): SlackWebApi['updates'] {
    return this.#api.updates;
  }

  /** The budgets of `chat.postMessage`. */
  get posts(): SlackWebApi['posts'] {
    return this.#api.posts;
  }

  get isConnected(): boolean {
    return this.#deliveries.isConnected;
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
  redeliver(delivery?: PeerDelivery): void {
    this.#deliveries.repeat(delivery);
  }

  drop(): void {
    this.#deliveries.drop();
  }

  /** Messages of the bot in a channel since a delivery, the public ones. */
  answersTo({ channel, since }: PeerDelivery): PeerSlackMessage[] {
    return this.messages
      .slice(since)
      .filter((message) => message.channel === channel && message.ephemeralFor === undefined);
  }

  #deliver(type: string, user: SlackUser, channel: string, body: (common: object) => object): PeerDelivery {
    this.#api.users.set(user.id, user);
    const trigger = `${Date.now()}.${randomUUID()}`;
    const delivery: PeerDelivery = { sentAt: Date.now(), trigger, channel, user: user.id, since: this.messages.length };
    const response = randomUUID();
    this.#api.expectAnswers(delivery, response);
    const common = {
      token: 'verification',
      team_id: team,
      trigger_id: trigger,
      response_url: `http://127.0.0.1:${this.#port}/respond/${response}`,
      api_app_id: 'A1',
      is_enterprise_install: false,
    };
    this.#deliveries.send(delivery, type, body(common));
    return delivery;
  }
}
