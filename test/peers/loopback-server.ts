/** What both peers are made of: an HTTP server on a free port of 127.0.0.1 that can answer, fail, or hang up. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** `lost`: the request is carried out and the line drops before the answer. */
export type Fault = 'lost' | 'unavailable' | 'rate-limited' | undefined;

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly raw: Buffer;
}

export interface LoopbackServer {
  readonly server: Server;
  readonly port: number;
  close(): Promise<void>;
}

/** @param answer returns undefined to hang up without an answer */
export async function listen(answer: (request: Received) => Promise<Answer | undefined>): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', async () => {
      const url = new URL(request.url ?? '/', 'http://loopback');
      const given = await answer({
        method: request.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        raw: Buffer.concat(parts),
      }).catch((error): Answer => ({ status: 599, body: { message: String(error) } }));
      if (given === undefined) return request.socket.destroy();
      response.writeHead(given.status, { 'content-type': 'application/json', ...given.headers });
      response.end(given.body === undefined ? undefined : JSON.stringify(given.body));
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  // As many may knock at once as at a platform's door; with the usual 511 the kernel lets the rest wait a second.
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, resolve));
  return {
    server,
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** JSON of a request's body; of a multipart one the part that Discord calls `payload_json`. */
export function jsonOf({ headers, raw }: Received): Record<string, unknown> {
  const text = raw.toString('utf8');
  if (text === '') return {};
  if (!headers['content-type']?.startsWith('multipart/')) return JSON.parse(text);
  const payload = /name="payload_json"\r\n(?:[^\r\n]+\r\n)*\r\n([\s\S]*?)\r\n--/.exec(text)?.[1];
  return payload === undefined ? {} : JSON.parse(payload);
}

/** Waits until something is so; fails when it has not become so in time. */
export async function eventually<T>(look: () => T | undefined | false, what: string, withinMs = 10_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`It never came about that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
