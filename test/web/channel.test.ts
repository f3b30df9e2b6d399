import { afterEach, describe, expect, test } from 'vitest';
import { memoryChannelLog } from '../../src/platforms/web/index.ts';
import { type HouseOptions, type LocalHouse, openHouse } from './local-house.ts';
import { recordedEngine, recordedText } from './recorded-engine.ts';
import { stageCommand } from './stage-command.ts';
import { messagesIn, Visitor } from './visitor.ts';

const houses: LocalHouse[] = [];
async function house(options: HouseOptions = {}): Promise<LocalHouse> {
  const opened = await openHouse(options);
  houses.push(opened);
  return opened;
}
afterEach(async () => {
  for (const opened of houses.splice(0)) await opened.close();
});

const textOf = (message: {
  content: { panels?: readonly { stanzas: readonly (readonly (readonly { text: string }[])[])[] }[] };
}) =>
  message.content.panels?.[0]?.stanzas
    .flat()
    .map((line) => line.map(({ text }) => text).join(' '))
    .join('\n');

describe('a poem in the local channel', () => {
  test('comes into focus, frame after frame, and ends as the engine wrote it', async () => {
    const { address } = await house();
    const ada = await Visitor.enter(address);

    const heard = await ada.listenWhile(
      () => ada.run('poem', { topic: 'autumn rain', style: 'haiku' }),
      (events) => textOf(messagesIn(events).at(-1) ?? { content: {} }) === recordedText,
    );

    const states = messagesIn(heard).map(textOf);
    expect(new Set(states).size).toBeGreaterThanOrEqual(8);
    expect(messagesIn(heard).at(-1)).toMatchObject({
      author: { kind: 'bot', name: 'Inkling' },
      cause: { line: '/poem topic:autumn rain style:haiku' },
    });
  });

  test('is asked for in free words, too', async () => {
    const engine = recordedEngine();
    const { address } = await house({ engine });
    const ada = await Visitor.enter(address);

    await ada.listenWhile(
      () => ada.run('poem', {}, { words: 'limerick about a robot' }),
      (events) => textOf(messagesIn(events).at(-1) ?? { content: {} }) === recordedText,
    );

    expect(engine.requests[0]).toMatchObject({ style: 'limerick', topic: 'a robot' });
  });

  test('is drawn once, although its request came twice', async () => {
    const engine = recordedEngine();
    const { address } = await house({ engine });
    const ada = await Visitor.enter(address);
    const twice = { id: crypto.randomUUID(), channel: 'verse', command: 'poem', options: { topic: 'rain' } };

    await ada.listenWhile(
      () => Promise.all([ada.send('command', twice), ada.send('command', twice)]),
      (events) => textOf(messagesIn(events).at(-1) ?? { content: {} }) === recordedText,
    );

    expect(engine.requests).toHaveLength(1);
  });

  test('is stopped by its author, but not by somebody else', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const engine = recordedEngine({
      pace: (step, signal) =>
        step < 4
          ? Promise.resolve()
          : Promise.race([held, new Promise((_, reject) => signal?.addEventListener('abort', reject))]),
    });
    const { address } = await house({ engine });
    await Visitor.enter(address);
    const ada = await Visitor.enter(address, { teacher: false });
    const ben = await Visitor.enter(address, { teacher: false });
    const [message] = messagesIn(
      await ada.listenWhile(
        () => ada.run('poem', { topic: 'rain' }),
        (events) => messagesIn(events).at(-1)?.content.buttons?.[0]?.label === 'Stop',
      ),
    ).slice(-1);
    const stop = () => ({ id: crypto.randomUUID(), message: message!.id, button: message!.content.buttons![0]!.id });

    const refused = messagesIn(
      await ben.listenWhile(
        () => ben.send('press', stop()),
        (events) => messagesIn(events).at(-1)?.only !== undefined,
      ),
    ).at(-1);
    const stopped = messagesIn(
      await ada.listenWhile(
        () => ada.send('press', stop()),
        (events) => messagesIn(events).at(-1)?.content.panels?.[0]?.footnote?.includes('stopped') === true,
      ),
    ).at(-1);

    expect(refused?.content.text).toMatch(/Only the person who asked/);
    expect(stopped?.id).toBe(message!.id);
    release();
  });
});

