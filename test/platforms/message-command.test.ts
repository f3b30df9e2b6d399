/** `/restyle` from the context menu of somebody's message, over the real client libraries. */
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { createRestyleCommand, createRouter, helpPage } from '../../commands/index.ts';
import { poemDefinition } from '../../commands/poem.ts';
import { createDiscord } from '../../src/platforms/discord/index.ts';
import { createSlack } from '../../src/platforms/slack/index.ts';
import { DiscordPeer } from '../peers/discord-peer.ts';
import { eventually } from '../peers/loopback-server.ts';
import { SlackPeer } from '../peers/slack-peer.ts';
import { quickEdits, quickPace } from './discord-house.ts';

const logger = pino({ level: 'silent' });
const restyle = createRestyleCommand({ draw: async () => {} });
const { signal } = new AbortController();
const handlers = createRouter([restyle], { signal, logger });

describe('a message’s context menu', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  test('on Discord: the command is registered, and opens a form with the message’s text', async () => {
    const peer = await DiscordPeer.start({ edits: quickEdits });
    open.push(peer);
    const commands = [poemDefinition, restyle.definition];
    const platform = createDiscord({ token: peer.token, apiUrl: peer.apiUrl, commands, live: quickPace, logger });
    open.push({ close: () => platform.stop() });
    await platform.start(handlers, signal);
    expect(peer.commands).toContainEqual(expect.objectContaining({ type: 3, name: 'Restyle as a poem' }));

    const message = { id: '9', content: 'Lunch is **at noon**', embeds: [{ description: 'and soup' }] };
    const asked = peer.interact(2, {
      ...{ id: peer.newId(), name: 'Restyle as a poem', type: 3, target_id: '9' },
      resolved: { messages: { '9': message } },
    });

    await eventually(() => asked.callback !== undefined, 'the form was opened');
    expect(JSON.stringify(asked.callback)).toContain('Lunch is at noon\\nand soup');
  });

  test('on Slack: the shortcut opens a form with the message’s text', async () => {
    const peer = await SlackPeer.start();
    open.push(peer);
    const platform = createSlack({
      ...{ token: peer.botToken, apiUrl: peer.apiUrl, home: helpPage, logger },
      mode: { kind: 'socket', appToken: peer.appToken },
    });
    open.push({ close: () => platform.stop() });
    await platform.start(handlers, signal);

    peer.shortcut('restyle', 'Lunch is *at noon* &amp; soup', { id: 'U00000001', name: 'ada' });

    await eventually(() => peer.views.length === 1, 'the form was opened');
    expect(JSON.stringify(peer.views)).toContain('Lunch is at noon & soup');
  });
});
