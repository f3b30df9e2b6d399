/** Discord for the contract suite: the real client library against the loopback peer. */
import { pino } from 'pino';
import type { Handlers, Platform } from '../../src/platforms/contract.ts';
import { createDiscord } from '../../src/platforms/discord/index.ts';
import { DiscordPeer, type PeerInteraction, type PeerMessage } from '../peers/discord-peer.ts';
import { eventually } from '../peers/loopback-server.ts';
import { mischiefOf, plainText } from './discord-reading.ts';
import type { Asked, House, HouseSetup, Reader, Visitor } from './house.ts';
import { watchPatience } from './patience.ts';

/** A tenth of the real windows, so that a poem takes under a second. */
export const quickEdits = { requests: 5, perMs: 500 };
export const quickPace = {
  limit: { edits: 5, perMs: 500, leastSpacingMs: 40 },
  patienceMs: 3_000,
  answerWithinMs: 1_500,
  giveUpAfterMs: 60_000,
};

const manageGuild = 1 << 5;
const manageMessages = 1 << 13;

export async function openDiscordHouse({
  handlers,
  definitions,
  fault,
}: HouseSetup): Promise<House & { peer: DiscordPeer }> {
  const patience = watchPatience(({ ref }) => ref.message);
  const peer = await DiscordPeer.start({
    edits: quickEdits,
    ...(fault === undefined ? {} : { fault: ({ method }) => (method === 'PATCH' ? fault() : undefined) }),
  });
  let platform = await connect(handlers);
  const ids = new Map<string, string>();
  const readers = new Map<Reader, PeerMessage>();

  async function connect(served: Handlers): Promise<Platform> {
    const created = createDiscord({
      token: peer.token,
      apiUrl: peer.apiUrl,
      commands: definitions,
      logger: pino({ level: 'silent' }),
      live: { ...quickPace, watch: patience.watch },
    });
    await created.start(served, new AbortController().signal);
    return created;
  }

  function extraOf(who: Visitor = { name: 'ada' }) {
    const user = ids.get(who.name) ?? peer.newId();
    ids.set(who.name, user);
    const rights = (who.managesSpace ? manageGuild : 0) | (who.moderates ? manageMessages : 0);
    return { user, permissions: String(rights), ...(who.locale === undefined ? {} : { locale: who.locale }) };
  }

  function readerOf(message: PeerMessage): Reader {
    const reader: Reader = {
      texts: () => message.history.map(({ body }) => plainText(body)),
      controls: () => controlsOf(message),
      mischief: () => message.history.flatMap(({ body }) => mischiefOf(body)),
      get deleted() {
        return message.deleted;
      },
    };
    readers.set(reader, message);
    return reader;
  }

  function asked(interaction: PeerInteraction): Asked {
    return {
      async acknowledged() {
        const at = await eventually(() => interaction.acknowledgedAt, 'the bot acknowledged');
        return at - interaction.sentAt;
      },
      answer: async () => readerOf(await peer.answerOf(interaction)),
      answers: () => interaction.messages.filter(({ ephemeral, deleted }) => !ephemeral && !deleted).length,
      whisper: async () => plainText((await peer.whisperOf(interaction)).history.at(-1)!.body),
      whisperControls: () => interaction.messages.filter(({ ephemeral }) => ephemeral).flatMap(controlsOf),
      async form() {
        const callback = await eventually(() => interaction.callback, 'a form opened');
        if (callback.type !== 9) throw new Error(`Not a form but an answer of type ${callback.type}.`);
        const rows = callback.data!.components as { component: { custom_id: string } }[];
        return rows.map(({ component }) => component.custom_id);
      },
    };
  }

  return {
    peer,
    get platform() {
      return platform;
    },
    place: { platform: 'discord', space: '200000000000000001', channel: '300000000000000001' },
    async restart(served) {
      await platform.stop();
      platform = await connect(served);
    },
    command: (name, options, who) =>
      asked(peer.interact(2, { id: peer.newId(), name, type: 1, options: optionList(options) }, extraOf(who))),
    submit(command, fields, who) {
      const components = Object.entries(fields).map(([custom_id, value]) => ({
        type: 18,
        component: { type: 4, custom_id, value },
      }));
      return asked(peer.interact(5, { custom_id: `form:${command}`, components }, extraOf(who)));
    },
    press(reader, control, values = [], who) {
      const type = values.length === 0 ? 2 : 3;
      const data = { custom_id: control, component_type: type, ...(type === 3 ? { values } : {}) };
      return asked(peer.interact(3, data, { ...extraOf(who), message: readers.get(reader)! }));
    },
    async complete(command, option, typed) {
      const options = [{ type: 3, name: option, value: typed, focused: true }];
      const interaction = peer.interact(4, { id: peer.newId(), name: command, type: 1, options }, extraOf());
      const callback = await eventually(() => interaction.callback, 'completions came');
      return (callback.data!.choices as { value: string }[]).map(({ value }) => value);
    },
    redeliver: () => peer.gateway.repeat(),
    dropConnections: () => peer.gateway.drop(),
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

function optionList(options: Readonly<Record<string, string | number | boolean>>) {
  return Object.entries(options).map(([name, value]) => ({ name, value, type: typeof value === 'number' ? 4 : 3 }));
}

function controlsOf({ history }: PeerMessage): string[] {
  const rows = history.at(-1)?.body.components ?? [];
  return rows.flatMap((row) => row.components.filter(({ disabled }) => !disabled).map(({ custom_id }) => custom_id));
}
