/** Slack for the contract suite: Bolt and the real Web API client against the loopback peer. */
import { pino } from 'pino';
import { helpPage } from '../../commands/index.ts';
import type { Handlers, Platform } from '../../src/platforms/contract.ts';
import { createSlack, type SlackMode } from '../../src/platforms/slack/index.ts';
import { eventually } from '../peers/loopback-server.ts';
import { type PeerDelivery, type PeerSlackMessage, SlackPeer, type SlackUser } from '../peers/slack-peer.ts';
import type { Asked, House, HouseSetup, Reader, Visitor } from './house.ts';
import { watchPatience } from './patience.ts';
import { mischiefOf, plainText } from './slack-reading.ts';

/** A fraction of the real window, so that a poem takes about a second. */
const quickUpdates = { requests: 50, perMs: 1_500 };
const quickPace = {
  limit: { edits: 10, perMs: 500, leastSpacingMs: 40 },
  patienceMs: 3_750,
  answerWithinMs: 1_500,
  giveUpAfterMs: 60_000,
  shared: { limit: { edits: 50, perMs: 1_500 }, by: ({ space }: { space: string }) => space },
};

export interface SlackHouse extends House {
  readonly peer: SlackPeer;
  /** Types a command as people do. */
  type(command: string, words: string, who?: Visitor): Asked;
}

/** @param http the port that the bot listens on for signed deliveries; Socket Mode when absent */
export async function openSlackHouse({ handlers, fault }: HouseSetup, http?: number): Promise<SlackHouse> {
  const secret = 'signing-secret';
  const patience = watchPatience(({ ref }) => ref.space);
  const peer = await SlackPeer.start({
    updates: quickUpdates,
    ...(fault === undefined ? {} : { fault: (method) => (method === 'chat.update' ? fault() : undefined) }),
    ...(http === undefined ? {} : { http: { url: `http://127.0.0.1:${http}/slack/events`, secret } }),
  });
  let platform = await connect(handlers);
  const users = new Map<string, SlackUser>();
  const readers = new Map<Reader, PeerSlackMessage>();

  async function connect(served: Handlers): Promise<Platform> {
    const mode: SlackMode =
      http === undefined
        ? { kind: 'socket', appToken: peer.appToken }
        : { kind: 'http', signingSecret: secret, port: http };
    const created = createSlack({
      ...{ token: peer.botToken, mode, apiUrl: peer.apiUrl, home: helpPage },
      logger: pino({ level: 'silent' }),
      live: { ...quickPace, watch: patience.watch },
    });
    await created.start(served, new AbortController().signal);
    return created;
  }

  function userOf(
    { name, moderates = false, managesSpace = false, locale = 'en-US' }: Visitor = { name: 'ada' },
  ): SlackUser {
    const known = users.get(name);
    if (known !== undefined) return known;
    const user = { id: `U${String(users.size + 1).padStart(8, '0')}`, name, admin: moderates || managesSpace, locale };
    users.set(name, user);
    return user;
  }

  function readerOf(message: PeerSlackMessage): Reader {
    const reader: Reader = {
      texts: () => message.history.map(({ blocks }) => plainText(blocks)),
      controls: () => controlsOf(message),
      mischief: () => message.history.flatMap(mischiefOf),
      get deleted() {
        return message.deleted;
      },
    };
    readers.set(reader, message);
    return reader;
  }

  // Slack does not say which action a message answers, so a test that acts twice at once tells them apart by topic.
  function asked(delivery: PeerDelivery, topic?: string): Asked {
    const mine = () =>
      peer
        .answersTo(delivery)
        .filter(
          ({ history }) =>
            topic === undefined ||
            plainText(history[0]!.blocks).includes(topic) ||
            plainText(history.at(-1)!.blocks).includes(topic),
        );
    const whispers = () =>
      peer.messages.slice(delivery.since).filter(({ ephemeralFor }) => ephemeralFor === delivery.user);
    return {
      async acknowledged() {
        const at = await eventually(() => delivery.acknowledgedAt, 'the bot acknowledged');
        return at - delivery.sentAt;
      },
      answer: async () =>
        readerOf(await eventually(() => mine().find(({ deleted }) => !deleted), 'the bot answered publicly')),
      answers: () => mine().filter(({ deleted }) => !deleted).length,
      whisper: async () =>
        plainText((await eventually(() => whispers()[0], 'the bot answered in private')).history.at(-1)!.blocks),
      whisperControls: () => whispers().flatMap(controlsOf),
      async form() {
        const opened = await eventually(
          () => peer.views.find(({ trigger }) => trigger === delivery.trigger),
          'a form opened',
        );
        return opened.view.blocks.map(({ block_id }) => block_id!);
      },
    };
  }

  const type = (command: string, words: string, who?: Visitor) => asked(peer.command(command, words, userOf(who)));

  return {
    peer,
    type,
    get platform() {
      return platform;
    },
    place: { platform: 'slack', space: peer.team, channel: 'C00000001' },
    async restart(served) {
      await platform.stop();
      platform = await connect(served);
    },
    command(name, options, who) {
      const words = Object.entries(options).map(([option, value]) => `${option}:“${value}”`);
      const topic = options.topic === undefined ? undefined : String(options.topic).slice(0, 8);
      const delivery = peer.command(name, entities(words.join(' ')), userOf(who));
      return asked(delivery, topic !== undefined && /^[\w ]+$/.test(topic) ? String(options.topic) : undefined);
    },
    submit(_command, fields, who) {
      const { view } = peer.views.at(-1)!;
      return asked(peer.submit(view, fields, userOf(who)));
    },
    press: (reader, control, values = [], who) => asked(peer.act(readers.get(reader)!, control, values, userOf(who))),
    redeliver: () => peer.redeliver(),
    dropConnections: () => peer.drop(),
    remove(reader) {
      readers.get(reader)!.deleted = true;
    },
    violations: () => peer.violations,
    impatience: patience.impatient,
    async close() {
      await platform.stop();
      await peer.close();
    },
  };
}

function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function controlsOf({ history }: PeerSlackMessage): string[] {
  const blocks = history.at(-1)?.blocks ?? [];
  return blocks
    .flatMap(({ type, elements = [], accessory }) => [
      ...(type === 'actions' ? elements : []),
      ...(accessory === undefined ? [] : [accessory]),
    ])
    .flatMap(({ action_id }) => (action_id === undefined ? [] : [action_id]));
}
