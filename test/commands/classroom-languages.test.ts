import { expect, test } from 'vitest';
import { createBattleCommand } from '../../commands/battle.ts';
import { createDailyCommand } from '../../commands/daily.ts';
import { createDailyLook } from '../../commands/daily-look.ts';
import { de } from '../../commands/languages/de.ts';
import { en, type PhraseKey } from '../../commands/languages/en.ts';
import { es } from '../../commands/languages/es.ts';
import { fr } from '../../commands/languages/fr.ts';
import { sayError } from '../../commands/languages/index.ts';
import { poemRecordsInMemory } from '../../commands/poem-records.ts';
import { DailyVerses } from '../../src/daily/index.ts';
import { createGuard, wordFilter } from '../../src/guard/index.ts';
import type { Content } from '../../src/platforms/contract.ts';
import { settingsIn } from '../../src/settings/index.ts';
import { localPlatform } from '../battles/local-platform.ts';
import { recordedEngine } from '../battles/recorded-engine.ts';
import { battleProcess, minute } from '../battles/world.ts';
import { dress, graceMs, hour, leaseMs, quiet } from '../daily/world.ts';
import { storeForTest } from '../settings/memory.ts';
import { classroom, type Deed, manager, presses, runs, student } from '../settings/people.ts';

const never = new AbortController().signal;

/** Everything that somebody reads of a message. */
function textsOf({ text = '', panels = [], buttons = [] }: Content): string[] {
  const ofPanels = panels.flatMap(({ heading = '', footnote = '' }) => [heading, footnote]);
  return [...text.split('\n'), ...ofPanels, ...buttons.map(({ label }) => label)].filter((one) => one !== '');
}

/** Every kind of thing that the two commands say to people of one language, in its order. */
async function conversation(locale: string): Promise<readonly string[]> {
  const { store, clock } = await storeForTest(Date.parse('2026-06-01T04:00Z'));
  const platform = localPlatform('discord', false);
  const engine = recordedEngine();
  const settings = settingsIn(store);
  const guard = createGuard({ settings, store, filter: wordFilter([]), quotaSentence: () => '' });
  const battles = battleProcess({ store, clock, platform, engine });
  const verses = new DailyVerses({
    ...{ store, clock, engine, dress, graceMs, leaseMs, logger: quiet, look: createDailyLook(poemRecordsInMemory()) },
    platform: () => platform,
  });
  let drawn = 0;
  const random = () => {
    drawn += 1;
    return (drawn * 0.381966) % 1;
  };
  const commands = {
    battle: createBattleCommand({ battles, guard, settings, random }),
    daily: createDailyCommand({ verses, engine, clock, random }),
  };
  const said: string[] = [];
  const open = (content: Content) => platform.post(classroom, content);
  const does = async (line: string, options: Deed['options'] = {}, who = manager) => {
    const command = commands[line.split(' ')[0] as keyof typeof commands];
    const invocation = runs(who, line, { options, locale, open });
    await command.run(invocation, never).catch((error) => said.push(sayError(locale, error)));
    await battles.idle();
    said.push(...invocation.answers.whispers.flatMap(textsOf));
  };
  const pressed = async (button: string, who = student('a')) => {
    const press = presses(who, button, undefined, { locale });
    const name = button.split(':')[0] as keyof typeof commands;
    await commands[name].press?.(press, never).catch((error) => said.push(sayError(locale, error)));
    await battles.idle();
    said.push(...press.answers.whispers.flatMap(textsOf));
    said.push(...press.answers.forms.flatMap(({ title, submit, fields }) => [title, submit, fields[0]?.label ?? '']));
  };
  const later = async (ms: number) => {
    clock.advance(ms);
    for (const one of [battles, verses]) {
      await one.begin(never);
      await one.idle();
    }
  };

  await does('battle results');
  await does('battle start', { topic: 'x', first: 'haiku', second: 'limerick', minutes: 1 });
  const [vote] = platform.messages.at(-1)?.content.buttons ?? [];
  await pressed(vote?.id ?? '');
  await pressed('battle:vote:none:a');
  await does('battle cancel', {}, student('a'));
  await later(minute);
  await pressed(vote?.id ?? '');
  await does('battle results');
  await does('battle start', { topic: 'x', first: 'opera' });
  await does('battle start', { topic: 'x', first: 'haiku', second: 'limerick', hide: true });
  await does('battle cancel');
  await does('battle teams', { topic: 'x' });
  await pressed(platform.messages.at(-1)?.content.buttons?.[0]?.id ?? '');
  await later(61 * minute);

  const terms = { time: '8:00', zone: 'utc', topic: 'x', style: 'haiku' };
  await does('daily list');
  for (const wrong of [{ time: 'x' }, { zone: 'x' }, { days: 'x' }, { style: 'x' }, { topic: ';' }])
    await does('daily set', { ...terms, ...wrong });
  await does('daily set', terms);
  const [schedule] = await verses.book.of(classroom);
  const named = { name: schedule?.id ?? '' };
  for (const action of ['list', 'preview', 'skip', 'list', 'pause', 'list', 'skip', 'resume'])
    await does(`daily ${action}`, named);
  platform.failPosts(1, new Error('socket hang up'), true);
  await later(26 * hour);
  await does('daily list');
  await pressed(`daily:post:${named.name}:2026-06-02`);
  await later(24 * hour);
  await does('daily list');
  await does('daily remove', named);
  await does('daily remove', named);
  said.push(...platform.messages.flatMap(({ history }) => history.flatMap(textsOf)));
  return said;
}

/** English sentences as patterns, except those that a language says in the same way. */
function englishBeside(phrases: Readonly<Record<PhraseKey, string>>): readonly RegExp[] {
  return Object.entries(en)
    .filter(
      ([key, sentence]) =>
        phrases[key as PhraseKey] !== sentence && /\p{L}{2}/u.test(sentence.replaceAll(/\{\w+\}/g, '')),
    )
    .map(([, sentence]) => {
      const plain = sentence.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '.+');
      return new RegExp(`^${plain}$`, 'u');
    });
}

test.each(Object.entries({ de, fr, es }))(
  '/battle and /daily say nothing in English to whoever reads %s',
  async (locale, phrases) => {
    const said = await conversation(locale);
    const english = englishBeside(phrases);
    expect(said.filter((one) => english.some((sentence) => sentence.test(one)))).toEqual([]);
  },
);

test('the same conversation in English says most of what the two commands have to say', async () => {
  const said = await conversation('en');
  const english = englishBeside(de);
  const recognised = english.filter((sentence) => said.some((one) => sentence.test(one)));
  expect(recognised.length).toBeGreaterThan(40);
});
