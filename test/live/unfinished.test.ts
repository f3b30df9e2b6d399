import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { InklingError } from '../../src/errors.ts';
import { finishUnfinished, openMessagesInMemory, type Redraw } from '../../src/live/index.ts';
import type { LiveMessage, MessageRef, Platform } from '../../src/platforms/contract.ts';

const request = (topic: string) => ({
  kind: 'poem',
  id: topic,
  request: { topic, style: 'haiku', seed: 7 },
  locale: 'en',
});
const ref = (message: string): MessageRef => ({ platform: 'web', space: 'house', channel: 'hall', message });

/** A platform that can take messages up again, or finds some of them gone. */
function platformWithout(...gone: string[]): Platform {
  return {
    name: 'web',
    start: async () => {},
    stop: async () => {},
    post: () => Promise.reject(new Error('not here')),
    async resume(resumed) {
      if (gone.includes(resumed.message)) throw new InklingError('message-gone', { operator: 'gone', person: 'gone' });
      return { ref: resumed } as LiveMessage;
    },
  };
}

async function finish(
  open: ReturnType<typeof openMessagesInMemory>,
  platform: Platform,
  redraw: Redraw,
  signal = new AbortController().signal,
) {
  await finishUnfinished({
    open,
    platforms: [platform],
    redraw: { poem: redraw },
    logger: pino({ level: 'silent' }),
    signal,
  });
}

describe('messages that a restart left open', () => {
  test('are drawn again, each with its own request', async () => {
    const open = openMessagesInMemory();
    await open.open(ref('a'), request('rain'));
    await open.open(ref('b'), request('snow'));
    const drawn: string[] = [];

    await finish(open, platformWithout(), async (message, { request: { topic, seed } }) => {
      drawn.push(`${message.ref.message} ${topic} ${seed}`);
      await open.close(message.ref);
    });

    expect(drawn.sort()).toEqual(['a rain 7', 'b snow 7']);
    expect(await open.list()).toEqual([]);
  });

  test('are forgotten when they are gone, and do not keep the others from being finished', async () => {
    const open = openMessagesInMemory();
    await open.open(ref('gone'), request('rain'));
    await open.open(ref('there'), request('snow'));

    await finish(open, platformWithout('gone'), async (message) => open.close(message.ref));

    expect(await open.list()).toEqual([]);
  });

  test('wait for the next start when drawing fails, when their platform is missing, or when the process ends first', async () => {
    const open = openMessagesInMemory();
    await open.open(ref('a'), request('rain'));
    await open.open({ ...ref('b'), platform: 'discord' }, request('snow'));

    await finish(open, platformWithout(), async () => {
      throw new Error('the engine is broken');
    });

    expect((await open.list()).map(({ ref: { message } }) => message).sort()).toEqual(['a', 'b']);
  });
});