describe('a reader of the channel', () => {
  test('who lost the line gets what is new since then, and nothing twice', async () => {
    const { address } = await house();
    const ada = await Visitor.enter(address);
    const ben = await Visitor.enter(address);
    await ada.send('say', { channel: 'verse', text: 'before' });
    const before = await ben.listen((heard) => messagesIn(heard).length === 1);
    await ada.send('say', { channel: 'verse', text: 'meanwhile' });
    await ada.send('say', { channel: 'daily', text: 'elsewhere' });

    const after = await ben.listen((heard) => messagesIn(heard).length === 2, before.at(-1)!.id);

    expect(messagesIn(after).map(({ content }) => content.text)).toEqual(['meanwhile', 'elsewhere']);
    expect(after.some(({ event }) => event.type === 'snapshot')).toBe(false);
  });

  test('who comes with the place of another run gets everything anew', async () => {
    const { address } = await house();
    const ada = await Visitor.enter(address);
    await ada.send('say', { channel: 'verse', text: 'hello' });

    const [first] = await ada.listen(() => true, 'ffffffff.7');

    expect(first!.event).toMatchObject({ type: 'snapshot', messages: [{ content: { text: 'hello' } }] });
  });

  test('who was away while a poem sharpened gets its present state alone', async () => {
    const { address } = await house();
    const ada = await Visitor.enter(address);
    const [start] = await ada.listen(() => true);
    await ada.listenWhile(
      () => ada.run('poem', { topic: 'rain' }),
      (events) => textOf(messagesIn(events).at(-1) ?? { content: {} }) === recordedText,
    );

    const late = await ada.listen((heard) => messagesIn(heard).length > 0, start!.id);

    expect(messagesIn(late).map(textOf)).toEqual([recordedText]);
  });

  test('sees who is here, and who has left', async () => {
    const { address } = await house();
    const ada = await Visitor.enter(address, { name: 'Ada' });
    const ben = await Visitor.enter(address, { name: 'Ben' });

    const heard = await ada.listenWhile(
      () => ben.listen(() => true),
      (events) => {
        const names = events.flatMap(({ event }) => ('people' in event ? [event.people.map(({ name }) => name)] : []));
        return names.some((here) => here.includes('Ben')) && !names.at(-1)!.includes('Ben');
      },
    );

    expect(heard.length).toBeGreaterThan(1);
  });
});

describe('a private answer', () => {
  test('reaches its person and nobody else', async () => {
    const { address } = await house({ more: [stageCommand()] });
    const ada = await Visitor.enter(address);
    const ben = await ada.openTab(1);

    const forBen = ben.listenWhile(
      async () => {
        await ada.listenWhile(
          () => ada.run('stage', { words: 'psst' }, { action: 'whisper' }),
          (events) => messagesIn(events).at(-1)?.content.text === 'psst',
        );
        await ada.send('say', { channel: 'verse', text: 'aloud' });
      },
      (events) => messagesIn(events).length > 0,
    );

    expect(messagesIn(await forBen).map(({ content }) => content.text)).toEqual(['aloud']);
  });

  test('of a private command is finished in private', async () => {
    const log = memoryChannelLog();
    const { address } = await house({ more: [stageCommand()], log });
    const ada = await Visitor.enter(address);

    const heard = await ada.listenWhile(
      () => ada.run('stage', {}, { action: 'secret' }),
      (events) => messagesIn(events).at(-1)?.content.text === 'for you alone',
    );

    expect(messagesIn(heard).at(-1)?.only).toBeDefined();
    expect(await log.recent('verse', 10)).toEqual([]);
  });

  test('is gone once it was dismissed', async () => {
    const { address } = await house({ more: [stageCommand()] });
    const ada = await Visitor.enter(address);
    const [whisper] = messagesIn(
      await ada.listenWhile(
        () => ada.run('stage', { words: 'psst' }, { action: 'whisper' }),
        (events) => messagesIn(events).length > 0,
      ),
    );

    await ada.send('remove', { message: whisper!.id });

    const [snapshot] = await ada.listen(() => true);
    expect(messagesIn([snapshot!])).toEqual([]);
  });
});

describe('a form', () => {
  test('opens for its person, and comes back as the command’s options', async () => {
    const stage = stageCommand();
    const { address } = await house({ more: [stage] });
    const ada = await Visitor.enter(address);

    const heard = await ada.listenWhile(
      () => ada.run('stage', {}, { action: 'form' }),
      (events) => {
        const offered = events.at(-1)!.event;
        if (offered.type === 'form') {
          const options = { verse: 'O wild West Wind' };
          void ada.send('form', { id: crypto.randomUUID(), channel: 'verse', form: offered.id, options });
        }
        return messagesIn(events).at(-1)?.content.text === 'You wrote: O wild West Wind';
      },
    );

    expect(stage.forms).toEqual([{ verse: 'O wild West Wind' }]);
    expect(messagesIn(heard)).toHaveLength(1);
  });

  test('that was cancelled is not offered again', async () => {
    const { address } = await house({ more: [stageCommand()] });
    const ada = await Visitor.enter(address);
    await ada.listenWhile(
      () => ada.run('stage', {}, { action: 'form' }),
      (events) => events.at(-1)!.event.type === 'form',
    );

    await ada.send('form/cancel', {});
    await ada.send('say', { channel: 'verse', text: 'anyway' });

    const heard = await ada.listen((events) => messagesIn(events).length > 0);
    expect(heard.some(({ event }) => event.type === 'form')).toBe(false);
  });
});

