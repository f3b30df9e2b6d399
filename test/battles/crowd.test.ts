import { afterEach, describe, expect, test } from 'vitest';
import { storeForTest } from '../settings/memory.ts';
import { type Crowd, voteOf } from './crowd/crowd.ts';
import { discordCrowd } from './crowd/discord.ts';
import { slackCrowd } from './crowd/slack.ts';

const voters = 500;
// bench/battle-votes.ts sends all presses in one moment; here a slow machine is given no more at once than it takes.
const atOnce = 10;

describe.each([
  ['Discord', discordCrowd],
  ['Slack', slackCrowd],
] as const)('on %s', (_, gather) => {
  let crowd: Crowd | undefined;
  afterEach(() => crowd?.close());

  test('500 people vote through the real client, and each counts once', { timeout: 240_000 }, async () => {
    const { url } = await storeForTest();
    crowd = await gather(url);

    const report = await voteOf(crowd, { voters, atOnce, patienceMs: 120_000 });

    const { expected } = report;
    expect(report).toMatchObject({ counted: expected, shown: expected, winner: 'b' });
    expect(expected.a + expected.b).toBe(voters);
    expect(report.presses).toBeGreaterThan(voters * 1.5);
    expect(report.redelivered).toBeGreaterThan(voters / 8);
    expect(report).toMatchObject({ unacknowledged: 0, wronglyAnswered: 0, refusedEdits: 0, violations: [] });
  });
});
