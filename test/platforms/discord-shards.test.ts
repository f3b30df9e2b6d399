/** Discord in two shards: the whole bot as processes, with discord.js's own ShardingManager and a real engine. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { shardOf } from '../../src/platforms/discord/index.ts';
import { type Inkling, startInkling } from '../browser/inkling.ts';
import { DiscordPeer, type PeerInteraction, type PeerMessage } from '../peers/discord-peer.ts';
import { eventually } from '../peers/loopback-server.ts';

const patience = 120_000;
const guildOf = (shard: number) => String((BigInt(1_000_000 + shard) << 22n) + 7n);
const guilds = [guildOf(0), guildOf(1)];

describe('Discord in shards', () => {
  const open: { end(): Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.end();
  }, patience);

  async function start(settings: Record<string, string>): Promise<{ peer: DiscordPeer; inkling: Inkling }> {
    const peer = await DiscordPeer.start({ shards: 2, maxConcurrency: 2 });
    open.push({ end: () => peer.close() });
    const inkling = await startInkling({
      ...{ DISCORD_TOKEN: peer.token, DISCORD_API_URL: peer.apiUrl, ENGINE_THREADS: '1' },
      STORE_URL: `sqlite://${join(mkdtempSync(join(tmpdir(), 'inkling-shards-')), 'inkling.db')}`,
      ...settings,
    });
    open.push(inkling);
    await eventually(() => count(inkling.log(), 'connected to Discord') === 2, 'both shards connected', patience);
    return { peer, inkling };
  }

  const poem = (peer: DiscordPeer, guild: string | null, steps = 4) => {
    const options = [
      { name: 'topic', value: 'autumn rain', type: 3 },
      { name: 'style', value: 'haiku', type: 3 },
      { name: 'steps', value: steps, type: 4 },
    ];
    return peer.interact(2, { id: peer.newId(), name: 'poem', type: 1, options }, { guild });
  };

  /** The message that the poem stands in, once it has its last buttons. */
  async function finished(peer: DiscordPeer, interaction: PeerInteraction): Promise<PeerMessage> {
    const message = await peer.answerOf(interaction);
    const again = () => JSON.stringify(message.history.at(-1)!.body.components).includes('poem:again:');
    await eventually(again, 'the poem stood whole', patience);
    return message;
  }

  test('answers a command of each shard’s guilds once, and its direct messages, with one engine for all', async () => {
    expect(guilds.map((guild) => shardOf(guild, 2))).toEqual([0, 1]);
    const { peer, inkling } = await start({ DISCORD_SHARDS: 'auto' });

    const asked = [...guilds, null].map((guild) => poem(peer, guild));
    const messages = await Promise.all(asked.map((one) => finished(peer, one)));

    expect(peer.gateway.identified).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(asked.map(({ callbacks }) => callbacks)).toEqual([1, 1, 1]);
    expect(peer.messages).toHaveLength(messages.length);
    for (const message of messages) expect(peer.messages).toContain(message);
    expect([...peer.violations, ...peer.gateway.violations]).toEqual([]);
    expect(peer.commandWrites).toBe(1);
    const health = (await (await fetch(`${inkling.address}/health`)).json()) as { platforms: object };
    expect(health.platforms).toEqual({ web: true, discord: true });
    const metrics = await (await fetch(`${inkling.address}/metrics`)).text();
    expect(metrics).toContain('inkling_poems_total{outcome="drawn",style="haiku"} 3');
    expect(metrics).toMatch(/inkling_edits_total\{platform="discord",outcome="ok"\} \d/);
    expect(await inkling.end()).toBe(0);
  }, 180_000);

  test('a shard that is killed comes back, finishes its poem, and leaves the other’s alone', async () => {
    const { peer, inkling } = await start({ DISCORD_SHARDS: '2' });
    const other = poem(peer, guilds[0]!, 64);
    const cut = poem(peer, guilds[1]!, 64);
    const message = await peer.answerOf(cut);
    await peer.answerOf(other);
    await eventually(() => message.history.length >= 2, 'the poem was under way', patience);

    process.kill(Number(/"shard":1,"process":(\d+)/.exec(inkling.log())![1]), 'SIGKILL');

    await eventually(() => count(inkling.log(), 'connected to Discord') === 3, 'the shard came back', patience);
    expect(await finished(peer, cut)).toBe(message);
    await finished(peer, other);
    expect(peer.messages).toHaveLength(2);
    expect(inkling.log().match(/"messages":\d+,"msg":"finishing poems that were cut"/g)).toEqual([
      '"messages":1,"msg":"finishing poems that were cut"',
    ]);
    expect([cut.callbacks, other.callbacks]).toEqual([1, 1]);
  }, 240_000);
});

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
