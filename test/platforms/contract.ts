/**
 * The contract suite: what every platform must do, told once and run against each of them. A platform's own test file
 * calls {@link describePlatform} with a way to open a {@link House}.
 */
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { createPoemCommand, createRouter, help, poemRecordsInMemory, type Router } from '../../commands/index.ts';
import { poemDefinition } from '../../commands/poem.ts';
import { systemClock } from '../../src/clock.ts';
import { finishUnfinished, type OpenMessages, openMessagesInMemory } from '../../src/live/index.ts';
import { eventually, type Fault } from '../peers/loopback-server.ts';
import type { Asked, House, OpenHouse, Reader } from './house.ts';
import { RecordedEngine, type Recording } from './recorded-engine.ts';

const silent = pino({ level: 'silent' });

interface Evening {
  readonly house: House;
  readonly engine: RecordedEngine;
  readonly open: OpenMessages;
  /** Ends the first process, as a restart does: what runs is cut. */
  readonly shutdown: AbortController;
  readonly router: Router;
  compose(engine: RecordedEngine): { router: Router; shutdown: AbortController; resume(): Promise<void> };
}

export interface SuiteOptions {
  /** Frames, the opening post among them, that a fast poem must show before its final text. */
  readonly leastFrames: number;
  /** Poems of the test in which 30 % of the edits fail. */
  readonly troubledPoems: number;
  /** False for a platform whose options cannot be completed as they are typed. */
  readonly completes?: boolean;
}

