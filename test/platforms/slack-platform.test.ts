import { createServer } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { createRouter, helpPage } from '../../commands/index.ts';
import { poemDefinition } from '../../commands/poem.ts';
import { readPoemWords } from '../../commands/poem-words.ts';
import type { Handlers, Invocation } from '../../src/platforms/contract.ts';
import { createSlack, type SlackOptions } from '../../src/platforms/slack/index.ts';
import { eventually } from '../peers/loopback-server.ts';
import { SlackPeer, type SlackPeerOptions } from '../peers/slack-peer.ts';
import { plainText } from './slack-reading.ts';

const ada = { id: 'U00000001', name: 'ada' };
const secret = 'signing-secret';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the Slack platform', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  /** A router with `/poem`, whose poems are only noted. */
  function noting() {
    const seen: Invocation[] = [];
    const command = {
      definition: poemDefinition,
      read: (words: string) => readPoemWords(poemDefinition, words),
      async run(invocation: Invocation) {
        seen.push(invocation);
        await invocation.reply.open({ text: 'Here comes a poem.' });
      },
    };
    const signal = new AbortController().signal;
    return { seen, handlers: createRouter([command], { signal, logger: pino({ level: 'silent' }) }) };
  }

  async function connect(
    handlers: Handlers,
    peerOptions: SlackPeerOptions = {},
    changes: Partial<SlackOptions> = {},
  ): Promise<SlackPeer> {
    const peer = await SlackPeer.start(peerOptions);
    open.push(peer);
    const platform = createSlack({
      ...{ token: peer.botToken, apiUrl: peer.apiUrl, home: helpPage, logger: pino({ level: 'silent' }) },
      mode: { kind: 'socket', appToken: peer.appToken },
      ...changes,
    });
    open.push({ close: () => platform.stop() });
    await platform.start(handlers, new AbortController().signal);
    return peer;
  }

  test('reads a command in free words', async () => {
    const { seen, handlers } = noting();
    const peer = await connect(handlers);

    peer.command('poem', 'sonnet about autumn rain', ada);
    await eventually(() => seen.length === 1, 'the command arrived');

    expect(seen[0]).toMatchObject({
      command: 'poem',
      options: { style: 'shakespearean-sonnet', topic: 'autumn rain' },
      person: { id: ada.id, name: 'ada' },
      place: { platform: 'slack', space: peer.team, channel: 'C00000001' },
    });
  });

  test('a name that another app has may be prefixed', async () => {
    const { seen, handlers } = noting();
    const peer = await connect(handlers);

    peer.command('inkling-poem', 'haiku about rain', ada);
    await eventually(() => seen.length === 1, 'the command arrived');

    expect(seen[0]!.command).toBe('poem');
  });

  test('over HTTP, signed requests are answered, and a retried one makes no second poem', async () => {
    const { seen, handlers } = noting();
    const port = await freePort();
    const http = { url: `http://127.0.0.1:${port}/slack/events`, secret };
    const peer = await connect(handlers, { http }, { mode: { kind: 'http', signingSecret: secret, port } });

    const delivery = peer.command('poem', 'haiku about rain', ada);
    await eventually(() => delivery.acknowledgedAt, 'the command was acknowledged');
    peer.redeliver();
    await eventually(() => peer.answersTo(delivery).length > 0, 'the poem was opened');
    peer.command('poem', 'haiku about snow', ada);
    await eventually(() => seen.length === 2, 'the next command arrived');

    expect(seen.map(({ options }) => options.topic)).toEqual(['rain', 'snow']);
  });

  test('over HTTP, a request with a wrong signature does nothing', async () => {
    const { seen, handlers } = noting();
    const port = await freePort();
    const http = { url: `http://127.0.0.1:${port}/slack/events`, secret: 'somebody else’s' };
    const peer = await connect(handlers, { http }, { mode: { kind: 'http', signingSecret: secret, port } });

    const forged = peer.command('poem', 'haiku about rain', ada);
    const answer = await fetch(http.url, { method: 'POST', body: 'command=%2Fpoem&text=haiku' });

    expect(answer.status).toBe(401);
    expect(forged.acknowledgedAt).toBeUndefined();
    expect(seen).toEqual([]);
  });

  test('the Home tab shows how to use the bot, and its styles', async () => {
    const { handlers } = noting();
    const peer = await connect(handlers);

    peer.openHome(ada);
    const home = await eventually(() => peer.views.find(({ user }) => user === ada.id), 'the tab was published');

    expect(plainText(home.view.blocks)).toContain('/poem haiku about autumn rain');
    expect(plainText(home.view.blocks)).toContain('villanelle');
    expect(peer.violations).toEqual([]);
  });

  test('where the bot is not a member, the person alone is told what to do', async () => {
    const { handlers } = noting();
    const peer = await connect(handlers, { closedChannels: ['C00000001'] });

    const delivery = peer.command('poem', 'haiku about rain', ada);
    const whisper = await eventually(
      () => peer.messages.find(({ ephemeralFor }) => ephemeralFor === ada.id),
      'the bot whispered',
    );

    expect(plainText(whisper.history[0]!.blocks)).toContain('/invite');
    expect(peer.answersTo(delivery)).toEqual([]);
  });

  test.each([
    ['is found where the bot may read', true, 1],
    ['is sent again where it may not', false, 2],
  ])('a post whose answer was lost %s', async (_what, mayRead, copies) => {
    let posts = 0;
    const fault = (method: string) => (method === 'chat.postMessage' && posts++ === 0 ? ('lost' as const) : undefined);
    const { handlers } = noting();
    const peer = await connect(handlers, { mayRead, fault });

    const delivery = peer.command('poem', 'haiku about rain', ada);
    await eventually(() => peer.answersTo(delivery).length === copies, 'the poem was opened');
    peer.command('poem', 'haiku about snow', ada);
    await eventually(() => peer.answersTo(delivery).length > copies, 'the next one was opened');

    expect(peer.answersTo(delivery)).toHaveLength(copies + 1);
  });

  test('posts the final text anew where messages cannot be edited any more, and takes the noise away', async () => {
    const handlers: Handlers = {
      ...noting().handlers,
      async invoke({ reply }) {
        const live = await reply.open({ text: 'noise' });
        await live.finish({ text: 'final' });
      },
    };
    const peer = await connect(handlers, { edits: false });

    const delivery = peer.command('poem', 'haiku about rain', ada);
    await eventually(() => peer.answersTo(delivery)[0]?.deleted, 'the noise was gone');

    const standing = peer.answersTo(delivery).filter(({ deleted }) => !deleted);
    expect(standing.map(({ history }) => plainText(history.at(-1)!.blocks))).toEqual(['final']);
  });

  test('a wrong bot token ends the start with one sentence that names the setting', async () => {
    const started = connect(noting().handlers, {}, { token: 'xoxb-wrong' });

    await expect(started).rejects.toMatchObject({
      code: 'slack-token',
      message: expect.stringContaining('SLACK_BOT_TOKEN'),
    });
  });

  test('a wrong app token ends the start with one sentence that names the setting', async () => {
    const started = connect(noting().handlers, {}, { mode: { kind: 'socket', appToken: 'xapp-wrong' } });

    await expect(started).rejects.toMatchObject({
      code: 'slack-token',
      message: expect.stringContaining('SLACK_APP_TOKEN'),
    });
  });
});
