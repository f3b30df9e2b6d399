import { describe, expect, test } from 'vitest';
import { createDailyCommand } from '../../commands/daily.ts';
import { createDailyLook } from '../../commands/daily-look.ts';
import { poemRecordsInMemory } from '../../commands/poem-records.ts';
import { DailyVerses, readDays } from '../../src/daily/index.ts';
import { InklingError } from '../../src/errors.ts';
import { localPlatform } from '../battles/local-platform.ts';
import { recordedEngine } from '../battles/recorded-engine.ts';
import { dress, graceMs, hour, leaseMs, quiet } from '../daily/world.ts';
import { storeForTest } from '../settings/memory.ts';
import { classroom, type Deed, manager, presses, runs, student } from '../settings/people.ts';

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const never = new AbortController().signal;
const start = Date.parse('2026-06-01T04:00Z');

async function room() {
  const { store, clock } = await storeForTest(start);
  const platform = localPlatform('discord', false);
  const engine = recordedEngine();
  const records = poemRecordsInMemory();
  const look = createDailyLook(records);
  const verses = new DailyVerses({
    ...{ store, clock, engine, look, dress, graceMs, leaseMs, logger: quiet },
    platform: () => platform,
  });
  const signs = [0.1, 0.9, 0.3, 0.7, 0.5];
  let drawn = 0;
  const random = () => {
    drawn += 1;
    return (signs[drawn % 5]! + drawn * 0.037) % 1;
  };
  const command = createDailyCommand({ verses, engine, clock, random });
  return {
    ...{ verses, clock, platform, engine, records, command },
    async does(action: string, options: Deed['options'] = {}, locale = 'en') {
      const invocation = runs(manager, `daily ${action}`, { options, locale });
      await command.run(invocation, never);
      return invocation.answers;
    },
    async lookIn() {
      await verses.begin(never);
      await verses.idle();
    },
  };
}

const terms = { time: '8:00', zone: 'berlin', topic: 'rain; first snow', style: 'haiku, limerick' };

