/** Puts the local channel's parts together: one HTTP server, its routes, and the adapter behind them. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Logger } from 'pino';
import type { CommandDefinition } from '../../../commands/command.ts';
import type { Clock } from '../../clock.ts';
import { InklingError } from '../../errors.ts';
import { createSink, type SinkOptions } from '../../live/index.ts';
import type { Handlers, Platform } from '../contract.ts';
import { LocalChannel } from './channel.ts';
import { isLoopback, knownHosts, pageHeaders } from './guard.ts';
import type { ChannelLog } from './log.ts';
import { type OperationsOptions, operationsRoutes } from './operations.ts';
import { readPageFiles } from './page-files.ts';
import { People, type TeacherRule } from './people.ts';
import { Room } from './room.ts';
import { channelRoutes } from './routes.ts';

export interface WebOptions extends Omit<OperationsOptions, 'files'> {
  /** The address to listen on, and the port; 0 takes a free one. */
  readonly host: string;
  readonly port: number;
  /** Names beside localhost under which browsers reach this server; lower case. */
  readonly allowedHosts?: readonly string[];
  /** False leaves only the routes for operators. */
  readonly channelOpen?: boolean;
  /** Channels by name, the first one open at the start. */
  readonly channels?: readonly string[];
  /** Makes whoever knows it a teacher, where the channel is open to other machines. */
  readonly teacherCode?: string | undefined;
  readonly commands: readonly CommandDefinition[];
  readonly log: ChannelLog;
  /** Milliseconds that each frame of a poem stands, at least. */
  readonly frameMs: number;
  /** Changes how live messages behave otherwise. */
  readonly live?: Partial<SinkOptions>;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error' | 'info'>;
}

/** No single poem has more frames; those of two poems in one message may be more, and are thinned to about so many. */
const framesOfAPoem = 64;

/**
 * The page has no limit but the eye's: every frame is shown, and stands long enough to be seen. A poem that is drawn
 * faster than that is played on at the same pace when it is done, its final text last.
 */
function paceOf(frameMs: number) {
  const patienceMs = framesOfAPoem * frameMs;
  return {
    // The number of edits limits nothing, the spacing does.
    limit: { edits: 1000, perMs: 1000, leastSpacingMs: frameMs },
    leastFrames: Number.POSITIVE_INFINITY,
    patienceMs,
    answerWithinMs: 5000,
    giveUpAfterMs: patienceMs + 10_000,
    heartbeats: true,
  } satisfies Omit<SinkOptions, 'clock'>;
}

/** A stopping server waits so long for answers that are still being sent: none takes more than a few milliseconds. */
const closeWithinMs = 250;

/** The local channel with the address it listens on. */
export interface WebPlatform extends Platform {
  /** For example `http://127.0.0.1:8484`; defined once started. */
  readonly address: string | undefined;
  /** Takes away what a person said. @param owner as `personKey` of the store writes it: `web:…` */
  forget(owner: string): void;
}

/** The local channel. Nothing listens before {@link Platform.start}. */
export function createWebPlatform(options: WebOptions): WebPlatform {
  const channels = options.channels ?? ['verse', 'battles', 'daily'];
  const room = new Room(options.log, channels);
  const people = new People(options.teacherCode, (present) => room.setPeople(present));
  const sink = createSink({ ...paceOf(options.frameMs), clock: options.clock, ...options.live });
  const channel = new LocalChannel({ ...options, channels, room, people, live: sink.live });
  const files = readPageFiles();
  const ending = new AbortController();

  const app = new Hono()
    .use(knownHosts(options.host, options.allowedHosts ?? []))
    .use(pageHeaders())
    .route('/', operationsRoutes({ ...options, files }));
  if (options.channelOpen ?? true) {
    const teacherRule = teacherRuleFor(options);
    app.route(
      '/',
      channelRoutes({ ...options, channel, channels, room, people, teacherRule, files, signal: ending.signal }),
    );
  }
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  let address: string | undefined;

  return {
    name: 'web',
    get address() {
      return address;
    },
    forget(owner) {
      if (owner.startsWith('web:')) channel.forget(owner.slice('web:'.length));
    },
    async start(handlers: Handlers) {
      await room.load();
      channel.serve(handlers);
      address = await listen(server, options.host, options.port);
    },
    postsOnce: true,
    post: (place, content, how) => channel.post(place, content, how),
    resume: (ref) => channel.resume(ref),
    async stop() {
      sink.stop();
      ending.abort();
      await channel.flush();
      await close(server);
    },
  };
}

function teacherRuleFor(options: WebOptions): TeacherRule {
  if (isLoopback(options.host)) return 'free';
  return options.teacherCode === undefined ? 'nobody' : 'code';
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(new AddressError(host, port, cause)));
    server.listen(port, host, () => {
      const bound = (server.address() as AddressInfo).port;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${bound}`);
    });
  });
}

/** Lets requests that are under way end, and drops connections that browsers only keep for later. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    const dropIdle = setInterval(() => server.closeIdleConnections(), 20);
    // Connections that a browser opened in advance and never used do not count as idle.
    const dropAll = setTimeout(() => server.closeAllConnections(), closeWithinMs);
    server.close(() => {
      clearInterval(dropIdle);
      clearTimeout(dropAll);
      resolve();
    });
  });
}

/** The server cannot listen where it was told to. */
export class AddressError extends InklingError {
  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    const why =
      cause.code === 'EADDRINUSE'
        ? `Port ${port} is taken by another program. Choose another one with PORT.`
        : `Cannot listen on ${host}:${port} (${cause.code ?? cause.message}). Check HOST and PORT.`;
    super('address', { operator: why, person: 'I cannot be reached just now.', cause });
  }
}