export function describePlatform(name: string, openHouse: OpenHouse, options: SuiteOptions): void {
  describe(name, () => {
    const opened: Evening[] = [];
    afterEach(async () => {
      for (const { house, shutdown } of opened.splice(0)) {
        shutdown.abort();
        await house.close();
      }
    });

    /** Opens the platform with the poem and help commands on a recorded engine. */
    async function evening(recording: Recording = {}, fault?: () => Fault): Promise<Evening> {
      const records = poemRecordsInMemory();
      const open = openMessagesInMemory();
      let seed = 1;
      const random = () => {
        seed = (seed * 16_807) % 2_147_483_647;
        return (seed - 1) / 2_147_483_646;
      };
      const compose = (engine: RecordedEngine) => {
        const shutdown = new AbortController();
        const poem = createPoemCommand({ engine, clock: systemClock, records, open, logger: silent, random });
        const router = createRouter([poem, help], { signal: shutdown.signal, logger: silent });
        const resume = () =>
          finishUnfinished({
            ...{ open, logger: silent, signal: shutdown.signal },
            platforms: [house.platform],
            redraw: { poem: poem.redraw },
          });
        return { router, shutdown, resume };
      };
      const engine = new RecordedEngine(recording);
      const { router, shutdown } = compose(engine);
      const house = await openHouse({
        handlers: router,
        definitions: [poemDefinition, help.definition],
        ...(fault === undefined ? {} : { fault }),
      });
      const here: Evening = { house, engine, open, shutdown, router, compose };
      opened.push(here);
      return here;
    }

    const lines = (text: string) => text.split('\n').map((line) => line.trim());

    /** Waits until the poem of this request stands whole in the message. */
    async function finished(reader: Reader, engine: RecordedEngine, topic: string): Promise<string> {
      return eventually(
        () => {
          const now = reader.texts().at(-1);
          if (now === undefined) return undefined;
          const standing = new Set(lines(now));
          const drawn = engine.poems.filter((poem) => poem.topic === topic);
          const whole = drawn.some((poem) => poem.text.split('\n').every((line) => standing.has(line)));
          return whole && reader.controls().some((id) => id.startsWith('poem:again:')) ? now : undefined;
        },
        `the poem about ${topic} stood whole`,
        30_000,
      );
    }

    test('a poem sharpens in front of its readers until its final text stands', async () => {
      const { house, engine } = await evening({ steps: 12, stepMs: 5 });

      const reader = await house.command('poem', { topic: 'autumn rain', style: 'haiku' }).answer();
      await finished(reader, engine, 'autumn rain');

      const frames = new Set(reader.texts().slice(0, -1));
      expect(frames.size).toBeGreaterThanOrEqual(options.leastFrames);
      expect(reader.texts().at(-1)).not.toMatch(/[░▒▓*_]/);
      expect(house.violations()).toEqual([]);
    });

    test('a command is acknowledged within a second although the engine is silent', async () => {
      const { house, engine } = await evening({ startMs: 1_500 });

      const asked = house.command('poem', { topic: 'snow', style: 'haiku' });

      expect(await asked.acknowledged()).toBeLessThan(1_000);
      await finished(await asked.answer(), engine, 'snow');
      expect(house.violations()).toEqual([]);
    });

    test('a poem that waits says how many go before it', async () => {
      const { house, engine } = await evening({ ahead: 4 });

      const reader = await house.command('poem', { topic: 'tide', style: 'haiku' }).answer();
      await finished(reader, engine, 'tide');

      expect(reader.texts()[0]).toContain('4 poems before yours');
    });

    test('what cannot be drawn is said to the person alone', async () => {
      const { house } = await evening();

      const unknown = house.command('poem', { topic: 'rain', style: 'epic' });
      expect(await unknown.whisper()).toContain('I know no style');
      const refused = house.command('poem', { topic: 'please refuse me', style: 'haiku' });
      expect(await refused.whisper()).toContain('I will not write about that.');
      expect(unknown.answers() + refused.answers()).toBe(0);
    });

    test('answers come in the language of the person', async () => {
      const { house } = await evening({ ahead: 1, stepMs: 60 });

      const reader = await house
        .command('poem', { topic: 'Regen', style: 'haiku' }, { name: 'grete', locale: 'de' })
        .answer();

      expect(reader.texts()[0]).toContain('1 Gedicht ist vor deinem dran');
    });

    test('the author stops a poem, and the message says so', async () => {
      const { house, engine } = await evening({ steps: 64, stepMs: 100 });
      const author = { name: 'ada' };
      const reader = await house.command('poem', { topic: 'long road', style: 'haiku' }, author).answer();
      const stop = await eventually(() => reader.controls().find((id) => id.startsWith('poem:stop:')), 'Stop is there');

      house.press(reader, stop, [], author);

      await eventually(() => reader.texts().at(-1)?.includes('stopped by'), 'the message said so');
      expect(engine.active).toBe(0);
      expect(reader.texts().at(-1)).not.toMatch(/[░▒▓]/);
      expect(reader.controls().some((id) => id.startsWith('poem:stop:'))).toBe(false);
    });

    test('a stranger cannot stop it, a moderator can', async () => {
      const { house } = await evening({ steps: 64, stepMs: 100 });
      const reader = await house.command('poem', { topic: 'long road', style: 'haiku' }, { name: 'ada' }).answer();
      const stop = await eventually(() => reader.controls().find((id) => id.startsWith('poem:stop:')), 'Stop is there');

      expect(await house.press(reader, stop, [], { name: 'bob' }).whisper()).toContain('Only the person who asked');
      house.press(reader, stop, [], { name: 'mod', moderates: true });

      await eventually(() => reader.texts().at(-1)?.includes('stopped by'), 'the moderator stopped it');
    });

    test('Again, another style and kept lines each draw a new poem in a new message', async () => {
      const { house, engine } = await evening({ stepMs: 2 });
      const reader = await house.command('poem', { topic: 'old pond', style: 'haiku' }).answer();
      await finished(reader, engine, 'old pond');
      const control = (kind: string) => reader.controls().find((id) => id.startsWith(`poem:${kind}:`))!;

      const again = await house.press(reader, control('again')).answer();
      await finished(again, engine, 'old pond');

      const ask = house.press(reader, control('another'));
      expect(await ask.whisper()).toContain('In which style');
      const restyled = await house.press(reader, ask.whisperControls()[0]!, ['limerick']).answer();
      await finished(restyled, engine, 'old pond');

      await house.press(reader, control('keep'), ['1']).answer();
      await eventually(() => engine.requests.length === 4, 'the kept line was asked for');

      const [first, second, third, fourth] = engine.requests;
      expect(second).toMatchObject({ topic: 'old pond', style: 'haiku' });
      expect(second!.seed).not.toBe(first!.seed);
      expect(third).toMatchObject({ topic: 'old pond', style: 'limerick' });
      expect(fourth!.keep).toEqual([{ line: 1, text: engine.poems[0]!.text.split('\n')[1] }]);
      expect(house.violations()).toEqual([]);
    });

    test('without options a form opens, and its submission draws', async () => {
      const { house, engine } = await evening();

      const fields = await house.command('poem', {}).form();
      const reader = await house.submit('poem', { topic: 'first snow', style: 'haiku', draft: '' }).answer();
      await finished(reader, engine, 'first snow');

      expect(fields).toEqual(expect.arrayContaining(['topic', 'style', 'voice', 'draft']));
      expect(house.violations()).toEqual([]);
    });

    if (options.completes !== false)
      test('styles are completed as they are typed', async () => {
        const { house } = await evening();

        expect(await house.complete!('poem', 'style', 'hai')).toEqual(['haiku']);
        expect((await house.complete!('poem', 'voice', '')).length).toBeGreaterThan(5);
      });

    test('help is for the person alone', async () => {
      const { house } = await evening();

      const asked = house.command('help', {});

      expect(await asked.whisper()).toContain('haiku');
      expect(asked.answers()).toBe(0);
    });

    test('a delivery that comes twice makes one poem', async () => {
      const { house, engine } = await evening();

      const asked = house.command('poem', { topic: 'echo', style: 'haiku' });
      const reader = await asked.answer();
      house.redeliver();
      await finished(reader, engine, 'echo');

      expect(engine.requests).toHaveLength(1);
      expect(asked.answers()).toBe(1);
      expect(house.violations()).toEqual([]);
    });

    test('a topic full of tricks pings, links and formats nothing, from the first frame to the last', async () => {
      const { house, engine } = await evening({ steps: 6 });
      const topics = [
        '@everyone <@123456789012345678> <!channel> <#123456789012345678>',
        '[click](https://evil.example) https://evil.example discord.gg/abc',
        '**bold** _under_ ~~gone~~ ||spoiler|| `code` :smile: <t:1:R>',
        '# head > quote - list 1. one &lt;!here&gt; &amp;',
      ];

      for (const topic of topics) {
        const reader = await house.command('poem', { topic, style: 'haiku' }).answer();
        await finished(reader, engine, topic);
        expect(reader.mischief()).toEqual([]);
      }
      expect(house.violations()).toEqual([]);
    });

    test('the final text lands although the connections drop again and again', async () => {
      const { house, engine } = await evening({ steps: 12, stepMs: 60 });
      const reader = await house.command('poem', { topic: 'storm', style: 'haiku' }).answer();

      house.dropConnections();
      await finished(reader, engine, 'storm');
      house.dropConnections();
      const later = house.command('poem', { topic: 'calm', style: 'haiku' });

      await finished(await later.answer(), engine, 'calm');
    });

    test('with 30 % of the edits failing every final text lands, and none twice', async () => {
      const kinds: readonly Fault[] = ['rate-limited', 'unavailable', 'lost'];
      let edits = 0;
      const fault = (): Fault => {
        edits++;
        return edits % 10 < 3 ? kinds[edits % 3] : undefined;
      };
      const { house, engine } = await evening({ steps: 8, stepMs: 15 }, fault);

      // In waves, so that a busy machine is not too slow for the three seconds that a platform gives.
      const topics = Array.from({ length: options.troubledPoems }, (_, number) => `trouble ${number + 100}`);
      const asked: Asked[] = [];
      for (let wave = 0; wave < topics.length; wave += 10) {
        const together = topics.slice(wave, wave + 10);
        const now = together.map((topic) => house.command('poem', { topic, style: 'haiku' }));
        for (const [index, one] of now.entries()) await finished(await one.answer(), engine, together[index]!);
        asked.push(...now);
      }

      expect(asked.map((one) => one.answers())).toEqual(topics.map(() => 1));
      expect(house.impatience()).toBe(0);
      expect(house.violations()).toEqual([]);
    }, 120_000);

    test('a poem that a restart cut is finished in its own message, with the same seed', async () => {
      const { house, engine, open, shutdown, router, compose } = await evening({ steps: 30, stepMs: 50 });
      const asked = house.command('poem', { topic: 'phoenix', style: 'haiku' });
      const reader = await asked.answer();
      await eventually(() => reader.texts().length >= 2, 'the poem was under way');

      shutdown.abort();
      await router.idle();
      expect(reader.texts().at(-1)).not.toMatch(/[░▒▓]/);
      const next = new RecordedEngine({ steps: 6 });
      const second = compose(next);
      await house.restart(second.router);
      await second.resume();

      await finished(reader, next, 'phoenix');
      expect(next.requests[0]!.seed).toBe(engine.requests[0]!.seed);
      expect(asked.answers()).toBe(1);
      expect(await open.list()).toEqual([]);
    });

    test('buttons work after a restart', async () => {
      const { house, engine, shutdown, compose } = await evening();
      const reader = await house.command('poem', { topic: 'stone', style: 'haiku' }).answer();
      await finished(reader, engine, 'stone');
      shutdown.abort();
      const next = new RecordedEngine();
      await house.restart(compose(next).router);

      const again = reader.controls().find((id) => id.startsWith('poem:again:'))!;
      const second = await house.press(reader, again).answer();

      await finished(second, next, 'stone');
    });

    test('a message that was moderated away is not edited back into being', async () => {
      const { house, engine } = await evening({ steps: 20, stepMs: 20 });
      const asked = house.command('poem', { topic: 'ghost', style: 'haiku' });
      const reader = await asked.answer();
      await eventually(() => reader.texts().length >= 2, 'the poem was under way');

      house.remove(reader);
      await eventually(() => engine.active === 0, 'the engine ended');
      const later = house.command('poem', { topic: 'after', style: 'haiku' });
      await finished(await later.answer(), engine, 'after');

      expect(reader.deleted).toBe(true);
      expect(asked.answers()).toBe(0);
    });

    test('a message that nobody asked for is posted live and can be taken up again', async () => {
      const { house } = await evening();

      const live = await house.platform.post(house.place, { text: 'A verse for today.' });
      await live.finish({ text: 'The verse of the day.' });
      const again = await house.platform.resume(live.ref);
      await again.finish({ text: 'The verse, corrected.' });

      expect(live.ref.message).not.toBe('');
      expect(again.ref).toEqual(live.ref);
      expect(house.violations()).toEqual([]);
    });
  });
}
