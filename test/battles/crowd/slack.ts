/** A crowd on Slack: Bolt in Socket Mode, at the pace of the real bot, against the loopback peer. */
import { pino } from 'pino';
import { helpPage } from '../../../commands/index.ts';
import { createSlack } from '../../../src/platforms/slack/index.ts';
import { type PeerSlackMessage, SlackPeer, type SlackUser } from '../../peers/slack-peer.ts';
import { plainText } from '../../platforms/slack-reading.ts';
import { startBot } from './bot.ts';
import type { Crowd, Pressed } from './crowd.ts';

const teacher: SlackUser = { id: 'UTEACHER1', name: 'reed', admin: true };

export async function slackCrowd(storeUrl: string): Promise<Crowd> {
  const peer = await SlackPeer.start();
  const bot = await startBot(storeUrl, () =>
    createSlack({
      ...{
        token: peer.botToken,
        apiUrl: peer.apiUrl,
        home: helpPage,
        logger: pino({ level: 'silent' }),
      },
      mode: { kind: 'socket', appToken: peer.appToken },
    }),
  );
  // The first public message is the battle's, the second announces the winner.
  const battle = () => peer.messages.find(({ ephemeralFor }) => ephemeralFor === undefined);
  const voter = (number: number): SlackUser => ({ id: `U${String(number).padStart(8, '0')}`, name: `voter${number}` });

  const whispers = new Map<string, PeerSlackMessage[]>();
  let read = 0;

  function whispersTo({ id }: SlackUser): readonly PeerSlackMessage[] {
    for (; read < peer.messages.length; read += 1) {
      const message = peer.messages[read]!;
      const user = message.ephemeralFor;
      if (user !== undefined) whispers.set(user, [...(whispers.get(user) ?? []), message]);
    }
    return whispers.get(id) ?? [];
  }

  function press(button: string, user: SlackUser): Pressed {
    const message = battle();
    if (!message) throw new Error('There is no battle to press under.');
    const delivery = peer.act(message, button, [], user);
    return {
      acknowledgedAfter: () =>
        delivery.acknowledgedAt === undefined ? undefined : delivery.acknowledgedAt - delivery.sentAt,
      redeliver: () => peer.redeliver(delivery),
    };
  }

  return {
    bot,
    space: { platform: 'slack', space: peer.team },
    call: () => void peer.command('battle', 'start first:haiku second:limerick minutes:60 rain', teacher),
    shown: () => plainText(battle()?.history.at(-1)?.blocks ?? []),
    edits: () => (battle()?.history.length ?? 1) - 1,
    buttons: () =>
      (battle()?.history.at(-1)?.blocks ?? []).flatMap(({ type, elements = [] }) =>
        type === 'actions' ? elements.map(({ action_id = '' }) => action_id) : [],
      ),
    press: (button, number) => press(button, voter(number)),
    answers: (number) => whispersTo(voter(number)).length,
    whispers: (number) => whispersTo(voter(number)).map(({ history }) => plainText(history.at(-1)!.blocks)),
    teach: (button) => press(button, teacher),
    refusedEdits: () => peer.updates.refused + peer.posts.refused,
    violations: () => peer.violations,
    async close() {
      await bot.stop();
      await peer.close();
    },
  };
}
