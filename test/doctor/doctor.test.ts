import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { examineDiscord } from '../../src/doctor/discord.ts';
import { examine, type Finding } from '../../src/doctor/index.ts';
import { examineModel, examineNode, examinePort, examineStore } from '../../src/doctor/machine.ts';
import { examineSlack } from '../../src/doctor/slack.ts';

const closing: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of closing.splice(0)) server.close();
});

type Answer = { readonly status?: number; readonly body: unknown; readonly headers?: Record<string, string> };

/** A service on loopback that answers by path. */
async function service(answers: Record<string, Answer | ((request: IncomingMessage) => Answer)>): Promise<string> {
  const server: Server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const found = answers[request.url ?? ''] ?? { status: 404, body: {} };
    const { status = 200, body, headers = {} } = typeof found === 'function' ? found(request) : found;
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const verdicts = (findings: readonly Finding[]) => findings.map(({ verdict, sentence }) => `${verdict}: ${sentence}`);

describe('the machine', () => {
  test.each([
    ['20.18.3', 'problem'],
    ['20.19.0', 'fine'],
    ['22.0.0', 'fine'],
  ])('with Node %s is a %s', (version, verdict) => {
    expect(examineNode(version).verdict).toBe(verdict);
  });

  test('without its model is told which file is missing', async () => {
    await expect(examineModel({ modelFolder: '/nowhere', device: 'cpu' })).rejects.toThrow(/Cannot read \/nowhere/);
  });

  test('has a store that answers', async () => {
    expect(await examineStore('sqlite://:memory:')).toMatchObject({ verdict: 'fine' });
  });

  test('whose port another program has is told to choose another', async () => {
    const other = createTcpServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    closing.push(other);
    const { port } = other.address() as AddressInfo;

    const finding = await examinePort({ ...readConfig({}).web, port });

    expect(finding).toMatchObject({ verdict: 'problem', sentence: expect.stringContaining('PORT') });
  });

  test('on which Inkling runs already is fine', async () => {
    const address = new URL(await service({ '/health': { body: { status: 'ok', engine: {} } } }));

    const here = { host: address.hostname, port: Number(address.port) };
    const finding = await examinePort({ ...readConfig({}).web, ...here });

    expect(finding).toMatchObject({ verdict: 'fine', sentence: expect.stringContaining('running already') });
  });
});

describe('Discord', () => {
  const sound = {
    '/v10/users/@me': { body: { username: 'Inkling' } },
    '/v10/applications/@me': { body: { id: '100000000000000001' } },
    '/v10/users/@me/guilds': { body: [{ id: '5', name: 'Class 4b', permissions: String(0b1100110000000000) }] },
    '/v10/gateway/bot': { body: { session_start_limit: { remaining: 900 } } },
  };
  const look = async (answers: Record<string, Answer | ((request: IncomingMessage) => Answer)>, more = {}) =>
    verdicts(await examineDiscord({ token: 'a-token', apiUrl: await service({ ...sound, ...answers }), ...more }));

  test('that knows the bot is fine', async () => {
    expect(await look({})).toEqual([
      'fine: Discord knows the bot as Inkling.',
      'fine: The bot is in one server and may do there what it needs.',
    ]);
  });

  test('is asked with the token, however it was pasted', async () => {
    const me = (request: IncomingMessage) =>
      request.headers.authorization === 'Bot a-token' ? { body: { username: 'Inkling' } } : { status: 401, body: {} };

    expect(await look({ '/v10/users/@me': me }, { token: 'Bot a-token' })).toContain(
      'fine: Discord knows the bot as Inkling.',
    );
  });

  test.each([
    [
      'a wrong token',
      { '/v10/users/@me': { status: 401, body: {} } },
      {},
      /^problem: Discord does not accept DISCORD_TOKEN/,
    ],
    [
      'an endpoint URL',
      { '/v10/applications/@me': { body: { id: '1', interactions_endpoint_url: 'https://x' } } },
      {},
      /^problem: .*Interactions Endpoint URL/,
    ],
    [
      'another application’s id',
      {},
      { applicationId: '2' },
      /^problem: DISCORD_APPLICATION_ID is of another application/,
    ],
    [
      'no server',
      { '/v10/users/@me/guilds': { body: [] } },
      {},
      /^warning: .*no server yet.*client_id=100000000000000001/,
    ],
    ['a server without the bot', {}, { guildId: '6' }, /^problem: The bot is not in the server of DISCORD_GUILD_ID/],
    [
      'too few permissions',
      { '/v10/users/@me/guilds': { body: [{ id: '5', name: '4b', permissions: '3072' }] } },
      {},
      /^warning: In “4b” .* lacks: Embed Links, Attach Files\.$/,
    ],
    [
      'too many starts',
      { '/v10/gateway/bot': { body: { session_start_limit: { remaining: 0 } } } },
      {},
      /^problem: Discord allows no more connections today/,
    ],
    [
      'more servers than one connection serves',
      { '/v10/gateway/bot': { body: { shards: 3 } } },
      { shards: 2 },
      /^warning: Discord recommends 3 shards .*DISCORD_SHARDS=auto/,
    ],
  ])('with %s is told so', async (_what, answers, more, sentence) => {
    expect((await look(answers as Record<string, Answer>, more)).some((finding) => sentence.test(finding))).toBe(true);
  });
});

describe('Slack', () => {
  const scopes = { 'x-oauth-scopes': 'commands,chat:write,users:read,usergroups:read,files:write' };
  const sound = {
    '/auth.test': { body: { ok: true, team: 'School', user: 'inkling' }, headers: scopes },
    '/apps.connections.open': { body: { ok: true, url: 'wss://x' } },
  };
  const look = async (answers: Record<string, Answer>) =>
    verdicts(
      await examineSlack({
        token: 'xoxb-1',
        mode: { kind: 'socket', appToken: 'xapp-1' },
        apiUrl: await service({ ...sound, ...answers }),
      }),
    );

  test('that accepts both tokens is fine', async () => {
    expect(await look({})).toEqual([
      'fine: Slack knows the bot as inkling in “School”.',
      'fine: Slack opens a socket for SLACK_APP_TOKEN.',
    ]);
  });

  test.each([
    [
      'a wrong bot token',
      { '/auth.test': { body: { ok: false, error: 'invalid_auth' } } },
      /^problem: .*SLACK_BOT_TOKEN \(invalid_auth\)/,
    ],
    [
      'a scope it cannot do without',
      { '/auth.test': { body: { ok: true }, headers: { 'x-oauth-scopes': 'commands' } } },
      /^problem: .*lacks the scopes chat:write/,
    ],
    [
      'a scope less',
      {
        '/auth.test': {
          body: { ok: true },
          headers: { 'x-oauth-scopes': 'commands,chat:write,users:read,files:write' },
        },
      },
      /^warning: .*usergroups:read/,
    ],
    [
      'a wrong app token',
      { '/apps.connections.open': { body: { ok: false, error: 'not_allowed_token_type' } } },
      /^problem: .*SLACK_APP_TOKEN/,
    ],
    [
      'an app token that may not connect',
      { '/apps.connections.open': { body: { ok: false, error: 'missing_scope' } } },
      /^problem: .*connections:write/,
    ],
  ])('with %s is told so', async (_what, answers, sentence) => {
    expect((await look(answers as Record<string, Answer>)).some((finding) => sentence.test(finding))).toBe(true);
  });
});

describe('an examination', () => {
  const all = async (given: Record<string, string>) => {
    const findings: Finding[] = [];
    for await (const finding of examine(given)) findings.push(finding);
    return findings;
  };

  test('ends at a setting that makes no sense, and names it', async () => {
    expect((await all({ PORT: 'eighty' })).at(-1)).toEqual({ verdict: 'problem', sentence: 'PORT must be a number.' });
  });

  test('goes on after a problem, and says of a service that is out of reach what cannot be reached', async () => {
    const findings = await all({
      MODEL_FOLDER: '/nowhere',
      STORE_URL: 'sqlite://:memory:',
      PORT: '0',
      DISCORD_TOKEN: 'a-token',
      DISCORD_API_URL: 'http://127.0.0.1:9',
    });

    expect(verdicts(findings)).toEqual([
      expect.stringMatching(/^fine: Node/),
      expect.stringMatching(/^problem: Cannot read \/nowhere/),
      expect.stringMatching(/^fine: The store/),
      expect.stringMatching(/^fine: Port 0/),
      expect.stringMatching(/^problem: Discord could not be reached/),
      'fine: SLACK_BOT_TOKEN is empty: Slack is left out.',
    ]);
  });
});