describe('/daily', () => {
  test('sets up a verse that then comes like any poem, under its date, with buttons that work later', async () => {
    const { does, lookIn, clock, platform, records } = await room();
    const saved = (await does('set', { ...terms, channel: 'verses' })).text();
    expect(saved).toMatch(/“\w{4}” comes on Monday, June 1, 2026 at 08:00 \(Europe\/Berlin\)/);
    clock.advance(2 * hour);
    await lookIn();
    const [verse] = platform.in('verses');
    expect(verse?.history.map(({ text }) => text?.split('\n')[0])).toEqual(Array(5).fill('Monday, June 1, 2026'));
    expect(verse?.content.panels?.[0]?.heading).toMatch(/Haiku: rain/);
    const again = verse?.content.buttons?.find(({ id }) => id.startsWith('poem:again:'))?.id ?? '';
    expect(await records.find(again.split(':')[2]!)).toMatchObject({ request: { topic: 'rain', style: 'haiku' } });
  });

  test('lists, pauses, goes on, skips and removes, by name', async () => {
    const { does, verses } = await room();
    const name = /“(\w+)”/.exec((await does('set', { ...terms, days: 'weekdays' })).text())![1]!;
    const listed = (await does('list')).text();
    expect(listed).toContain(`${name} · 08:00 Europe/Berlin · Mon, Tue, Wed, Thu, Fri · #verse`);
    expect(listed).toContain('haiku, limerick · rain; first snow');
    expect(listed).toContain('next: Monday, June 1, 2026, 08:00');
    expect((await does('skip', { name })).text()).toContain('no verse on Monday, June 1, 2026');
    const after = (await does('list')).text();
    expect(after).toContain('2026-06-01: left out');
    expect(after).toContain('next: Tuesday, June 2, 2026, 08:00');
    expect((await does('preview', { name })).whispers[0]?.text).toBe('Tuesday, June 2, 2026');
    expect((await does('pause', { name })).text()).toContain('is paused');
    expect((await does('skip', { name })).text()).toContain('nothing to leave out');
    expect((await does('resume', { name }, 'de')).text()).toContain('geht weiter: Dienstag, 2. Juni 2026');
    await does('remove', { name });
    expect((await does('list')).text()).toContain('no daily verses yet');
    await expect(does('pause', { name })).rejects.toMatchObject({ code: 'no-such-schedule' });
    expect(await verses.book.of(classroom)).toEqual([]);
  });

  test('changes what is said and keeps the rest', async () => {
    const { does, verses } = await room();
    const name = /“(\w+)”/.exec((await does('set', terms)).text())![1]!;
    await does('set', { name, time: '9 pm', style: 'all' });
    const [changed, ...others] = await verses.book.of(classroom);
    expect(others).toEqual([]);
    expect(changed).toMatchObject({ id: name, time: '21:00', zone: 'Europe/Berlin', topics: ['rain', 'first snow'] });
    expect(changed?.styles.length).toBeGreaterThan(10);
  });

  test('promises no second verse for a day that has had its own', async () => {
    const { does, lookIn, clock, platform } = await room();
    const name = /“(\w+)”/.exec((await does('set', terms)).text())![1]!;
    clock.advance(2 * hour);
    await lookIn();
    expect((await does('set', { name, time: '20:00' })).text()).toContain('on Tuesday, June 2, 2026 at 20:00');
    clock.advance(14 * hour);
    await lookIn();
    expect(platform.messages).toHaveLength(1);
  });

  test('says why a verse failed, in the language of whoever asks', async () => {
    const { does, lookIn, clock, platform } = await room();
    await does('set', terms);
    platform.failPosts(1, new InklingError('message-forbidden', { operator: 'no', person: 'no' }));
    clock.advance(2 * hour);
    await lookIn();
    expect((await does('list')).text()).toContain('2026-06-01: failed (I may not write in that channel)');
    expect((await does('list', {}, 'de')).text()).toContain('misslungen (in dem Kanal darf ich nicht schreiben)');
  });

  test('previews the very verse that will come', async () => {
    const { does, lookIn, clock, platform } = await room();
    const name = /“(\w+)”/.exec((await does('set', terms)).text())![1]!;
    const preview = (await does('preview', { name })).whispers[0];
    expect(platform.messages).toEqual([]);
    clock.advance(2 * hour);
    await lookIn();
    const posted = platform.messages[0]?.content;
    expect([preview?.text, preview?.panels]).toEqual([posted?.text, posted?.panels]);
  });

  test.each([
    [{ ...terms, time: 'noonish' }, 'bad-time'],
    [{ ...terms, zone: 'Mars' }, 'bad-zone'],
    [{ ...terms, days: 'never' }, 'bad-days'],
    [{ ...terms, style: 'opera' }, 'unknown-style'],
    [{ zone: 'berlin', topic: 'rain' }, 'missing-option'],
    [{ ...terms, topic: ' ; ' }, 'missing-option'],
    [{ ...terms, topic: 'x'.repeat(201) }, 'option-length'],
  ])('refuses %j as %s', async (options, code) => {
    const { does } = await room();
    await expect(does('set', options)).rejects.toMatchObject({ code });
  });

  test('has room for twenty verses a server', async () => {
    const { does } = await room();
    for (let n = 0; n < 20; n += 1) await does('set', terms);
    await expect(does('set', terms)).rejects.toMatchObject({ code: 'too-many-schedules' });
  });

  test('shows a post that a crash left unclear, and lets a manager alone decide it', async () => {
    const { does, lookIn, clock, platform, command } = await room();
    await does('set', terms);
    platform.failPosts(1, new Error('socket hang up'), true);
    clock.advance(2 * hour);
    await lookIn();
    const listed = await does('list');
    expect(listed.text()).toContain('2026-06-01: cut short while posting');
    const [post] = listed.whispers[0]!.buttons!;
    await expect(command.press!(presses(student('a'), post!.id), never)).rejects.toMatchObject({
      code: 'managers-only',
    });
    await command.press!(presses(manager, post!.id), never);
    await lookIn();
    expect(platform.messages).toHaveLength(2);
    expect((await does('list')).text()).toContain('2026-06-01: posted');
  });

  test('completes zones, days, styles one after the other, and names', async () => {
    const { does, command } = await room();
    await does('set', terms);
    const complete = (action: string, option: string, typed: string, locale = 'en') => {
      const definition = command.definition.actions?.[action]?.options[option];
      if (definition?.kind !== 'completed') throw new Error(`${option} is completed`);
      return definition.complete(typed, classroom, locale);
    };
    expect((await complete('set', 'zone', 'tokyo'))[0]?.value).toBe('Asia/Tokyo');
    expect((await complete('set', 'style', 'haiku,lim'))[0]?.value).toBe('haiku, limerick');
    expect((await complete('set', 'days', 'mon, th'))[0]?.value).toBe('mon, thu');
    expect((await complete('set', 'days', 'mo, m', 'de'))[0]?.value).toBe('mo, mo');
    expect((await complete('set', 'days', '', 'fr')).map(({ value }) => readDays(value))).toEqual([
      ...[everyDay, everyDay.slice(0, 5), everyDay.slice(5)],
      ...everyDay.map((day) => [day]),
    ]);
    expect(await complete('set', 'style', 'alle', 'de')).toContainEqual({ value: 'all', label: 'alle Stile' });
    expect((await complete('pause', 'name', ''))[0]?.label).toContain('08:00 Europe/Berlin');
  });

  test('is for managers, answers in private, and fits what platforms take', async () => {
    const { command } = await room();
    for (const action of Object.values(command.definition.actions ?? {})) {
      expect(action).toMatchObject({ managersOnly: true, private: true });
      for (const one of [action, ...Object.values(action.options)])
        for (const text of [one.description, ...Object.values(one.descriptions ?? {})])
          expect(text.length, text).toBeLessThanOrEqual(100);
    }
  });
});