describe('buttons and menus', () => {
  test('bring their id and values to the command', async () => {
    const stage = stageCommand();
    const { address } = await house({ more: [stage] });
    const ada = await Visitor.enter(address);
    const battle = messagesIn(
      await ada.listenWhile(
        () => ada.run('stage', {}, { action: 'battle' }),
        (events) => messagesIn(events).at(-1)?.content.panels?.length === 2,
      ),
    ).at(-1)!;

    const press = { id: crypto.randomUUID(), message: battle.id, button: 'stage:lines', values: ['first', 'third'] };
    await ada.listenWhile(
      () => ada.send('press', press),
      (events) => messagesIn(events).at(-1)?.content.text === 'You chose first and third',
    );

    expect(stage.presses).toMatchObject([{ button: 'stage:lines', values: ['first', 'third'] }]);
  });

  test.each(['stage:close', 'stage:no-such-button', 'poem:stop:elsewhere'])(
    '%s cannot be pressed while it is not offered',
    async (button) => {
      const stage = stageCommand();
      const { address } = await house({ more: [stage] });
      const ada = await Visitor.enter(address);
      const battle = messagesIn(
        await ada.listenWhile(
          () => ada.run('stage', {}, { action: 'battle' }),
          (events) => messagesIn(events).at(-1)?.content.panels?.length === 2,
        ),
      ).at(-1)!;

      const answer = await ada.send('press', { id: crypto.randomUUID(), message: battle.id, button });

      expect(answer.status).toBe(400);
      expect(stage.presses).toEqual([]);
    },
  );
});

describe('what was said', () => {
  test('is still there after a restart, pictures too', async () => {
    const log = memoryChannelLog();
    const first = await house({ log, more: [stageCommand()] });
    const ada = await Visitor.enter(first.address);
    await ada.send('say', { channel: 'verse', text: 'good morning' });
    await ada.listenWhile(
      () => ada.run('stage', {}, { action: 'picture' }),
      (events) => messagesIn(events).at(-1)?.content.picture !== undefined,
    );
    await first.close();

    const second = await house({ log });
    const ben = await Visitor.enter(second.address);
    const messages = messagesIn(await ben.listen(() => true));

    expect(messages.map(({ content }) => content.text)).toEqual(['good morning', 'Watch it again']);
    const { picture } = messages[1]!.content;
    const answer = await ben.get(`/pictures/${picture!.id}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  test('is removed by its author or a teacher, not by others', async () => {
    const { address } = await house();
    const teacher = await Visitor.enter(address);
    const ada = await Visitor.enter(address, { teacher: false });
    const ben = await Visitor.enter(address, { teacher: false });
    for (const text of ['one', 'two']) await ada.send('say', { channel: 'verse', text });
    const [one, two] = messagesIn(await ada.listen(() => true));

    const byOther = await ben.send('remove', { message: one!.id });
    const byAuthor = await ada.send('remove', { message: one!.id });
    const byTeacher = await teacher.send('remove', { message: two!.id });

    expect([byOther.status, byAuthor.status, byTeacher.status]).toEqual([400, 204, 204]);
    expect(messagesIn(await ada.listen(() => true))).toEqual([]);
  });

  test('and was taken away in mid-poem is not written back by the next frame', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const log = memoryChannelLog();
    const { address } = await house({
      log,
      engine: recordedEngine({ pace: (step) => (step < 6 ? Promise.resolve() : held) }),
    });
    const teacher = await Visitor.enter(address);
    const [poem] = messagesIn(
      await teacher.listenWhile(
        () => teacher.run('poem', { topic: 'rain' }),
        (events) => messagesIn(events).at(-1)?.content.panels !== undefined,
      ),
    ).slice(-1);

    await teacher.send('remove', { message: poem!.id });
    release();
    await teacher.send('say', { channel: 'verse', text: 'after' });

    const [snapshot] = await teacher.listen((heard) =>
      messagesIn(heard).some(({ content }) => content.text === 'after'),
    );
    expect(messagesIn([snapshot!]).map(({ content }) => content.text)).toEqual(['after']);
    expect(await log.find(poem!.id)).toBeUndefined();
  });
});
