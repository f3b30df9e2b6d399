/** Many people who ask for a poem in one moment, and what each of them sees until it stands. */
import type { DiscordPeer, MessageJson } from '../../test/peers/discord-peer.ts';
import type { PeerSlackMessage, SlackPeer } from '../../test/peers/slack-peer.ts';
import { plainText as discordText } from '../../test/platforms/discord-reading.ts';
import { plainText as slackText } from '../../test/platforms/slack-reading.ts';

export interface SeenPoem {
  readonly acknowledgedMs: number;
  /** Different frames of verse before the final text. */
  readonly frames: number;
  /** The longest time in which nothing changed, from the command to the final text. */
  readonly silenceMs: number;
  /** What stands in the end, with the id of the poem's record; absent when it never came. */
  readonly final?: { readonly text: string; readonly record: string };
}

/** One state of a message. */
interface Look {
  readonly at: number;
  readonly text: string;
  /** The text without the line that counts steps and seconds. */
  readonly verse: string;
  readonly controls: string;
}

const landsWithinMs = 10 * 60_000;
/** Different topics, so that each message is told from the others. */
const topicOf = (number: number) => `autumn rain ${100 + number}`;

/** Every poem in one channel of one server, each by another person. */
export async function askOnDiscord(peer: DiscordPeer, poems: number, style: string): Promise<SeenPoem[]> {
  const asked = Array.from({ length: poems }, (_, number) =>
    peer.interact(
      2,
      {
        ...{ id: peer.newId(), name: 'poem', type: 1 },
        options: [
          { name: 'topic', value: topicOf(number), type: 3 },
          { name: 'style', value: style, type: 3 },
        ],
      },
      { user: peer.newId() },
    ),
  );
  return watchAll(
    asked.map((interaction) => {
      const history = () => interaction.messages[0]?.history ?? [];
      return {
        sentAt: interaction.sentAt,
        acknowledgedAt: () => interaction.acknowledgedAt,
        controls: () => JSON.stringify(history().at(-1)?.body.components ?? []),
        looks: () =>
          history().map(({ body, at }): Look => {
            const text = discordText(body as MessageJson);
            const verse = text.replace(/\n[^\n]*$/, '');
            return { at, text, verse, controls: JSON.stringify(body.components ?? []) };
          }),
      };
    }),
  );
}

/** Every poem in one channel of one workspace, each by another person. */
export async function askOnSlack(peer: SlackPeer, poems: number, style: string): Promise<SeenPoem[]> {
  const asked = Array.from({ length: poems }, (_, number) => {
    const topic = topicOf(number);
    const user = { id: `U${String(number).padStart(8, '0')}`, name: `reader${number}` };
    return { topic, delivery: peer.command('poem', `style:${style} ${topic}`, user) };
  });
  return watchAll(
    asked.map(({ topic, delivery }) => {
      let message: PeerSlackMessage | undefined;
      const history = () => {
        // Slack does not say which command a message answers; its topic does, from its first frame on.
        message ??= peer
          .answersTo(delivery)
          .find((one) => one.history.some(({ blocks }) => JSON.stringify(blocks).includes(topic)));
        return message?.history ?? [];
      };
      return {
        sentAt: delivery.sentAt,
        acknowledgedAt: () => delivery.acknowledgedAt,
        controls: () => JSON.stringify(history().at(-1)?.blocks ?? []),
        looks: () =>
          history().map(({ blocks, at }): Look => {
            const verse = slackText(blocks.filter(({ type }) => type === 'section' || type === 'header'));
            return { at, text: slackText(blocks), verse, controls: JSON.stringify(blocks) };
          }),
      };
    }),
  );
}

interface Watched {
  readonly sentAt: number;
  acknowledgedAt(): number | undefined;
  /** What can be pressed under the message now. */
  controls(): string;
  looks(): readonly Look[];
}

/** Waits until every poem stands, and only then looks at what was seen: reading is work, and the peers are in this process. */
async function watchAll(poems: readonly Watched[]): Promise<SeenPoem[]> {
  const recordOf = ({ controls }: Watched) => /poem:again:([\w-]+)/.exec(controls())?.[1];
  const givenUpAt = Date.now() + landsWithinMs;
  while (poems.some((poem) => recordOf(poem) === undefined) && Date.now() < givenUpAt)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return poems.map((poem) => seenOf(poem, recordOf(poem)));
}

function seenOf({ sentAt, acknowledgedAt, looks }: Watched, record: string | undefined): SeenPoem {
  const seen = looks();
  const final = seen.at(-1);
  const frames = new Set(
    seen.slice(0, -1).flatMap(({ controls, verse }) => (controls.includes('poem:stop:') ? [verse] : [])),
  );
  const moments = [sentAt, ...seen.map(({ at }) => at)];
  return {
    acknowledgedMs: (acknowledgedAt() ?? Number.POSITIVE_INFINITY) - sentAt,
    frames: frames.size,
    silenceMs: Math.max(...moments.slice(1).map((at, index) => at - moments[index]!)),
    ...(record !== undefined && final !== undefined && { final: { text: final.text, record } }),
  };
}
