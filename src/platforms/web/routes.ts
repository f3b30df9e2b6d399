/** The routes of the channel's page: its files, what people do, and the stream that tells them what happens. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { streamSSE } from 'hono/streaming';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { z } from 'zod';
import type { CommandDefinition } from '../../../commands/command.ts';
import { InklingError, personSentence, RequestError } from '../../errors.ts';
import { catalogue } from './catalogue.ts';
import type { LocalChannel } from './channel.ts';
import { sameOrigin } from './guard.ts';
import type { ChannelLog } from './log.ts';
import type { PageFile } from './page-files.ts';
import { newBrowserKey, type People, personId, type TeacherRule } from './people.ts';
import type { Room } from './room.ts';

export interface RoutesOptions {
  readonly channel: LocalChannel;
  readonly channels: readonly string[];
  readonly commands: readonly CommandDefinition[];
  readonly log: ChannelLog;
  readonly room: Room;
  readonly people: People;
  readonly teacherRule: TeacherRule;
  readonly files: ReadonlyMap<string, PageFile>;
  /** Ends every stream when the server stops. */
  readonly signal: AbortSignal;
}

const cookieName = 'inkling';
const year = 365 * 24 * 3600;
/** Enough for a draft of 4000 characters in any script, with room to spare. */
const largestBody = 64 * 1024;
const heartbeatMs = 15_000;
/** A line that broke is noticed late, and its person comes back at once: a few are open for a moment. */
const streamsPerPerson = 8;

const identity = z.object({ tab: z.int().min(0).max(99), locale: z.string().max(35).default('en') });
const options = z.record(z.string().max(64), z.union([z.string().max(20_000), z.number(), z.boolean()]));
const name = z.string().min(1).max(64);
const action = identity.extend({ id: z.string().min(8).max(64) });

const bodies = {
  hello: identity.extend({
    name: z.string().max(200).optional(),
    teacher: z.boolean().optional(),
    code: z.string().max(200).optional(),
  }),
  say: identity.extend({ channel: name, text: z.string().trim().min(1).max(4000) }),
  command: action.extend({
    channel: name,
    command: name,
    action: name.optional(),
    options,
    words: z.string().max(20_000).optional(),
  }),
  form: action.extend({ channel: name, form: name, options }),
  press: action.extend({ message: name, button: name, values: z.array(z.string().max(200)).max(25).default([]) }),
  remove: identity.extend({ message: name }),
};

const queries = {
  events: z.object({ tab: z.coerce.number().int().min(0).max(99) }),
  complete: z.object({
    channel: name,
    command: name,
    action: name.optional(),
    option: name,
    typed: z.string().max(200).default(''),
    locale: z.string().max(35).default('en'),
  }),
  earlier: z.object({ channel: name, before: name }),
};

