/**
 * A crowd that votes within one moment, through the real client libraries against loopback peers, over each database.
 * `node --import tsx bench/battle-votes.ts [VOTERS] [discord|slack] [sqlite|redis|postgres]` prints whether every vote
 * was counted once, how soon presses were acknowledged, and what the peers held against the bot.
 */
import { type Crowd, type VoteReport, voteOf } from '../test/battles/crowd/crowd.ts';
import { discordCrowd } from '../test/battles/crowd/discord.ts';
import { slackCrowd } from '../test/battles/crowd/slack.ts';
import { backends } from '../test/store/backends.ts';

const [given = '500', ...wanted] = process.argv.slice(2);
const voters = Number(given);
const crowds: Readonly<Record<string, (storeUrl: string) => Promise<Crowd>>> = {
  discord: discordCrowd,
  slack: slackCrowd,
};
const chosen = (name: string, among: readonly string[]) => {
  const named = wanted.filter((one) => among.includes(one));
  return named.length === 0 || named.includes(name);
};

function faultsOf(report: VoteReport): string[] {
  const { expected, counted, shown, unacknowledged, wronglyAnswered, refusedEdits, violations } = report;
  const right = (sums: typeof counted) => sums?.a === expected.a && sums?.b === expected.b;
  return [
    ...(right(counted) ? [] : [`counted ${JSON.stringify(counted)} for ${JSON.stringify(expected)}`]),
    ...(right({ ...shown }) ? [] : [`showed ${JSON.stringify(shown)} for ${JSON.stringify(expected)}`]),
    ...(unacknowledged === 0 ? [] : [`${unacknowledged} presses were never acknowledged`]),
    ...(wronglyAnswered === 0 ? [] : [`${wronglyAnswered} presses were answered wrongly`]),
    ...(refusedEdits === 0 ? [] : [`${refusedEdits} edits beyond the budget`]),
    ...new Set(violations),
  ];
}

let faults = 0;
for (const { name, installed, start } of backends) {
  if (!installed || !chosen(name, ['sqlite', 'redis', 'postgres'])) continue;
  const service = await start();
  for (const [platform, gather] of Object.entries(crowds)) {
    if (!chosen(platform, Object.keys(crowds))) continue;
    const crowd = await gather(await service.freshUrl());
    const report = await voteOf(crowd, { voters });
    await crowd.close();
    const found = faultsOf(report);
    faults += found.length;
    const { presses, redelivered, expected, slowestAcknowledgementMs, answeredWithinMs, edits } = report;
    console.log(
      `${platform} over ${name}: ${voters} voters, ${presses} presses, ${redelivered} delivered twice; ` +
        `A ${expected.a}, B ${expected.b}; slowest acknowledgement ${slowestAcknowledgementMs} ms, ` +
        `all answered in ${answeredWithinMs} ms; ${edits} edits; ${found.length === 0 ? 'no fault' : found.join('; ')}`,
    );
  }
  await service.stop();
}
process.exitCode = faults === 0 ? 0 : 1;
