import { describe, expect, test } from 'vitest';
import type { Handlers, Invocation, Press } from '../../src/platforms/contract.ts';
import { defaultSettings, inPlaceLanguage, isTeacher, settingsIn } from '../../src/settings/index.ts';
import { storeForTest } from './memory.ts';
import { classroom, manager, presses, runs, student, teacher } from './people.ts';

describe('the settings of a server', () => {
  test('are the defaults until somebody changes them, and each server’s own', async () => {
    const { store } = await storeForTest();
    const book = settingsIn(store);
    expect(await book.of(classroom)).toEqual(defaultSettings);
    await book.change(classroom, (settings) => ({ ...settings, poemsPerHour: 3 }));
    expect((await book.of(classroom)).poemsPerHour).toBe(3);
    expect((await book.of({ ...classroom, space: 'other' })).poemsPerHour).toBe(defaultSettings.poemsPerHour);
    expect((await book.of({ ...classroom, platform: 'slack' })).poemsPerHour).toBe(defaultSettings.poemsPerHour);
  });

  test('lose none of many changes made at once', async () => {
    const { store } = await storeForTest();
    const book = settingsIn(store);
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        book.change(classroom, (settings) => ({ ...settings, words: [...settings.words, `word${n}`] })),
      ),
    );
    expect((await book.of(classroom)).words).toHaveLength(20);
  });

  test('refuse what is beyond their bounds, and keep what was there', async () => {
    const { store } = await storeForTest();
    const book = settingsIn(store);
    const tooMany = Array.from({ length: 501 }, (_, n) => `w${n}`);
    await expect(book.change(classroom, (settings) => ({ ...settings, words: tooMany }))).rejects.toMatchObject({
      code: 'settings-bounds',
    });
    expect(await book.of(classroom)).toEqual(defaultSettings);
  });

  test('do not exist in direct messages', async () => {
    const { store } = await storeForTest();
    const book = settingsIn(store);
    const dm = { ...classroom, space: 'dm' };
    expect(await book.of(dm)).toEqual(defaultSettings);
    await expect(book.change(dm, (settings) => settings)).rejects.toMatchObject({ code: 'no-settings-here' });
  });

  test('say who is a teacher: who manages the server, and who has a teacher’s role', () => {
    const settings = { ...defaultSettings, teachers: ['staff'] };
    expect([manager, teacher, student('a')].map((person) => isTeacher(settings, person))).toEqual([true, true, false]);
    expect(isTeacher(defaultSettings, teacher)).toBe(false);
  });
});

test('a server’s language answers everyone there, and nobody elsewhere', async () => {
  const { store } = await storeForTest();
  const book = settingsIn(store);
  await book.change(classroom, (settings) => ({ ...settings, language: 'de' }));
  const heard: string[] = [];
  const handlers: Handlers = {
    isPrivate: () => false,
    invoke: async ({ locale }: Invocation) => void heard.push(locale),
    press: async ({ locale }: Press) => void heard.push(locale),
    complete: async () => [],
  };
  const german = inPlaceLanguage(handlers, book);
  await german.invoke(runs(student('a'), 'poem', { locale: 'fr' }));
  await german.press(presses(student('a'), 'poem:again:x', undefined, { locale: 'fr' }));
  await german.invoke(runs(student('a'), 'poem', { locale: 'fr', place: { ...classroom, space: 'elsewhere' } }));
  expect(heard).toEqual(['de', 'de', 'fr']);
});
