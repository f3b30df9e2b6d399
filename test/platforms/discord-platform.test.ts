import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { help } from '../../commands/index.ts';
import { poemDefinition } from '../../commands/poem.ts';
import type { Content, Handlers, Invocation, Platform } from '../../src/platforms/contract.ts';
import { createDiscord, type DiscordOptions } from '../../src/platforms/discord/index.ts';
import { DiscordPeer, type DiscordPeerOptions } from '../peers/discord-peer.ts';
import { eventually, type Fault } from '../peers/loopback-server.ts';
import { quickEdits, quickPace } from './discord-house.ts';

const definitions = [poemDefinition, help.definition];
const frame = (text: string): Content => ({ panels: [{ stanzas: [[[{ text, certainty: 0.9 }]]] }] });

/** Handlers that answer every command in one way. */
function answering(invoke: (invocation: Invocation) => Promise<void>): Handlers {
  return { isPrivate: () => false, invoke, press: async () => {}, complete: async () => [] };
}

describe('the Discord platform', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  async function peerWith(options: DiscordPeerOptions = {}): Promise<DiscordPeer> {
    const peer = await DiscordPeer.start({ edits: quickEdits, ...options });
    open.push(peer);
    return peer;
  }

  async function connect(
    peer: DiscordPeer,
    handlers: Handlers,
    changes: Partial<DiscordOptions> = {},
  ): Promise<Platform> {
    const platform = createDiscord({
      ...{ token: peer.token, apiUrl: peer.apiUrl, commands: definitions, live: quickPace },
      logger: pino({ level: 'silent' }),
      ...changes,
    });
    open.push({ close: () => platform.stop() });
    await platform.start(handlers, new AbortController().signal);
    return platform;
  }

  const poem = (peer: DiscordPeer, extra = {}) =>
    peer.interact(2, { id: peer.newId(), name: 'poem', type: 1, options: [] }, extra);
  const nothing = answering(async () => {});

  test('registers its commands at start, and writes again only when they have changed', async () => {
    const peer = await peerWith();

    await connect(peer, nothing);
    await connect(peer, nothing);
    expect(peer.commandWrites).toBe(1);
    await connect(peer, nothing, { commands: [poemDefinition] });

    expect(peer.commandWrites).toBe(2);
    expect(peer.commands.map(({ name }) => name)).toEqual(['poem']);
  });

  test('registers names and descriptions in the languages that it speaks, for guilds, users and direct messages', async () => {
    const peer = await peerWith();

    await connect(peer, nothing);

    const [registered] = peer.commands;
    expect(registered).toMatchObject({
      name_localizations: { de: 'gedicht', fr: 'poème', 'es-ES': 'poema' },
      integration_types: [0, 1],
      contexts: [0, 1, 2],
    });
    const style = (registered!.options as { name: string; autocomplete?: boolean }[]).find(
      ({ name }) => name === 'style',
    );
    expect(style!.autocomplete).toBe(true);
  });

  test('asks for no intent at all', async () => {
    const peer = await peerWith();

    await connect(peer, nothing);

    expect(peer.gateway.intents).toBe(0);
  });

  test('a wrong token ends the start with one sentence that names the setting', async () => {
    const peer = await peerWith();

    const started = connect(peer, nothing, { token: 'not.the.token' });

    await expect(started).rejects.toMatchObject({
      code: 'discord-token',
      message: expect.stringContaining('DISCORD_TOKEN'),
    });
  });

  test('an address where nobody listens ends the start with one sentence', async () => {
    const peer = await peerWith();

    const started = connect(peer, nothing, { apiUrl: 'http://127.0.0.1:9/api' });

    await expect(started).rejects.toMatchObject({ code: 'discord-unreachable' });
  });

  test('edits through the channel when the interaction’s token is over', async () => {
    const peer = await peerWith({ tokenLifeMs: 300 });
    const handlers = answering(async ({ reply }) => {
      const live = await reply.open(frame('first'));
      await eventually(() => Date.now() - interaction.sentAt > 400, 'the token was over');
      await live.finish({ text: 'final' });
    });
    await connect(peer, handlers);

    const interaction = poem(peer);
    const message = await peer.answerOf(interaction);

    await eventually(() => message.history.at(-1)?.body.content === 'final', 'the final text stood');
    expect(peer.messages).toHaveLength(1);
  });

  test('posts the final text anew, once, where the first message cannot be edited any more, and takes the noise away', async () => {
    let answers = 0;
    const peer = await peerWith({
      tokenLifeMs: 300,
      editsInChannel: false,
      // The first post arrives and its answer is lost.
      fault: ({ method, path }) =>
        method === 'POST' && path.startsWith('/channels/') && answers++ === 0 ? 'lost' : undefined,
    });
    const handlers = answering(async ({ reply }) => {
      const live = await reply.open(frame('first'));
      await eventually(() => Date.now() - interaction.sentAt > 400, 'the token was over');
      await live.finish({ text: 'final' });
    });
    await connect(peer, handlers);

    const interaction = poem(peer);

    await eventually(() => peer.messages[0]?.deleted, 'the noise was gone');
    expect(peer.messages.filter(({ deleted }) => !deleted).map(({ history }) => history.at(-1)!.body.content)).toEqual([
      'final',
    ]);
  });

  test('answers in direct messages, where everybody manages the place', async () => {
    const peer = await peerWith();
    const seen: Invocation[] = [];
    const handlers = answering(async (invocation) => {
      seen.push(invocation);
      await invocation.reply.whisper({ text: 'hello' });
    });
    await connect(peer, handlers);

    await peer.whisperOf(poem(peer, { guild: null, channel: '300000000000000009' }));

    expect(seen[0]).toMatchObject({
      place: { space: 'dm', channel: '300000000000000009' },
      person: { name: 'Ada', managesSpace: true, moderates: false },
    });
  });

  test('a private answer stays private although the command had been deferred in public', async () => {
    const peer = await peerWith();
    const handlers = answering(async ({ reply }) => {
      await eventually(() => interaction.acknowledgedAt, 'the command was deferred');
      await reply.whisper({ text: 'for you alone' });
    });
    await connect(peer, handlers);

    const interaction = poem(peer);
    const whisper = await peer.whisperOf(interaction);

    expect(whisper.history.at(-1)!.body.content).toBe('for you alone');
    expect(interaction.callback!.type).toBe(5);
    expect(interaction.original!.deleted).toBe(true);
  });

  test('the first acknowledgement may be lost: the message is found all the same', async () => {
    let callbacks = 0;
    const peer = await peerWith({
      fault: ({ path }) => (path.endsWith('/callback') && callbacks++ === 0 ? 'lost' : undefined),
    });
    const handlers = answering(async ({ reply }) => {
      const live = await reply.open(frame('first'));
      await live.finish({ text: 'final' });
    });
    await connect(peer, handlers);

    const message = await peer.answerOf(poem(peer));

    await eventually(() => message.history.at(-1)?.body.content === 'final', 'the final text stood');
    expect(peer.messages).toHaveLength(1);
    expect(peer.violations).toEqual([]);
  });

  describe('while Discord cannot be reached', () => {
    /** Answers a poem through a peer with faults; keeps when each first answer was tried, and what was counted. */
    async function troubled(fault: (path: string) => Fault, invoke: (invocation: Invocation) => Promise<void>) {
      const attempts: number[] = [];
      let missed = 0;
      const peer = await peerWith({
        fault({ path }) {
          if (path.endsWith('/callback')) attempts.push(Date.now() - interaction.sentAt);
          return fault(path);
        },
      });
      const warnings: string[] = [];
      const logger = pino({ level: 'warn' }, { write: (line) => void warnings.push(JSON.parse(line).msg) });
      await connect(peer, answering(invoke), { logger, missed: () => void missed++ });
      const interaction = poem(peer);
      return { peer, interaction, attempts, warnings, missed: () => missed };
    }
    const isCallback = (path: string) => path.endsWith('/callback');

    test('a first answer is given up when its three seconds are over, and the poem goes to the channel', async () => {
      const { peer, interaction, attempts, warnings, missed } = await troubled(
        (path) => (isCallback(path) ? 'unavailable' : undefined),
        async ({ reply }) => (await reply.open(frame('first'))).finish({ text: 'final' }),
      );

      await eventually(() => peer.messages[0]?.history.at(-1)?.body.content === 'final', 'the final text stood');

      expect(attempts.length).toBeGreaterThan(2);
      expect(Math.max(...attempts)).toBeLessThan(3_500);
      expect(interaction.messages).toEqual([]);
      expect(peer.messages).toHaveLength(1);
      expect(missed()).toBe(1);
      expect(warnings).toContain('an interaction was not acknowledged within three seconds');
      expect(peer.violations).toEqual([]);
    });

    test('an answer for one person alone is not said to everybody instead', async () => {
      const { peer, warnings, missed } = await troubled(
        (path) => (isCallback(path) ? 'unavailable' : undefined),
        ({ reply }) => reply.whisper({ text: 'for you alone' }),
      );

      await eventually(() => missed() === 1, 'it was given up');
      await eventually(() => warnings.some((one) => one.startsWith('a private answer')), 'the operator was told');

      expect(peer.messages).toEqual([]);
    });

    test('a first answer that arrived, and of which nothing was heard, is found and not posted twice', async () => {
      const { peer, interaction, missed } = await troubled(
        (path) => (isCallback(path) ? 'lost' : undefined),
        async ({ reply }) => (await reply.open(frame('first'))).finish({ text: 'final' }),
      );

      await eventually(() => interaction.original?.history.at(-1)?.body.content === 'final', 'the final text stood');

      expect(peer.messages).toEqual([interaction.original]);
      expect(missed()).toBe(0);
      expect(peer.violations).toEqual([]);
    });

    test('what follows a first answer is insisted on, long after the three seconds', async () => {
      const { peer, interaction, missed } = await troubled(
        (path) => (!isCallback(path) && Date.now() - interaction.sentAt < 4_000 ? 'unavailable' : undefined),
        async ({ reply }) => {
          await eventually(() => interaction.acknowledgedAt, 'the command was deferred');
          await (await reply.open(frame('first'))).finish({ text: 'final' });
        },
      );

      await eventually(() => interaction.original?.history.at(-1)?.body.content === 'final', 'the final text stood');

      expect(interaction.callbacks).toBe(1);
      expect(peer.messages).toEqual([interaction.original]);
      expect(missed()).toBe(0);
    });
  });

  test('a second delivery right behind the first does not answer in its place', async () => {
    const peer = await peerWith();
    const seen: Invocation[] = [];
    const handlers = answering(async (invocation) => {
      seen.push(invocation);
      await eventually(() => interaction.acknowledgedAt, 'the command was deferred');
      await (await invocation.reply.open(frame('first'))).finish({ text: 'final' });
    });
    await connect(peer, handlers);

    const interaction = poem(peer);
    peer.gateway.repeat(interaction);
    const message = await peer.answerOf(interaction);

    await eventually(() => message.history.at(-1)?.body.content === 'final', 'the final text stood');
    expect(seen).toHaveLength(1);
    expect(interaction.callbacks).toBe(1);
    expect(peer.messages).toEqual([message]);
  });

  test('a picture is attached with its description', async () => {
    const peer = await peerWith();
    const picture = {
      name: 'poem.png',
      bytes: Buffer.from('89504e470d0a1a0a', 'hex'),
      description: 'A poem about rain',
    };
    await connect(
      peer,
      answering(async ({ reply }) => void (await reply.open({ text: 'Here it is.', picture }))),
    );

    const message = await peer.answerOf(poem(peer));

    expect(message.history[0]!.body.attachments).toEqual([
      { id: 0, filename: 'poem.png', description: 'A poem about rain' },
    ]);
  });

  test('rights come from the permissions that Discord sends', async () => {
    const peer = await peerWith();
    const seen: Invocation[] = [];
    await connect(
      peer,
      answering(async (invocation) => void seen.push(invocation)),
    );

    poem(peer, { permissions: String(1 << 5), roles: ['500000000000000001'] });
    poem(peer, { permissions: String(1 << 13) });
    poem(peer, { permissions: String(1 << 3) });
    await eventually(() => seen.length === 3, 'all three arrived');

    expect(seen.map(({ person }) => [person.managesSpace, person.moderates])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
    expect(seen[0]!.person.roles).toEqual(['500000000000000001']);
  });
});
