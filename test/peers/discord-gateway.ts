/** The peer's gateway: hello, identify, ready, heartbeats, and resume with a replay of what was missed. */
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

interface GatewayOptions {
  readonly port: number;
  readonly token: string;
  readonly application: string;
  readonly bot: string;
}

export interface GatewayPeer {
  /** The body of `GET /gateway/bot`. */
  readonly information: object;
  /** The intents of the last identify. */
  readonly intents: number | undefined;
  readonly resumes: number;
  dispatch(event: string, data: object): void;
  /** Sends the last event again, as a gateway does that missed an acknowledgement. */
  repeatLast(): void;
  /** Drops every connection without a word. */
  drop(): void;
  close(): void;
}

export function openGateway(server: Server, options: GatewayOptions): GatewayPeer {
  const url = `ws://127.0.0.1:${options.port}/gateway`;
  const sockets = new WebSocketServer({ server, path: '/gateway' });
  const sent: { readonly t: string; readonly s: number; readonly d: object }[] = [];
  let connected: WebSocket | undefined;
  let intents: number | undefined;
  let resumes = 0;

  const send = (socket: WebSocket, payload: object) => socket.send(JSON.stringify(payload));
  const sendEvent = (socket: WebSocket, event: (typeof sent)[number]) => send(socket, { op: 0, ...event });

  function record(t: string, d: object): (typeof sent)[number] {
    const event = { t, s: sent.length + 1, d };
    sent.push(event);
    return event;
  }

  sockets.on('connection', (socket) => {
    send(socket, { op: 10, d: { heartbeat_interval: 41_250 }, s: null, t: null });
    socket.on('message', (raw) => {
      const { op, d } = JSON.parse(String(raw));
      if (op === 1) send(socket, { op: 11, d: null, s: null, t: null });
      if (op === 2) {
        if (d.token !== options.token) return socket.close(4004, 'Authentication failed.');
        intents = d.intents;
        connected = socket;
        const ready = {
          v: 10,
          user: { id: options.bot, username: 'inkling', discriminator: '0', bot: true },
          guilds: [],
          session_id: 'session',
          resume_gateway_url: url,
          application: { id: options.application, flags: 0 },
        };
        sendEvent(socket, record('READY', ready));
      }
      if (op === 6) {
        resumes++;
        connected = socket;
        for (const event of sent.filter(({ s }) => s > d.seq)) sendEvent(socket, event);
        sendEvent(socket, record('RESUMED', {}));
      }
    });
  });

  return {
    information: {
      url,
      shards: 1,
      session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
    },
    get intents() {
      return intents;
    },
    get resumes() {
      return resumes;
    },
    dispatch(event, data) {
      const recorded = record(event, data);
      if (connected?.readyState === connected?.OPEN && connected !== undefined) sendEvent(connected, recorded);
    },
    repeatLast() {
      const last = sent.findLast(({ t }) => t === 'INTERACTION_CREATE');
      if (connected !== undefined && last !== undefined) sendEvent(connected, record(last.t, last.d));
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
