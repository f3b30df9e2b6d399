/** How a Slack on this machine delivers what people do: over sockets or as signed requests, and again when told to. */
import { createHmac, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { eventually } from './loopback-server.ts';

export interface PeerDelivery {
  readonly sentAt: number;
  readonly trigger: string;
  readonly channel: string;
  readonly user: string;
  acknowledgedAt?: number;
  /** Messages that came after it in its channel. */
  readonly since: number;
}

export interface DeliveriesOptions {
  readonly server: Server;
  /** Signed deliveries go to this address instead of a socket. */
  readonly http?: { readonly url: string; readonly secret: string } | undefined;
  /** Told of everything that the real Slack would have resented. */
  readonly violated: (what: string) => void;
}

interface Sent {
  readonly type: string;
  readonly payload: object;
}

/** The way from Slack to the bot. */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #sockets: WebSocketServer;
  /** By the envelope that they went out in. */
  readonly #enveloped = new Map<string, PeerDelivery>();
  readonly #sent = new Map<PeerDelivery, Sent>();
  #last: PeerDelivery | undefined;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
    this.#sockets = new WebSocketServer({ server: options.server, path: '/socket' });
    this.#sockets.on('connection', (socket) => this.#connected(socket));
  }

  get isConnected(): boolean {
    return this.#sockets.clients.size > 0;
  }

  send(delivery: PeerDelivery, type: string, payload: object): void {
    this.#sent.set(delivery, { type, payload });
    this.#last = delivery;
    void this.#send(delivery, { type, payload }, 0);
  }

  /** Delivers something once more, the last thing when nothing is named, as Slack does when it heard nothing. */
  repeat(delivery: PeerDelivery = this.#last!): void {
    void this.#send(delivery, this.#sent.get(delivery)!, 1);
  }

  /** Breaks all connections. */
  drop(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  close(): void {
    this.drop();
    this.#sockets.close();
  }

  async #send(delivery: PeerDelivery, { type, payload }: Sent, retry: number): Promise<void> {
    const { http } = this.#options;
    if (http !== undefined) return this.#sendSigned(http, delivery, { type, payload }, retry);
    const socket = await eventually(
      () => [...this.#sockets.clients].find(({ readyState }) => readyState === 1),
      'the bot connected',
    );
    const envelope = randomUUID();
    this.#enveloped.set(envelope, delivery);
    socket.send(
      JSON.stringify({
        envelope_id: envelope,
        type,
        payload,
        accepts_response_payload: type !== 'events_api',
        retry_attempt: retry,
      }),
    );
  }

  async #sendSigned(
    { url, secret }: { readonly url: string; readonly secret: string },
    delivery: PeerDelivery,
    { type, payload }: Sent,
    retry: number,
  ): Promise<void> {
    const body =
      type === 'events_api'
        ? JSON.stringify(payload)
        : new URLSearchParams(
            type === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>),
          ).toString();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': type === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature,
        ...(retry > 0 ? { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_timeout' } : {}),
      },
    });
    if (answer.ok) this.#acknowledged(delivery);
  }

  #connected(socket: WebSocket): void {
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' } }));
    socket.on('message', (raw) => {
      const delivery = this.#enveloped.get(JSON.parse(String(raw)).envelope_id);
      if (delivery !== undefined) this.#acknowledged(delivery);
    });
  }

  #acknowledged(delivery: PeerDelivery): void {
    delivery.acknowledgedAt ??= Date.now();
    if (delivery.acknowledgedAt - delivery.sentAt > 3_000)
      this.#options.violated('a delivery was acknowledged too late');
  }
}
