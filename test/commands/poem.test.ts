import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createPoemCommand, type PoemDependencies, poemRecordsInMemory } from '../../commands/index.ts';
import { InklingError } from '../../src/errors.ts';
import { type OpenMessages, openMessagesInMemory } from '../../src/live/index.ts';
import type { Engine, PoemEvent } from '../../src/poem.ts';
import { VirtualClock } from '../live/virtual-clock.ts';
import { RecordedEngine } from '../platforms/recorded-engine.ts';
import { invocation, LocalReply, liveIn, press } from './local-reply.ts';

function world(changes: Partial<PoemDependencies> = {}) {
  const clock = new VirtualClock();
  const engine = new RecordedEngine({ clock, steps: 4, stepMs: 100 });
  const open = openMessagesInMemory();
  const records = poemRecordsInMemory();
  const logger = pino({ level: 'silent' });
  const poem = createPoemCommand({ engine, clock, records, open, logger, random: () => 0.25, ...changes });
  const shutdown = new AbortController();
  return { clock, engine, open, records, poem, shutdown };
}

/** An engine that shows one frame and then breaks. */
function breakingEngine(clock: VirtualClock): Engine {
  const sound = new RecordedEngine({ clock, steps: 8, stepMs: 100 });
  return {
    ...{ ready: () => sound.ready(), status: () => sound.status(), close: () => sound.close() },
    async *draw(request, options): AsyncGenerator<PoemEvent> {
      for await (const event of sound.draw(request, options)) {
        yield event;
        throw new InklingError('engine-died', { operator: 'The engine died.', person: 'My pen broke.' });
      }
    },
  };
}

