import { request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { AddressError } from '../../src/platforms/web/index.ts';
import { type HouseOptions, type LocalHouse, openHouse } from './local-house.ts';
import { recordedEngine } from './recorded-engine.ts';
import { messagesIn, Visitor } from './visitor.ts';

const houses: LocalHouse[] = [];
async function house(options: HouseOptions = {}): Promise<LocalHouse> {
  const opened = await openHouse(options);
  houses.push(opened);
  return opened;
}
afterEach(async () => {
  for (const opened of houses.splice(0)) await opened.close();
});

/** A request under another name than the address it goes to, as after DNS rebinding. */
function getAs(host: string, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(address, { headers: { Host: host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('/health', () => {
  test('answers 200 and "ok" when the engine can draw', async () => {
    const { address } = await house();

    const answer = await fetch(`${address}/health`);

    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'ok', engine: { ready: true, queued: 0 } });
  });

  test('answers 503 while it cannot', async () => {
    const engine = { ...recordedEngine(), status: () => ({ ready: false, active: 0, queued: 0, poems: 0, steps: 0 }) };
    const { address } = await house({ engine });

    const answer = await fetch(`${address}/health`);

    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ status: 'unavailable' });
  });

  test('answers although the channel is closed, and nothing else of it does', async () => {
    const { address } = await house({ channelOpen: false });

    const answers = await Promise.all(['/health', '/', '/api/events?tab=0'].map((path) => fetch(`${address}${path}`)));

    expect(answers.map(({ status }) => status)).toEqual([200, 404, 404]);
  });
});

describe('the page', () => {
  test('brings everything from its own server and lets no other script run', async () => {
    const { address } = await house();

    const answer = await fetch(address);
    const page = await answer.text();

    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(page).not.toMatch(/<script(?![^>]*src=)/);
  });

  test('is not sent again to whoever has it', async () => {
    const { address } = await house();
    const first = await fetch(`${address}/page/main.js`);

    const again = await fetch(`${address}/page/main.js`, { headers: { 'If-None-Match': first.headers.get('etag')! } });

    expect(again.status).toBe(304);
  });

  test.each(['/page/..%2fplatform.ts', '/page/nothing.js', '/pictures/0', '/elsewhere'])(
    '%s is not there',
    async (path) => {
      const { address } = await house();

      expect((await fetch(`${address}${path}`)).status).toBe(404);
    },
  );
});

describe('a stranger', () => {
  test('under a foreign name is turned away, whatever the page of that name wants', async () => {
    const { address } = await house();

    expect(await getAs('evil.example', address)).toBe(421);
    expect(await getAs(`localhost:${new URL(address).port}`, address)).toBe(200);
  });

  test('is let in under a name that the operator allows', async () => {
    const { address } = await house({ allowedHosts: ['poems.example'] });

    expect(await getAs('poems.example', address)).toBe(200);
    expect(await getAs('evil.example', address)).toBe(421);
  });

  test.each([
    [{ Origin: 'https://evil.example' }],
    [{ Origin: 'null' }],
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ 'Sec-Fetch-Site': 'same-site' }],
  ])('whose page says %j cannot act', async (headers) => {
    const { address } = await house();
    const ada = await Visitor.enter(address);

    const answer = await ada.send('say', { channel: 'verse', text: 'hello' }, headers);

    expect(answer.status).toBe(403);
    expect(messagesIn(await ada.listen(() => true))).toEqual([]);
  });

  test('of this very origin can', async () => {
    const { address } = await house();
    const ada = await Visitor.enter(address);

    const answer = await ada.send(
      'say',
      { channel: 'verse', text: 'hello' },
      { Origin: address, 'Sec-Fetch-Site': 'same-origin' },
    );

    expect(answer.status).toBe(202);
  });

  test('without a cookie can neither speak nor listen', async () => {
    const { address } = await house();

    const said = await new Visitor(address).send('say', { channel: 'verse', text: 'hello' });
    const heard = await fetch(`${address}/api/events?tab=0`);

    expect([said.status, heard.status]).toEqual([400, 400]);
  });
});

