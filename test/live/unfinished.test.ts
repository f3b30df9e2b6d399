import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { InklingError } from '../../src/errors.ts';
import {
  finishUnfinished,
  keepFinishing,
  type OpenMessages,
  openMessagesInMemory,
  type Redraw,
} from '../../src/live/index.ts';
import type { LiveMessage, MessageRef, Platform } from '../../src/platforms/contract.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { openMessagesIn } from '../../src/store/kept/index.ts';
import { backends } from '../store/backends.ts';
import { setClock } from '../store/clock.ts';
import type { Service } from '../store/services.ts';
import '../store/patience.ts';

const request = (topic: string) => ({
  kind: 'poem',
  id: topic,
  request: { topic, style: 'haiku', seed: 7 },
  locale: 'en',
});
const ref = (message: string): MessageRef => ({ platform: 'web', space: 'house', channel: 'hall', message });
const logger = pino({ level: 'silent' });
const never = new AbortController().signal;

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

function finish(open: OpenMessages, redraw: Redraw, platform = platformWithout(), signal = never): Promise<void> {
  return finishUnfinished({ ...{ open, logger, signal }, platforms: [platform], redraw: { poem: redraw } });
}

/** Messages that a process noted and let go of at its end. */
async function leftOpen(...messages: readonly (readonly [MessageRef, string])[]): Promise<OpenMessages> {
  const open = openMessagesInMemory();
  for (const [where, topic] of messages) await (await open.open(where, request(topic))).release();
  return open;
}

const names = async (open: OpenMessages) => (await open.list()).map(({ ref: { message } }) => message).sort();

describe('messages that a restart left open', () => {
  test('are drawn again, each with its own request', async () => {
    const open = await leftOpen([ref('a'), 'rain'], [ref('b'), 'snow']);
    const drawn: string[] = [];

    await finish(open, async (message, held) => {
      const { topic, seed } = held.request.request;
      drawn.push(`${message.ref.message} ${topic} ${seed}`);
      await held.close();
    });

    expect(drawn.sort()).toEqual(['a rain 7', 'b snow 7']);
    expect(await open.list()).toEqual([]);
  });

  test('are forgotten when they are gone, and do not keep the others from being finished', async () => {
    const open = await leftOpen([ref('gone'), 'rain'], [ref('there'), 'snow']);

    await finish(open, (_, held) => held.close(), platformWithout('gone'));

    expect(await open.list()).toEqual([]);
  });

  test('stay noted when drawing fails, when their platform is missing, or when the process ends first', async () => {
    const open = await leftOpen([ref('a'), 'rain'], [{ ...ref('b'), platform: 'discord' }, 'snow']);

    await finish(open, () => Promise.reject(new Error('the engine is broken')));

    expect(await names(open)).toEqual(['a', 'b']);
  });
});