export function channelRoutes(deps: RoutesOptions): Hono {
  const { channel, room, people } = deps;
  const pace = new RateLimiterMemory({ points: 40, duration: 10 });

  /** Reads who speaks and what they say; the id of the person is made of the cookie and the tab. */
  async function read<T extends z.ZodType<{ tab: number }>>(context: Context, shape: T) {
    const browser = getCookie(context, cookieName);
    if (browser === undefined) throw new RequestError('stranger', 'Please reload the page.');
    const body = parse(shape, await context.req.json().catch(() => undefined));
    const person = personId(browser, body.tab);
    await pace.consume(person).catch((refusal: { msBeforeNext?: number }) => {
      const retryAfterMs = refusal.msBeforeNext ?? 1000;
      throw new RequestError('too-fast', 'That was a little fast. Please wait a few seconds.', { retryAfterMs });
    });
    return { ...body, person };
  }

  const api = new Hono()
    .use(sameOrigin())
    .use(bodyLimit({ maxSize: largestBody, onError: (context) => refuse(context, tooLarge(), 413) }))
    .post('/hello', async (context) => {
      if (getCookie(context, cookieName) === undefined) {
        // The page's very first request: it gets its key now and says hello again with it.
        setCookie(context, cookieName, newBrowserKey(), {
          httpOnly: true,
          sameSite: 'Strict',
          path: '/',
          maxAge: year,
        });
        return context.json({ again: true });
      }
      const { person, locale, ...said } = await read(context, bodies.hello);
      people.introduce(person, deps.teacherRule, said);
      return context.json({
        me: people.person(person),
        teacherRule: deps.teacherRule,
        channels: deps.channels,
        commands: catalogue(deps.commands, locale),
      });
    })
    .post('/say', async (context) => {
      await channel.say(await read(context, bodies.say));
      return context.body(null, 202);
    })
    .post('/command', async (context) => {
      channel.submit(inOwnLanguage(await read(context, bodies.command)));
      return context.body(null, 202);
    })
    .post('/form', async (context) => {
      channel.submitForm(inOwnLanguage(await read(context, bodies.form)));
      return context.body(null, 202);
    })
    .post('/form/cancel', async (context) => {
      const { person } = await read(context, identity);
      room.closeForm(person);
      return context.body(null, 204);
    })
    .post('/press', async (context) => {
      channel.press(inOwnLanguage(await read(context, bodies.press)));
      return context.body(null, 202);
    })
    .post('/remove', async (context) => {
      const { person, message } = await read(context, bodies.remove);
      await channel.remove(person, message);
      return context.body(null, 204);
    })
    .get('/complete', async (context) => {
      const query = inOwnLanguage(parse(queries.complete, context.req.query()));
      return context.json(await channel.complete(query));
    })
    .get('/earlier', async (context) => {
      const { channel: name, before } = parse(queries.earlier, context.req.query());
      return context.json(await deps.log.recent(name, 50, before));
    })
    .get('/events', (context) => {
      const browser = getCookie(context, cookieName);
      if (browser === undefined) throw new RequestError('stranger', 'Please reload the page.');
      const person = personId(browser, parse(queries.events, context.req.query()).tab);
      if (people.streams(person) >= streamsPerPerson) {
        return refuse(context, new RequestError('too-many-streams', 'This tab is open too often.'), 429);
      }
      return follow(context, person);
    });

  function follow(context: Context, person: string): Response {
    // Proxies that buffer would turn a poem coming into focus into a poem that is suddenly there.
    context.header('X-Accel-Buffering', 'no');
    return streamSSE(context, async (stream) => {
      const ended = new AbortController();
      const end = () => ended.abort();
      stream.onAbort(end);
      // Not AbortSignal.any: a combined signal that is collected too early leaves the person here for ever.
      deps.signal.addEventListener('abort', end, { once: true });
      const leave = people.arrive(person);
      const heartbeat = setInterval(() => void stream.write(': still here\n\n'), heartbeatMs);
      try {
        await stream.write('retry: 1000\n\n');
        for await (const { cursor, event } of room.follow(person, context.req.header('last-event-id'), ended.signal)) {
          await stream.writeSSE({ id: cursor, event: event.type, data: JSON.stringify(event) });
        }
      } finally {
        clearInterval(heartbeat);
        deps.signal.removeEventListener('abort', end);
        leave();
      }
    });
  }

  return new Hono()
    .get('/', (context) => file(context, deps.files.get('index.html')))
    .get('/page/:name', (context) => file(context, deps.files.get(context.req.param('name'))))
    .get('/pictures/:id', async (context) => {
      const bytes = await deps.log.picture(context.req.param('id'));
      if (bytes === undefined) return context.notFound();
      return context.body(new Uint8Array(bytes), 200, {
        'Content-Type': pictureType(bytes),
        'Cache-Control': 'private, max-age=31536000, immutable',
      });
    })
    .route('/api', api)
    .onError((error, context) => refuse(context, error, error instanceof RequestError ? 400 : 500));
}

function parse<T extends z.ZodType>(shape: T, value: unknown): z.infer<T> {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  const { path = [], message = 'wrong' } = read.error.issues[0] ?? {};
  throw new RequestError('bad-request', `That request does not make sense (${path.join('.') || 'body'}: ${message}).`);
}

function inOwnLanguage<T extends { locale: string }>(said: T): T {
  try {
    return { ...said, locale: Intl.getCanonicalLocales(said.locale)[0] ?? 'en' };
  } catch {
    return { ...said, locale: 'en' };
  }
}

function refuse(context: Context, error: unknown, status: 400 | 413 | 429 | 500): Response {
  const code = error instanceof InklingError ? error.code : 'unexpected';
  const retryAfterMs = error instanceof InklingError ? error.retryAfterMs : undefined;
  if (retryAfterMs !== undefined) context.header('Retry-After', String(Math.ceil(retryAfterMs / 1000)));
  return context.json({ error: { code, message: personSentence(error) } }, retryAfterMs === undefined ? status : 429);
}

function tooLarge(): RequestError {
  return new RequestError('too-large', 'That is too long for one message.');
}

function file(context: Context, found: PageFile | undefined): Response | Promise<Response> {
  if (found === undefined) return context.notFound();
  const headers = { 'Content-Type': found.type, ETag: found.etag, 'Cache-Control': 'no-cache' };
  if (context.req.header('if-none-match') === found.etag) return context.body(null, 304, headers);
  return context.body(found.body, 200, headers);
}

function pictureType(bytes: Uint8Array): string {
  return bytes[0] === 0x47 ? 'image/gif' : 'image/png';
}