describe('a person', () => {
  test('is kept by a cookie that no script and no other site can use', async () => {
    const { address } = await house();

    const ada = await Visitor.enter(address);

    expect(ada.cookieAsSet).toMatch(/^inkling=[\w-]{24}; /);
    expect(ada.cookieAsSet).toMatch(/HttpOnly/);
    expect(ada.cookieAsSet).toMatch(/SameSite=Strict/);
  });

  test('is another one in the browser’s next tab, and the same one after a reload', async () => {
    const { address } = await house();
    const ada = await Visitor.enter(address);
    const before = (await ada.hello()).me.id;

    const next = (await (await ada.openTab(1)).hello()).me.id;

    expect(next).not.toBe(before);
    expect((await ada.hello()).me.id).toBe(before);
  });

  test('has a name without what would break a line or turn it around', async () => {
    const { address } = await house();

    const ada = await Visitor.enter(address, { name: '  A\u202eda\n\u0000 Lovelace  ' });

    expect((await ada.hello()).me.name).toBe('A da Lovelace');
  });
});

describe('a teacher', () => {
  test('is the first one on this machine, and whoever chooses to be', async () => {
    const { address } = await house();

    const [first, second] = [await Visitor.enter(address), await Visitor.enter(address)];

    expect((await first.hello()).me.managesSpace).toBe(true);
    expect((await second.hello()).me.managesSpace).toBe(false);
    expect((await second.hello({ teacher: true })).me.managesSpace).toBe(true);
  });

  test('needs the code where other machines can come in', async () => {
    const { address } = await house({ host: '0.0.0.0', teacherCode: 'chalk' });
    const ada = await Visitor.enter(address.replace('0.0.0.0', '127.0.0.1'));

    const wrong = await ada.send('hello', { teacher: true, code: 'cheese' });
    const right = await ada.hello({ teacher: true, code: 'chalk' });

    expect(wrong.status).toBe(400);
    expect(right.me.managesSpace).toBe(true);
  });

  test('is nobody where other machines can come in and there is no code', async () => {
    const { address } = await house({ host: '0.0.0.0' });
    const ada = await Visitor.enter(address.replace('0.0.0.0', '127.0.0.1'));

    expect((await ada.send('hello', { teacher: true })).status).toBe(400);
    expect((await ada.hello()).me.managesSpace).toBe(false);
  });
});

describe('a request', () => {
  const said = (text: string) => ({ channel: 'verse', text });

  test.each([
    ['no text', said('   '), 400],
    ['10,000 characters', said('x'.repeat(10_000)), 400],
    ['more than a message may weigh', said('x'.repeat(70_000)), 413],
    ['an unknown channel', { channel: 'attic', text: 'hello' }, 400],
    ['a tab that cannot be', { ...said('hello'), tab: -1 }, 400],
  ])('with %s is refused in a sentence', async (_what, body, status) => {
    const { address } = await house();
    const ada = await Visitor.enter(address);

    const answer = await ada.send('say', body);

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringMatching(/^[A-Z].*[.!]$/) } });
  });

  test('after too many others has to wait, and is told how long', async () => {
    const { address } = await house();
    const ada = await Visitor.enter(address);

    const answers = await Promise.all(Array.from({ length: 60 }, () => ada.send('say', said('again'))));

    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('for completions gets those of the command', async () => {
    const { address } = await house();
    const ada = await Visitor.enter(address);

    const answer = await ada.get('/api/complete?channel=verse&command=poem&option=style&typed=lim');

    expect(await answer.json()).toContainEqual(expect.objectContaining({ value: 'limerick' }));
  });
});

test('a server whose port is taken says so in one sentence', async () => {
  const first = await house();
  const port = Number(new URL(first.address).port);

  const second = openHouse({ port });

  await expect(second).rejects.toThrow(AddressError);
  await expect(second).rejects.toThrow(`Port ${port} is taken by another program. Choose another one with PORT.`);
});
