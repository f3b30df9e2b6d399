import { describe, expect, test } from 'vitest';
import { createSettingsCommand } from '../../commands/settings.ts';
import { settingsIn } from '../../src/settings/index.ts';
import { storeForTest } from '../settings/memory.ts';
import { type Deed, manager, runs } from '../settings/people.ts';

async function settingsRoom() {
  const { store } = await storeForTest();
  const command = createSettingsCommand(settingsIn(store));
  const never = new AbortController().signal;
  return {
    command,
    async set(action: string, options: Deed['options'] = {}, locale = 'en') {
      const invocation = runs(manager, `settings ${action}`, { options, locale });
      await command.run(invocation, never);
      return invocation.answers.text();
    },
  };
}

describe('/settings', () => {
  test('shows what holds, in the language of who asks', async () => {
    const { set } = await settingsRoom();
    expect(await set('show')).toContain('Quota: 20 poems a person and hour');
    expect(await set('show', {}, 'de')).toContain('Wortfilter: normal');
  });

  test('allows and forbids channels, roles and teachers, one after the other', async () => {
    const { set } = await settingsRoom();
    await set('channels', { allow: 'verse' });
    expect(await set('channels', { allow: 'battles' })).toContain('Channels: #verse, #battles');
    expect(await set('channels', { forbid: 'verse' })).toContain('Channels: #battles');
    expect(await set('channels', { everywhere: true })).toContain('Channels: everywhere');
    expect(await set('roles', { allow: 'poets' })).toContain('Who may ask: poets');
    expect(await set('roles', { everyone: true })).toContain('Who may ask: everyone');
    expect(await set('teachers', { add: 'staff' })).toContain('Teachers: those who manage the server, and staff');
    expect(await set('teachers', { remove: 'staff' })).not.toContain('staff');
  });

  test('changes quota, filter and defaults, and takes a default back', async () => {
    const { set } = await settingsRoom();
    expect(await set('quota', { poems: 5 })).toContain('Quota: 5 poems');
    expect(await set('filter', { level: 'strict' })).toContain('Word filter: strict');
    const german = await set('defaults', { style: 'limerick', language: 'de' });
    expect(german).toContain('Gespeichert.');
    expect(german).toContain('Stil: limerick');
    expect(await set('defaults', { style: 'none' })).toContain('Stil: wie bestellt');
    expect(await set('defaults', { language: 'none' })).toContain('Language: each person’s own');
  });

  test('keeps a list of words, each once, whatever its capitals', async () => {
    const { set } = await settingsRoom();
    expect(await set('words', { add: 'Homework,  exam week ,homework*' })).toContain(
      '(3): Homework, exam week, homework*',
    );
    expect(await set('words', { add: 'HOMEWORK', remove: 'Exam Week' })).toContain('(2): Homework, homework*');
  });

  test('asks what to change when nothing was said, and refuses a style that does not exist', async () => {
    const { set } = await settingsRoom();
    await expect(set('channels')).rejects.toMatchObject({ code: 'nothing-to-change' });
    await expect(set('defaults', { style: 'opera' })).rejects.toThrow();
  });

  test('is for managers, answers in private, and fits what platforms take', async () => {
    const { command } = await settingsRoom();
    expect(command.definition).toMatchObject({ managersOnly: true, private: true });
    for (const action of Object.values(command.definition.actions ?? {})) {
      expect(action).toMatchObject({ managersOnly: true, private: true });
      for (const one of [action, ...Object.values(action.options)])
        for (const text of [one.description, ...Object.values(one.descriptions ?? {})])
          expect(text.length, text).toBeLessThanOrEqual(100);
    }
  });

  test('completes styles, and offers to have none', async () => {
    const { command } = await settingsRoom();
    const style = command.definition.actions?.defaults?.options.style;
    if (style?.kind !== 'completed') throw new Error('the style is completed');
    const place = runs(manager, 'settings').place;
    expect((await style.complete('no', place, 'en')).map(({ value }) => value)).toContain('none');
    expect((await style.complete('Lim', place, 'en')).map(({ value }) => value)).toContain('limerick');
  });
});