describe('/poem', () => {
  test('draws in the style that was asked for, with a seed to draw it again', async () => {
    const { clock, engine, poem, shutdown, open } = world();
    const asked = invocation('poem', { options: { topic: 'rain', style: 'Shakespearean sonnet', steps: 12 } });

    await clock.until(poem.run(asked, shutdown.signal));

    expect(engine.requests[0]).toMatchObject({
      topic: 'rain',
      style: 'shakespearean-sonnet',
      steps: 12,
      seed: 2 ** 30,
    });
    const [shown] = asked.reply.messages;
    expect(shown!.at(-1)!.panels![0]!.footnote).toContain(`seed ${2 ** 30}`);
    expect(await open.list()).toEqual([]);
  });

  test('again is a poem of its own, without what was known of the message that it was drawn into', async () => {
    const { clock, engine, poem, records, shutdown } = world();
    const request = { topic: 'rain', style: 'haiku', seed: 7, mostSteps: 9, visibleEdits: 12 };
    await records.save({ id: 'abc', request, author: 'ada', locale: 'en', text: 'rain' });

    await clock.until(poem.press!(press('poem:again:abc'), shutdown.signal));

    expect(engine.requests[0]).toMatchObject({ topic: 'rain', style: 'haiku' });
    expect(engine.requests[0]).not.toHaveProperty('visibleEdits');
    expect(engine.requests[0]).not.toHaveProperty('mostSteps');
  });

  test('the place has the last word on a request', async () => {
    const { clock, engine, poem, shutdown } = world({
      prepare: async (request) => ({ ...request, style: request.style ?? 'limerick', blocked: ['blood'] }),
    });

    await clock.until(poem.run(invocation('poem', { options: { topic: 'rain' } }), shutdown.signal));

    expect(engine.requests[0]).toMatchObject({ style: 'limerick', blocked: ['blood'] });
  });

  test('without a topic it opens a form, and where there is none it says how to ask', async () => {
    const { poem, shutdown } = world();
    const modal = invocation('poem');

    await poem.run(modal, shutdown.signal);
    const without = poem.run(invocation('poem', { reply: new LocalReply(false) }), shutdown.signal);

    expect(modal.reply.forms).toEqual(['poem']);
    await expect(without).rejects.toMatchObject({ code: 'needs-topic' });
  });

  test('a draft alone is enough: its first words are the topic', async () => {
    const { clock, engine, poem, shutdown } = world();

    await clock.until(poem.run(invocation('poem', { options: { draft: 'eggs, milk\nand bread' } }), shutdown.signal));

    expect(engine.requests[0]).toMatchObject({ topic: 'eggs, milk and bread', draft: 'eggs, milk\nand bread' });
  });

  test('while the engine is silent the message says how long it has waited', async () => {
    const clock = new VirtualClock();
    const engine = new RecordedEngine({ clock, startMs: 7_000, steps: 2, stepMs: 50 });
    const { poem, shutdown } = world({ clock, engine });
    const asked = invocation('poem', { options: { topic: 'rain' } });

    await clock.until(poem.run(asked, shutdown.signal));

    const texts = asked.reply.messages[0]!.map(({ text }) => text).filter((text) => text !== undefined);
    expect(texts.length).toBeGreaterThanOrEqual(4);
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('an engine that breaks in mid-poem leaves no noise: the message says so', async () => {
    const clock = new VirtualClock();
    const { poem, shutdown, open } = world({ clock, engine: breakingEngine(clock) });
    const asked = invocation('poem', { options: { topic: 'rain' } });

    await clock.until(poem.run(asked, shutdown.signal));

    const last = asked.reply.messages[0]!.at(-1)!;
    expect(last.text).toContain('My pen broke.');
    expect(last.panels).toBeUndefined();
    expect(last.buttons!.map(({ id }) => id.split(':')[1])).toEqual(['again', 'another']);
    expect(await open.list()).toEqual([]);
  });

  test('a channel that takes no message frees the engine, and the error is the person’s', async () => {
    const { clock, engine, poem, shutdown, open } = world();
    const reply = new LocalReply();
    reply.open = async () => {
      throw new InklingError('message-forbidden', { operator: 'x', person: 'Invite me first.' });
    };

    const drawing = clock.until(poem.run(invocation('poem', { options: { topic: 'rain' }, reply }), shutdown.signal));

    await expect(drawing).rejects.toMatchObject({ code: 'message-forbidden' });
    expect(engine.active).toBe(0);
    expect(await open.list()).toEqual([]);
  });

  test('at shutdown the message says that it pauses, and the record stays for the next start', async () => {
    const { clock, poem, shutdown, open } = world();
    const asked = invocation('poem', { options: { topic: 'rain' } });

    const running = poem.run(asked, shutdown.signal);
    await clock.pass(250);
    shutdown.abort();
    await clock.until(running);

    expect(asked.reply.messages[0]!.at(-1)!.text).toContain('Paused for a restart');
    expect(await open.list()).toHaveLength(1);
  });

  test('the next start draws the same poem into the same message', async () => {
    const { clock, engine, poem, shutdown, open } = world();
    const asked = invocation('poem', { options: { topic: 'rain' } });
    const running = poem.run(asked, shutdown.signal);
    await clock.pass(250);
    shutdown.abort();
    await clock.until(running);

    const [held] = await open.takeOver();
    const shown = asked.reply.messages[0]!;
    await clock.until(poem.redraw(liveIn(shown, held!.ref), held!, new AbortController().signal));

    expect(engine.requests[1]).toEqual(engine.requests[0]);
    expect(shown.at(-1)!.panels).toBeDefined();
    expect(await open.list()).toEqual([]);
  });

  test('a message that another process has taken over meanwhile is left to it, and not noted as done', async () => {
    const held = { closed: 0, lost: new AbortController() };
    const open: OpenMessages = {
      ...openMessagesInMemory(),
      open: async (ref, request) => ({
        ...{ ref, request, lost: held.lost.signal, release: async () => {} },
        close: async () => void held.closed++,
      }),
    };
    const { clock, engine, poem, shutdown } = world({ open });
    const asked = invocation('poem', { options: { topic: 'rain' } });

    const running = poem.run(asked, shutdown.signal);
    await clock.pass(250);
    const [shown] = asked.reply.messages;
    const contents = shown!.length;
    held.lost.abort(new Error('taken over'));
    await clock.until(running);
    await clock.pass(5_000);

    expect(engine.active).toBe(0);
    expect(shown).toHaveLength(contents);
    expect(held.closed).toBe(0);
  });

  test('Stop stops the poem also where another process than the one that draws it hears the press', async () => {
    const clock = new VirtualClock();
    const records = poemRecordsInMemory();
    const engine = new RecordedEngine({ clock, steps: 60, stepMs: 100 });
    const drawing = world({ clock, records, engine });
    const other = world({ clock, records });
    const asked = invocation('poem', { options: { topic: 'rain' } });
    const running = drawing.poem.run(asked, drawing.shutdown.signal);
    await clock.pass(500);
    const [button] = asked.reply.messages[0]!.at(-1)!.buttons!;

    const eve = { id: 'eve', name: 'Eve', roles: [], managesSpace: false, moderates: false };
    const stranger = press(button!.id, { person: eve });
    await expect(other.poem.press!(stranger, other.shutdown.signal)).rejects.toMatchObject({ code: 'only-author' });
    await clock.pass(1_500);
    expect(engine.active).toBe(1);
    await other.poem.press!(press(button!.id), other.shutdown.signal);
    await clock.until(running);

    expect(engine.active).toBe(0);
    expect(asked.reply.messages[0]!.at(-1)!.panels![0]!.footnote).toMatch(/stopped by/i);
    await expect(other.poem.press!(press('poem:stop:unknown'), other.shutdown.signal)).rejects.toMatchObject({
      code: 'already-done',
    });
  });

  test('Stop says of a finished poem that it is finished, whichever process hears the press', async () => {
    const { clock, poem, records, shutdown } = world();
    const other = world({ records });
    const asked = invocation('poem', { options: { topic: 'rain' } });
    await clock.until(poem.run(asked, shutdown.signal));
    const id = asked.reply.messages[0]!.at(-1)!.buttons![0]!.id.split(':').at(-1);

    await expect(other.poem.press!(press(`poem:stop:${id}`), other.shutdown.signal)).rejects.toMatchObject({
      code: 'already-done',
    });
    expect(await records.stopAskedBy(id!)).toBeUndefined();
  });

  test('a button of a poem that nobody remembers says so', async () => {
    const { poem, shutdown } = world();

    await expect(poem.press!(press('poem:again:unknown'), shutdown.signal)).rejects.toMatchObject({
      code: 'poem-forgotten',
    });
    await expect(poem.press!(press('poem:stop:unknown'), shutdown.signal)).rejects.toMatchObject({
      code: 'already-done',
    });
  });

  test('the finished poem offers its lines to keep, all but one of them', async () => {
    const { clock, engine, poem, shutdown } = world();
    const asked = invocation('poem', { options: { topic: 'rain' } });

    await clock.until(poem.run(asked, shutdown.signal));

    const [menu] = asked.reply.messages[0]!.at(-1)!.menus!;
    expect(menu!.choices.map(({ label }) => label)).toEqual(engine.poems[0]!.text.split('\n'));
    expect(menu!.atMost).toBe(2);
  });
});
