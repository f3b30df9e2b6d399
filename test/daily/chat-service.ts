/** A chat service on the loopback that outlives the bots which post to it, and the platform that speaks to it. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InklingError } from '../../src/errors.ts';
import type { Content, LiveMessage, MessageRef, Platform } from '../../src/platforms/contract.ts';

export interface PostedMessage {
  readonly id: string;
  readonly once: string | undefined;
  /** Each content that arrived, the first one first. */
  readonly contents: Content[];
}

export interface ChatService {
  readonly url: string;
  readonly messages: PostedMessage[];
  /** How many requests have come. */
  requests(): number;
  close(): Promise<void>;
}

/** @param knowsOnce whether a second post of one name is the first one again */
export async function startChatService(knowsOnce: boolean): Promise<ChatService> {
  const messages: PostedMessage[] = [];
  let requests = 0;
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await read(request)) as { content: Content; once?: string };
    requests += 1;
    const editing = /^\/messages\/(.+)$/.exec(request.url ?? '');
    if (editing) {
      messages.find(({ id }) => id === editing[1])?.contents.push(body.content);
      return response.end('{}');
    }
    let message = knowsOnce ? messages.find(({ once }) => once !== undefined && once === body.once) : undefined;
    if (!message) {
      message = { id: `m${messages.length + 1}`, once: body.once, contents: [body.content] };
      messages.push(message);
    }
    // The answer takes a moment, in which its bot may be killed.
    setTimeout(() => response.end(JSON.stringify({ id: message.id })), Math.random() * 30);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages,
    requests: () => requests,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/** The platform of a chat service. */
export function chatPlatform(url: string, postsOnce: boolean): Platform {
  const send = async (path: string, body: unknown) => {
    const answer = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new InklingError('message-gone', { operator: 'gone', person: 'gone' });
    return (await answer.json()) as { readonly id: string };
  };
  const live = (ref: MessageRef): LiveMessage => {
    let sent: Promise<unknown> = Promise.resolve();
    const edit = (content: Content) => {
      sent = sent.then(() => send(`/messages/${ref.message}`, { content }));
      return sent;
    };
    return {
      ref,
      show: (content) => void edit(content).catch(() => {}),
      finish: async (content) => void (await edit(content)),
      frameBudget: () => 10,
    };
  };
  return {
    name: 'discord',
    postsOnce,
    start: async () => {},
    stop: async () => {},
    async post(place, content, options) {
      const { id } = await send('/post', { content, ...options });
      return live({ ...place, message: id });
    },
    resume: async (ref) => live(ref),
  };
}
