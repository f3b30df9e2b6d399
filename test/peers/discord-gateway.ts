/** The peer's gateway: hello, identify, ready, heartbeats, shards, and resume with a replay of what was missed. */
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

interface GatewayOptions {
  readonly port: number;
  readonly token: string;
  readonly application: string;
  readonly bot: string;
  /** The number that is recommended to bots. */
  readonly shards: number;
  /** Shards that may identify within five seconds. */
  readonly maxConcurrency: number;
}

export interface GatewayPeer {
  /** The body of `GET /gateway/bot`. */
  readonly information: object;
  /** The intents of the last identify. */
  readonly intents: number | undefined;
  readonly resumes: number;
  /** The shard array of each identify, in their order. */
  readonly identified: readonly (readonly [number, number])[];
  /** What the real gateway would have resented. */
  readonly violations: readonly string[];
  /** To the shard of the guild; what is no guild's goes to the first one. */
  dispatch(event: string, data: object, guild?: string): void;
  /** Sends an interaction again, the last one when none is named, as a gateway does that missed an acknowledgement. */
  repeat(interaction?: { readonly id: string }): void;
  /** Drops every connection without a word. */
  drop(): void;
  close(): void;
}

interface Event {
  readonly t: string;
  readonly s: number;
  readonly d: object;
}

/** What one identify began, over all connections that resume it. */
interface Session {
  readonly id: string;
  readonly shard: readonly [number, number];
  readonly sent: Event[];
  socket: WebSocket;
}

const identifyWindowMs = 5_000;

export function openGateway(server: Server, options: GatewayOptions): GatewayPeer {
  const url = `ws://127.0.0.1:${options.port}/gateway`;
  const sockets = new WebSocketServer({ server, path: '/gateway' });
  const sessions: Session[] = [];
  const identifiedAt = new Map<number, number>();
  const violations: string[] = [];
  let intents: number | undefined;
  let resumes = 0;

  const send = (socket: WebSocket, payload: object) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(payload));
  };
  const sendEvent = (socket: WebSocket, event: Event) => send(socket, { op: 0, ...event });

  function record(session: Session, t: string, d: object): Event {
    const event = { t, s: session.sent.length + 1, d };
    session.sent.push(event);
    return event;
  }

  function identify(socket: WebSocket, shard: readonly [number, number]): void {
    const now = Date.now();
    const others = [...identifiedAt].filter(([id]) => id !== shard[0]);
    const crowd = others.filter(
      ([id, at]) => id % options.maxConcurrency === shard[0] % options.maxConcurrency && now - at < identifyWindowMs,
    );
    if (crowd.length > 0) violations.push(`shard ${shard[0]} identified too soon after shard ${crowd[0]![0]}`);
    identifiedAt.set(shard[0], now);
    const session: Session = { id: `session-${sessions.length + 1}`, shard, sent: [], socket };
    sessions.push(session);
    const ready = {
      v: 10,
      user: { id: options.bot, username: 'inkling', discriminator: '0', bot: true },
      guilds: [],
      shard,
      session_id: session.id,
      resume_gateway_url: url,
      application: { id: options.application, flags: 0 },
    };
    sendEvent(socket, record(session, 'READY', ready));
  }

  sockets.on('connection', (socket) => {
    send(socket, { op: 10, d: { heartbeat_interval: 41_250 }, s: null, t: null });
    socket.on('message', (raw) => {
      const { op, d } = JSON.parse(String(raw));
      if (op === 1) send(socket, { op: 11, d: null, s: null, t: null });
      if (op === 2) {
        if (d.token !== options.token) return socket.close(4004, 'Authentication failed.');
        intents = d.intents;
        identify(socket, d.shard ?? [0, 1]);
      }
      if (op === 6) {
        resumes++;
        const session = sessions.find(({ id }) => id === d.session_id);
        if (session === undefined) return send(socket, { op: 9, d: false, s: null, t: null });
        session.socket = socket;
        for (const event of session.sent.filter(({ s }) => s > d.seq)) sendEvent(socket, event);
        sendEvent(socket, record(session, 'RESUMED', {}));
      }
    });
  });

  /** The newest session of the shard that a guild belongs to. */
  function sessionOf(guild: string | undefined): Session | undefined {
    return sessions.findLast(
      ({ shard: [id, count] }) => Number(guild === undefined ? 0n : (BigInt(guild) >> 22n) % BigInt(count)) === id,
    );
  }

  return {
    information: {
      url,
      shards: options.shards,
      session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: options.maxConcurrency },
    },
    get intents() {
      return intents;
    },
    get resumes() {
      return resumes;
    },
    get identified() {
      return sessions.map(({ shard }) => shard);
    },
    violations,
    dispatch(event, data, guild) {
      const session = sessionOf(guild);
      if (session !== undefined) sendEvent(session.socket, record(session, event, data));
    },
    repeat(interaction) {
      const isIt = ({ t, d }: Event) =>
        t === 'INTERACTION_CREATE' && (!interaction || ('id' in d && d.id === interaction.id));
      const session = sessions.findLast(({ sent }) => sent.some(isIt));
      const event = session?.sent.findLast(isIt);
      if (session !== undefined && event !== undefined) sendEvent(session.socket, record(session, event.t, event.d));
    },
    drop() {
      for (const socket of sockets.clients) socket.terminate();
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
