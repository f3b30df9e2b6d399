/** The Web API of a Slack on this machine: its methods, what stands in its channels, and the sizes and budgets it keeps. */
import type { Answer, Fault, Received } from './loopback-server.ts';
import { RateLimits, type Window } from './rate-limit.ts';
import type { PeerDelivery } from './slack-deliveries.ts';
import { type Block, blockViolations, messageViolations } from './slack-rules.ts';

export interface WebApiOptions {
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
}

export interface PeerSlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly ephemeralFor?: string;
  readonly metadata?: unknown;
  readonly history: { readonly text: string; readonly blocks: readonly Block[]; readonly at: number }[];
  deleted: boolean;
}

export interface PeerView {
  readonly trigger?: string;
  readonly user?: string;
  readonly view: { callback_id?: string; private_metadata?: string; blocks: Block[] };
}

export interface SlackUser {
  readonly id: string;
  readonly name: string;
  readonly admin?: boolean;
  readonly locale?: string;
}

export const team = 'T00000001';

/** The way from the bot to Slack. */
export class SlackWebApi {
  readonly botToken: string;
  readonly appToken: string;
  readonly messages: PeerSlackMessage[] = [];
  readonly views: PeerView[] = [];
  /** Everything that the real Slack would have refused or resented. */
  readonly violations: string[] = [];
  readonly updates: RateLimits;
  readonly posts: RateLimits;
  readonly users = new Map<string, SlackUser>();
  readonly #options: WebApiOptions;
  /** Where `apps.connections.open` sends the bot. */
  readonly #socketUrl: () => string;
  readonly #triggers = new Map<string, number>();
  readonly #responses = new Map<string, { readonly delivery: PeerDelivery; used: number }>();
  #clock = 0;

  constructor(options: WebApiOptions, socketUrl: () => string) {
    this.#options = options;
    this.#socketUrl = socketUrl;
    this.botToken = options.botToken ?? 'xoxb-loopback';
    this.appToken = options.appToken ?? 'xapp-loopback';
    this.updates = new RateLimits(options.updates ?? { requests: 50, perMs: 60_000 });
    this.posts = new RateLimits(options.posts ?? { requests: 100, perMs: 60_000 });
  }

  /** A delivery may be answered by a form, within three seconds, and under a `response_url`, five times. */
  expectAnswers(delivery: PeerDelivery, response: string): void {
    this.#triggers.set(delivery.trigger, Date.now());
    this.#responses.set(response, { delivery, used: 0 });
  }

  async receive(request: Received): Promise<Answer | undefined> {
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
        return success({ url: this.#socketUrl() });
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
    const user = this.users.get(id);
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