describe.each(backends)('several processes on one store in $name', ({ installed, start }) => {
  describe.skipIf(!installed)('share the messages that are open', () => {
    const leaseMs = 15_000;
    const clock = setClock();
    const stores: Store[] = [];
    let service: Service;
    let url: string;

    beforeAll(async () => {
      service = await start();
    });
    beforeEach(async () => {
      await Promise.all(stores.splice(0).map((store) => store.close()));
      url = await service.freshUrl();
    });
    afterAll(async () => {
      await Promise.all(stores.splice(0).map((store) => store.close()));
      await service.stop();
    });

    /** One more process, with a connection of its own. Frozen, as when it is killed, it never wakes to do anything. */
    async function process(): Promise<OpenMessages & { freeze(): void }> {
      const store = await openStore(url, { clock });
      stores.push(store);
      let frozen = false;
      const own: Clock = {
        now: () => clock.now(),
        sleep: (ms, signal) => clock.sleep(ms, signal).then(() => (frozen ? new Promise<void>(() => {}) : undefined)),
      };
      const freeze = () => {
        frozen = true;
      };
      return { ...openMessagesIn(store, own, leaseMs), freeze };
    }

    /** The refs that each of some processes took, when all of them looked at once. */
    const taken = async (processes: readonly OpenMessages[]) =>
      (await Promise.all(processes.map((one) => one.takeOver()))).flat().map((held) => held.ref.message);

    /** Lets time pass as it passes for a process that lives: it renews in between. */
    async function live(ms: number): Promise<void> {
      const due = async () =>
        Math.min(...(await stores[0]!.collection('open-messages').list()).map((one) => one.due ?? Infinity));
      for (let passed = 0; passed < ms; passed += leaseMs / 3) {
        // Who is not asleep yet would sleep past the time that is let pass now.
        await expect.poll(() => clock.sleeping, { timeout: 30_000 }).toBeGreaterThan(0);
        clock.advance(leaseMs / 3);
        await expect.poll(due, { timeout: 30_000 }).toBeGreaterThanOrEqual(clock.now() + leaseMs);
      }
    }

    test('one that starts leaves alone what another one draws, for however long', async () => {
      const [first, second] = [await process(), await process()];
      const held = await first.open(ref('a'), request('rain'));

      expect(await taken([second])).toEqual([]);
      await live(4 * leaseMs);

      expect(await taken([second, await process()])).toEqual([]);
      expect(held.lost.aborted).toBe(false);
      await held.close();
      expect(await names(second)).toEqual([]);
    });

    test('what the dead left goes to one of those who start at once, and only that', async () => {
      const [dead, living] = [await process(), await process()];
      for (let n = 0; n < 12; n += 1) await dead.open(ref(`dead${n}`), request('rain'));
      dead.freeze();
      clock.advance(leaseMs - 1);
      const drawn = await living.open(ref('living'), request('snow'));
      const starting = await Promise.all(Array.from({ length: 4 }, process));
      expect(await taken(starting)).toEqual([]);
      clock.advance(1);

      const [once, again] = [await taken(starting), await taken(starting)];

      expect(once.sort()).toEqual(Array.from({ length: 12 }, (_, n) => `dead${n}`).sort());
      expect(again).toEqual([]);
      expect(drawn.lost.aborted).toBe(false);
    });

    test('one that ends in good order hands its messages over at once', async () => {
      const [ending, other] = [await process(), await process()];
      const held = await ending.open(ref('a'), request('rain'));
      await held.release();

      expect(await taken([other])).toEqual(['a']);
    });

    test('one that slept too long hears that its message is another’s, and does not delete it under its hands', async () => {
      const [sleeper, other] = [await process(), await process()];
      const held = await sleeper.open(ref('a'), request('rain'));
      sleeper.freeze();
      clock.advance(leaseMs);
      const [taken] = await other.takeOver();

      await held.close();

      expect(held.lost.aborted).toBe(true);
      expect(await names(other)).toEqual(['a']);
      await taken!.close();
      expect(await names(other)).toEqual([]);
    });

    test('one that lives finishes what another one left when it died, without being started anew', async () => {
      const [dead, living] = [await process(), await process()];
      await dead.open(ref('a'), request('rain'));
      dead.freeze();
      const ending = new AbortController();
      const drawn: string[] = [];
      const finishing = keepFinishing({
        ...{ open: living, logger, clock, everyMs: 1_000, signal: ending.signal },
        platforms: [platformWithout()],
        redraw: {
          async poem(message, held) {
            drawn.push(message.ref.message);
            await held.close();
          },
        },
      });
      await expect.poll(() => living.list()).toHaveLength(1);
      expect(drawn).toEqual([]);

      clock.advance(leaseMs);

      await expect.poll(() => drawn, { timeout: 30_000 }).toEqual(['a']);
      ending.abort();
      await finishing;
      expect(await living.list()).toEqual([]);
    });

    test('what could not be finished is left alone for a while, and then tried by whoever looks', async () => {
      const [first, second] = [await process(), await process()];
      await (await first.open(ref('a'), request('rain'))).release();
      let attempts = 0;
      const failing = async () => {
        attempts += 1;
        throw new InklingError('engine-full', { operator: 'full', person: 'full', retryAfterMs: 60_000 });
      };

      await finish(first, failing);
      await finish(second, failing);
      expect(attempts).toBe(1);
      clock.advance(60_000);
      await finish(second, failing);

      expect(attempts).toBe(2);
    });
  });
});
