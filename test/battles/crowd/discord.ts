/** A crowd on Discord: the real client library, at the pace of the real bot, against the loopback peer. */
import { pino } from 'pino';
import { createDiscord } from '../../../src/platforms/discord/index.ts';
import { DiscordPeer, type PeerInteraction } from '../../peers/discord-peer.ts';
import { plainText } from '../../platforms/discord-reading.ts';
import { startBot } from './bot.ts';
import type { Crowd, Pressed } from './crowd.ts';

const manageGuild = String(1 << 5);
const teacher = '400000000000000999';
const firstVoter = 500_000_000_000_000_000n;

export async function discordCrowd(storeUrl: string): Promise<Crowd> {
  const peer = await DiscordPeer.start();
  const bot = await startBot(storeUrl, (commands) =>
    createDiscord({
      token: peer.token,
      apiUrl: peer.apiUrl,
      commands,
      logger: pino({ level: 'silent' }),
    }),
  );
  // The first public message is the battle's, the second announces the winner.
  const battle = () => peer.messages.find(({ ephemeral }) => !ephemeral);

  const interactions = new Map<string, PeerInteraction[]>();
  const userOf = (voter: number) => String(firstVoter + BigInt(voter));
  const whispers = (voter: number) =>
    (interactions.get(userOf(voter)) ?? []).flatMap(({ messages }) =>
      messages.filter(({ ephemeral, history }) => ephemeral && history.length > 0),
    );

  function press(button: string, extra: { readonly user: string; readonly permissions?: string }): Pressed {
    const message = battle();
    if (!message) throw new Error('There is no battle to press under.');
    const interaction = peer.interact(3, { custom_id: button, component_type: 2 }, { ...extra, message });
    interactions.set(extra.user, [...(interactions.get(extra.user) ?? []), interaction]);
    return {
      acknowledgedAfter: () =>
        interaction.acknowledgedAt === undefined ? undefined : interaction.acknowledgedAt - interaction.sentAt,
      redeliver: () => peer.gateway.repeat(interaction),
    };
  }

  return {
    bot,
    space: { platform: 'discord', space: '200000000000000001' },
    call() {
      const given = { topic: 'rain', first: 'haiku', second: 'limerick' };
      const options = [
        ...Object.entries(given).map(([name, value]) => ({ type: 3, name, value })),
        { type: 4, name: 'minutes', value: 60 },
      ];
      const start = { type: 1, name: 'start', options };
      const extra = { user: teacher, permissions: manageGuild };
      peer.interact(2, { id: peer.newId(), name: 'battle', type: 1, options: [start] }, extra);
    },
    shown: () => plainText(battle()?.history.at(-1)?.body ?? {}),
    edits: () => (battle()?.history.length ?? 1) - 1,
    buttons: () =>
      (battle()?.history.at(-1)?.body.components ?? []).flatMap((row) => row.components.map((one) => one.custom_id)),
    press: (button, voter) => press(button, { user: userOf(voter) }),
    answers: (voter) => whispers(voter).length,
    whispers: (voter) => whispers(voter).map(({ history }) => plainText(history.at(-1)!.body)),
    teach: (button) => press(button, { user: teacher, permissions: manageGuild }),
    refusedEdits: () => peer.edits.refused,
    violations: () => peer.violations,
    async close() {
      await bot.stop();
      await peer.close();
    },
  };
}
