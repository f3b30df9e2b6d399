/** A loopback endpoint that behaves as badly as a test wishes. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Endpoint {
  readonly url: string;
  /** Settles once a request has arrived; gives its headers and body. */
  readonly asked: Promise<{ readonly headers: IncomingMessage['headers']; readonly body: string }>;
  /** Settles when the caller has hung up. */
  readonly left: Promise<void>;
  close(): Promise<void>;
}

export async function endpoint(answer: (response: ServerResponse) => void): Promise<Endpoint> {
  const asked = deferred<{ headers: IncomingMessage['headers']; body: string }>();
  const left = deferred<void>();
  const server = createServer(async (request, response) => {
    response.on('close', () => left.resolve());
    response.on('error', () => {});
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    asked.resolve({ headers: request.headers, body: Buffer.concat(parts).toString() });
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: asked.promise,
    left: left.promise,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A chat completion with this content, as bytes. */
export function completion(content: string): Buffer {
  return Buffer.from(JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] }));
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
