import { describe, expect, test, vi } from 'vitest';
import { createGuard, wordFilter } from '../../src/guard/index.ts';
import { type Settings, settingsIn } from '../../src/settings/index.ts';
import { storeForTest } from '../settings/memory.ts';
import { classroom, manager, runs, student, teacher } from '../settings/people.ts';

const filter = wordFilter(['autumn', 'rain', 'bastard', 'homework']);

/** A guard over a server with these settings. */
async function guardWith(changes: Partial<Settings>) {
  const { store } = await storeForTest();
  const settings = settingsIn(store);
  await settings.change(classroom, (before) => ({ ...before, ...changes }));
  const guard = createGuard({
    settings,
    store,
    filter,
    quotaSentence: (locale, { poems, minutes }) => `${locale}: ${poems} used, next in ${minutes} min`,
  });
  return { guard, settings };
}

const asks = (person = student('a'), topic = 'autumn rain', deed = {}) =>
  runs(person, 'poem', { options: { topic }, ...deed });

describe('a command is let through', () => {
  test('only in the allowed channels, for everyone', async () => {
    const { guard } = await guardWith({ channels: ['verse'] });
    await guard.admit(asks());
    for (const person of [student('a'), manager])
      await expect(
        guard.admit(asks(person, 'rain', { place: { ...classroom, channel: 'maths' } })),
      ).rejects.toMatchObject({ code: 'channel-closed' });
  });

  test('only for people with an allowed role, and teachers', async () => {
    const { guard } = await guardWith({ roles: ['poets'], teachers: ['staff'] });
    for (const person of [student('a', { roles: ['poets', 'x'] }), teacher, manager]) await guard.admit(asks(person));
    await expect(guard.admit(asks())).rejects.toMatchObject({ code: 'role-needed' });
  });

  test('only with words that the class may have, in any option, and says so kindly', async () => {
    const { guard } = await guardWith({ words: ['homework'] });
    for (const options of [{ topic: 'my homework' }, { topic: 'x', draft: 'you bastard' }])
      await expect(guard.admit(runs(student('a'), 'battle', { options }))).rejects.toMatchObject({
        code: 'word-refused',
        person: expect.stringMatching(/other words/),
      });
  });

  test('always where it is about settings, help, or one’s own data', async () => {
    const { guard } = await guardWith({ channels: ['verse'], roles: ['poets'], words: ['homework'] });
    const options = { add: 'homework, bastard' };
    const place = { ...classroom, channel: 'maths' };
    for (const line of ['settings words', 'privacy', 'help'])
      await guard.admit(runs(student('a'), line, { options, place }));
  });
});

describe('a request is made the server’s own', () => {
  test('with its default style, unless the person named one, and its blocked words', async () => {
    const { guard } = await guardWith({ style: 'limerick', words: ['homework'] });
    const prepared = await guard.prepare({ topic: 'rain', blocked: ['x'] }, asks());
    expect(prepared).toMatchObject({ style: 'limerick', topic: 'rain' });
    expect(prepared.blocked).toEqual(expect.arrayContaining(['x', 'homework', 'bastard']));
    expect((await guard.prepare({ topic: 'rain', style: 'haiku' }, asks())).style).toBe('haiku');
  });

  test('and refused for words in a draft, an acrostic’s word, or a kept line', async () => {
    const { guard } = await guardWith({});
    for (const request of [
      { topic: 'bastard' },
      { topic: 'rain', draft: 'b4st4rd' },
      { topic: 'rain', word: 'bastard' },
      { topic: 'rain', keep: [{ line: 0, text: 'a bastard rain' }] },
    ])
      await expect(guard.prepare(request, asks())).rejects.toMatchObject({ code: 'word-refused' });
  });
});

describe('a quota', () => {
  test('lets each person have so many poems an hour and says when the next one is allowed', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 4, 4, 9) });
    const { guard } = await guardWith({ poemsPerHour: 3 });
    for (let poem = 0; poem < 3; poem += 1) await guard.prepare({ topic: 'rain' }, asks());
    vi.advanceTimersByTime(20 * 60_000);
    const refused = guard.prepare({ topic: 'rain' }, { ...asks(), locale: 'de' });
    await expect(refused).rejects.toMatchObject({ code: 'quota', person: 'de: 3 used, next in 40 min' });
    await expect(refused).rejects.toMatchObject({ retryAfterMs: 40 * 60_000 });
    await guard.prepare({ topic: 'rain' }, asks(student('b')));
    vi.advanceTimersByTime(40 * 60_000);
    await guard.prepare({ topic: 'rain' }, asks());
    vi.useRealTimers();
  });

  test('counts a battle as its poems, refuses no one for words that were refused, and spares teachers', async () => {
    const { guard } = await guardWith({ poemsPerHour: 2, teachers: ['staff'] });
    await expect(guard.prepare({ topic: 'bastard' }, asks())).rejects.toMatchObject({ code: 'word-refused' });
    await guard.prepare({ topic: 'rain' }, asks(), 2);
    await expect(guard.prepare({ topic: 'rain' }, asks())).rejects.toMatchObject({ code: 'quota' });
    for (let poem = 0; poem < 5; poem += 1) await guard.prepare({ topic: 'rain' }, asks(teacher));
  });

  test('of 0 is no quota', async () => {
    const { guard } = await guardWith({ poemsPerHour: 0 });
    for (let poem = 0; poem < 50; poem += 1) await guard.prepare({ topic: 'rain' }, asks());
  });
});
