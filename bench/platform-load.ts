/**
 * `node --import tsx bench/platform-load.ts [POEMS=30] [STYLE=shakespearean-sonnet]`: so many poems asked for at once on
 * Discord, then on Slack, with the platforms' own limits and the real engine at its limit. The bot is a process of its
 * own; the platforms' peers are in this one, so that their work is not counted as the bot's.
 */

import { systemClock } from '../src/clock.ts';
import { openStore } from '../src/store/index.ts';
import { poemRecordsIn } from '../src/store/kept/index.ts';
import { DiscordPeer } from '../test/peers/discord-peer.ts';
import { eventually } from '../test/peers/loopback-server.ts';
import { SlackPeer } from '../test/peers/slack-peer.ts';
import { askOnDiscord, askOnSlack, type SeenPoem } from './platforms/crowd.ts';
import { type Finding, quantile, report, value } from './platforms/findings.ts';
import type { LoopFigures } from './platforms/loop-watch.ts';
import { startWatchedBot } from './platforms/watched-bot.ts';

const poems = Number(process.argv[2] ?? 30);
const style = process.argv[3] ?? 'shakespearean-sonnet';

interface Crowd {
  readonly seen: readonly SeenPoem[];
  readonly loop: LoopFigures;
  readonly seconds: number;
  readonly violations: readonly string[];
  /** Edits that the platform had to refuse because their bucket was empty. */
  readonly refused: number;
}

const discord = await DiscordPeer.start();
const slack = await SlackPeer.start();
const bot = await startWatchedBot({
  ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
  ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl },
});

async function measure(
  ask: (poems: number, style: string) => Promise<readonly SeenPoem[]>,
  peer: { readonly violations: readonly string[] },
  edits: { readonly refused: number },
): Promise<Crowd> {
  await eventually(() => slack.isConnected, 'the bot was connected to Slack', 60_000);
  bot.reset();
  const startedAt = Date.now();
  const seen = await ask(poems, style);
  const loop = await bot.figures();
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  return { seen, loop, seconds, violations: peer.violations, refused: edits.refused };
}

const crowds: Record<string, Crowd> = {
  Discord: await measure((many, of) => askOnDiscord(discord, many, of), discord, discord.edits),
  Slack: await measure((many, of) => askOnSlack(slack, many, of), slack, slack.updates),
};
await bot.end();
await Promise.all([discord.close(), slack.close()]);

/** Poems whose last text is what the engine drew, to the letter. */
async function exactOf({ seen }: Crowd): Promise<number> {
  const store = await openStore(bot.storeUrl, { clock: systemClock });
  const records = poemRecordsIn(store, systemClock);
  const exact = await Promise.all(
    seen.map(async ({ final }) => {
      const drawn = final && (await records.find(final.record))?.text;
      const standing = new Set(final?.text.split('\n').map((line) => line.trim()));
      return drawn?.split('\n').every((line) => line === '' || standing.has(line)) ?? false;
    }),
  );
  await store.close();
  return exact.filter(Boolean).length;
}

const exact = Object.fromEntries(
  await Promise.all(Object.entries(crowds).map(async ([name, crowd]) => [name, await exactOf(crowd)] as const)),
);
const row = (
  what: string,
  bound: string,
  of: (crowd: Crowd, name: string) => number,
  holds: (figure: number, name: string) => boolean = () => true,
  only: readonly string[] = Object.keys(crowds),
): Finding => ({
  ...{ what, bound },
  values: Object.fromEntries(
    only.map((name) => {
      const figure = of(crowds[name]!, name);
      return [name, value(Math.round(figure), holds(figure, name))];
    }),
  ),
});
const acknowledged = ({ seen }: Crowd) => seen.map(({ acknowledgedMs }) => acknowledgedMs);
const leastFrames = (name: string) => (name === 'Discord' ? 6 : 4);
for (const { violations } of Object.values(crowds))
  for (const violation of new Set(violations)) process.stderr.write(`  ${violation}\n`);
report(Object.keys(crowds), [
  row('poems at once', '', ({ seen }) => seen.length),
  row('acknowledged after, p50 (ms)', '', (crowd) => quantile(acknowledged(crowd), 0.5)),
  row('acknowledged after, p95 (ms)', '', (crowd) => quantile(acknowledged(crowd), 0.95)),
  row(
    'acknowledged after, at most (ms)',
    '< 1000',
    (crowd) => Math.max(...acknowledged(crowd)),
    (ms) => ms < 1_000,
  ),
  row(
    'distinct frames before the final text, at least',
    '≥ 6, ≥ 4',
    ({ seen }) => Math.min(...seen.map(({ frames }) => frames)),
    (frames, name) => frames >= leastFrames(name),
  ),
  row(
    'longest silence (ms)',
    '< 3000 on Discord',
    ({ seen }) => Math.max(...seen.map(({ silenceMs }) => silenceMs)),
    (ms, name) => name !== 'Discord' || ms < 3_000,
  ),
  row(
    'final texts that stand to the letter',
    `${poems}`,
    (_, name) => exact[name]!,
    (figure) => figure === poems,
  ),
  row(
    'what the platform would have refused',
    '0',
    ({ violations }) => violations.length,
    (figure) => figure === 0,
  ),
  row('edits that came too early', '', ({ refused }) => refused),
  row('the bot’s event loop late, p50 (ms)', '', ({ loop }) => loop.p50),
  row('the bot’s event loop late, p99 (ms)', '', ({ loop }) => loop.p99),
  row('the bot’s event loop late, at most (ms)', '', ({ loop }) => loop.max),
  row('the bot’s own work between two turns of the loop, at most (ms)', '', ({ loop }) => loop.longestWorkMs),
  row('the bot’s processor time a poem (ms)', '', ({ loop, seen }) => loop.processorMs / seen.length),
  row('seconds', '', ({ seconds }) => seconds),
]);
