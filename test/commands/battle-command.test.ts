import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createBattleCommand } from '../../commands/battle.ts';
import { createRouter } from '../../commands/index.ts';
import { createGuard, wordFilter } from '../../src/guard/index.ts';
import { settingsIn } from '../../src/settings/index.ts';
import { localPlatform } from '../battles/local-platform.ts';
import { recordedEngine } from '../battles/recorded-engine.ts';
import { battleProcess, minute } from '../battles/world.ts';
import { storeForTest } from '../settings/memory.ts';
import { classroom, type Deed, manager, presses, runs, student, teacher } from '../settings/people.ts';

const never = new AbortController().signal;
const filter = wordFilter(['homework']);

async function room() {
  const { store, clock } = await storeForTest();
  const platform = localPlatform();
  const engine = recordedEngine();
  const settings = settingsIn(store);
  await settings.change(classroom, (before) => ({ ...before, teachers: ['staff'], words: ['homework'] }));
  const quotaSentence = () => 'later';
  const guard = createGuard({ settings, store, filter, quotaSentence });
  const battles = battleProcess({ store, clock, platform, engine });
  let drawn = 0;
  const random = () => {
    drawn += 1;
    return (drawn * 0.381966) % 1;
  };
  const command = createBattleCommand({ battles, guard, settings, random });
  return {
    ...{ battles, clock, platform, engine, settings, command },
    async does(person: Parameters<typeof runs>[0], action: string, options: Deed['options'] = {}, deed: Deed = {}) {
      const open = (content: Parameters<NonNullable<Deed['open']>>[0]) => platform.post(classroom, content);
      const invocation = runs(person, `battle ${action}`, { open, ...deed, options });
      await command.run(invocation, never);
      await battles.idle();
      return invocation.answers;
    },
    async pressed(person: Parameters<typeof presses>[0], button: string, deed: Deed = {}) {
      const press = presses(person, button, undefined, deed);
      await command.press!(press, never);
      await battles.idle();
      return press.answers;
    },
    message: () => platform.in('verse')[0]!,
    buttons: () => platform.in('verse')[0]!.content.buttons ?? [],
  };
}

describe('/battle', () => {
  test('starts with the styles and voices that were named, and answers in private', async () => {
    const { does, engine, message } = await room();
    const options = { topic: ' first snow ', first: 'sonnet', second: 'Haiku', 'second-voice': 'modern', minutes: 3 };
    expect((await does(student('a'), 'start', options)).text()).toBe('Your battle begins below.');
    expect(engine.requests).toMatchObject([
      { topic: 'first snow', style: 'shakespearean-sonnet' },
      { topic: 'first snow', style: 'haiku', voice: 'modern' },
    ]);
    expect(message().content.text).toContain('Minutes to vote: 3');
  });

  test('surprises with two different styles, also beside one that was named', async () => {
    for (const options of [{}, { first: 'surprise' }, { first: 'haiku' }, { second: 'haiku', first: 'Surprise' }]) {
      const { does, engine } = await room();
      await does(student('a'), 'start', { topic: 'rain', ...options });
      const [first, second] = engine.requests.map(({ style }) => style);
      expect(first).not.toBe(second);
      if (options.first === 'haiku') expect(first).toBe('haiku');
      expect(first).not.toBe('acrostic');
    }
  });

  test('reads its words in any order, as they are typed', async () => {
    const { command } = await room();
    const read = (words: string, action = 'start') => command.read!(words, action);
    const started = { topic: 'autumn rain', first: 'haiku', second: 'rap battle', minutes: '30' };
    expect(read('autumn rain first:haiku second:rap battle minutes:30')).toEqual(started);
    expect(read('first:haiku minutes:30 second:rap battle autumn rain')).toEqual(started);
    expect(read('first:surprise second-voice:modern hide:yes rain')).toEqual({
      ...{ topic: 'rain', first: 'surprise', 'second-voice': 'modern', hide: 'yes' },
    });
    expect(read('first:opera rain')).toEqual({ first: 'opera rain' });
  });

  test('completes styles and voices, and a surprise in the language of whoever types', async () => {
    const { command } = await room();
    const complete = async (option: string, typed: string, locale: string) => {
      const definition = command.definition.actions?.start?.options[option];
      if (definition?.kind !== 'completed') throw new Error(`${option} is completed`);
      return definition.complete(typed, classroom, locale);
    };
    expect(await complete('first', 'rasch', 'de')).toEqual([{ value: 'surprise', label: 'eine Überraschung' }]);
    expect((await complete('second', 'lim', 'fr')).map(({ value }) => value)).toContain('limerick');
    expect((await complete('first-voice', 'eliz', 'es')).map(({ value }) => value)).toEqual(['elizabethan']);
  });

  test('counts as two poems of the quota, and refuses a style that does not exist', async () => {
    const { does, settings } = await room();
    await settings.change(classroom, (before) => ({ ...before, poemsPerHour: 3 }));
    await does(student('a'), 'start', { topic: 'rain' });
    await expect(does(student('a'), 'start', { topic: 'rain' })).rejects.toMatchObject({ code: 'quota' });
    await expect(does(student('b'), 'start', { topic: 'rain', first: 'opera' })).rejects.toThrow();
  });

  test('takes votes by button, lets them change, and tells each voter alone', async () => {
    const { does, pressed, buttons, message, clock } = await room();
    await does(student('a'), 'start', { topic: 'rain', first: 'haiku', second: 'limerick' });
    const [voteA, voteB] = buttons();
    expect((await pressed(student('b'), voteA!.id)).text()).toContain('Your vote for A counts.');
    expect((await pressed(student('b'), voteB!.id, { locale: 'de' })).text()).toContain('Deine Stimme für B zählt.');
    await expect
      .poll(() => {
        clock.advance(1_000);
        return message().content.text;
      })
      .toContain('1 (100 %) Limerick');
  });

  test('is closed, shown again and called off by teachers alone', async () => {
    const { does, pressed, buttons, message } = await room();
    await does(student('a'), 'start', { topic: 'rain', hide: true });
    for (const action of ['close', 'cancel', 'show'])
      await expect(does(student('a', { moderates: true }), action)).rejects.toMatchObject({ code: 'teachers-only' });
    const close = buttons().find(({ id }) => id.startsWith('battle:close'))!;
    await expect(pressed(student('a'), close.id)).rejects.toMatchObject({ code: 'teachers-only' });
    expect(message().content.text).toContain('The tally shows at the end.');
    await does(teacher, 'show');
    await pressed(teacher, close.id);
    expect(message().content.text).toContain('closed by Ms Reed');
    await does(student('a'), 'start', { topic: 'snow' });
    await does(manager, 'cancel');
    await expect(does(manager, 'close')).rejects.toMatchObject({ code: 'no-such-battle' });
  });

  test('shows no count while people vote where its caller asks so at the start, and all of them at the close', async () => {
    for (const action of ['start', 'teams']) {
      const { does, pressed, buttons, message, clock, battles } = await room();
      await does(student('a'), action, { topic: 'rain', hide: true });
      if (action === 'teams') {
        const { id } = (await battles.open(classroom))[0]!;
        for (const side of ['a', 'b'])
          await does(student(side), 'join', { battle: id, side, style: 'haiku', draft: 'wet shoes' });
      }
      const shownFrom = message().history.length - 1;
      for (const voter of ['b', 'c', 'd']) await pressed(student(voter), buttons()[0]!.id);
      clock.advance(1_000);
      await does(teacher, 'close');

      const shown = message().history.slice(shownFrom);
      expect(shown.length).toBeGreaterThan(1);
      for (const { text, buttons: open } of shown)
        expect(text).toContain(open === undefined ? 'A ████████████████ 3 (100 %)' : 'The tally shows at the end.');
      for (const { text, buttons: open } of shown) if (open !== undefined) expect(text).not.toMatch(/[█░%]/);
    }
  });

  test('takes that wish as Slack’s typed words and as Discord’s or the local channel’s switch', async () => {
    const { command, message, platform, battles } = await room();
    const router = createRouter([command], { signal: never, logger: pino({ level: 'silent' }) });
    const typed = router.read!({ command: 'battle', text: 'start first:haiku hide:yes autumn rain', place: classroom });
    const switched = { action: 'start', options: { topic: 'autumn rain', first: 'haiku', hide: true } };
    expect(typed.action).toBe('start');
    for (const { options } of [typed, switched]) {
      platform.messages.length = 0;
      await router.invoke(runs(student('a'), 'battle start', { options }));
      await battles.idle();
      expect(message().content.text).toContain('Battle: autumn rain');
      expect(message().content.text).toContain('The tally shows at the end.');
    }
  });

  test('has its tally hidden by whoever called it, and by nobody else who is no teacher', async () => {
    const { does, battles } = await room();
    await does(student('a'), 'start', { topic: 'rain' });
    await does(student('b'), 'start', { topic: 'snow' });
    const [rain, snow] = ['rain', 'snow'].map(
      async (about) => (await battles.open(classroom)).find(({ topic }) => topic === about)!.id,
    );
    const other = await snow!;

    // Of two battles here one is theirs.
    expect((await does(student('a'), 'hide')).text()).toBe('Done.');
    await expect(does(student('a'), 'hide', { battle: other })).rejects.toMatchObject({ code: 'callers-only' });
    await expect(does(student('c'), 'hide', { battle: other })).rejects.toMatchObject({ code: 'callers-only' });
    await expect(does(student('a'), 'show', { battle: (await rain)! })).rejects.toMatchObject({
      code: 'teachers-only',
    });
    expect((await does(teacher, 'hide', { battle: other })).text()).toBe('Done.');
    await does(teacher, 'close', { battle: other });
    await expect(does(student('b'), 'hide', { battle: other })).rejects.toMatchObject({ code: 'vote-not-open' });
  });

  test('asks which battle is meant when there are several in the channel', async () => {
    const { does, battles } = await room();
    await does(student('a'), 'start', { topic: 'rain' });
    await does(student('b'), 'start', { topic: 'snow' });
    await expect(does(teacher, 'close')).rejects.toMatchObject({ code: 'which-battle' });
    const [one] = await battles.open(classroom);
    await does(teacher, 'close', { battle: one!.id });
    expect(await battles.open(classroom)).toHaveLength(1);
  });

  test('lets two students give a draft each, by a form or by words', async () => {
    const { does, pressed, buttons, engine, message } = await room();
    await does(teacher, 'teams', { topic: 'rain' });
    const [joinA] = buttons();
    const [form] = (await pressed(student('a'), joinA!.id)).forms;
    expect(form).toMatchObject({ command: 'battle join' });
    const fixed = Object.fromEntries(form!.fields.filter(({ value }) => value).map(({ id, value }) => [id, value!]));
    await expect(does(student('a'), 'join', { ...fixed, style: 'haiku', draft: 'my homework' })).rejects.toMatchObject({
      code: 'word-refused',
    });
    await does(student('a'), 'join', { ...fixed, style: 'haiku', draft: 'wet shoes, a bus' });
    const [joinB] = buttons();
    const instead = (await pressed(student('b'), joinB!.id, { forms: false })).text();
    expect(instead).toMatch(/\/battle join battle:\w{6} side:b/);
    await does(student('b'), 'join', { battle: fixed.battle!, side: 'b', style: 'limerick', draft: 'a duck' });
    expect(engine.requests.map(({ style, draft }) => `${style}: ${draft}`).sort()).toEqual([
      ...['haiku: wet shoes, a bus', 'limerick: a duck'],
    ]);
    expect(message().content.buttons?.map(({ id }) => id.split(':')[1])).toEqual(['vote', 'vote', 'close']);
  });

  test('shows the results to everyone', async () => {
    const { does, pressed, buttons, clock, battles, platform } = await room();
    await does(student('a'), 'results');
    expect(platform.messages.at(-1)?.content.text).toContain('No battle has been fought here yet');
    platform.messages.length = 0;
    await does(student('a'), 'start', { topic: 'rain', first: 'haiku', second: 'limerick', minutes: 1 });
    await pressed(student('b'), buttons()[0]!.id);
    clock.advance(minute);
    await battles.begin(never);
    await battles.idle();
    await does(student('a'), 'results');
    const text = platform.messages.at(-1)?.content.text;
    expect(text).toContain('Battles here: 1, votes: 1');
    expect(text).toContain('Haiku: 1 won, 0 drawn, 0 lost');
    expect(text).toContain('Student a: 1');
  });

  test('fits what platforms take', async () => {
    const { command, does, buttons } = await room();
    await does(student('a'), 'start', { topic: 'rain', 'first-voice': 'elizabethan' });
    for (const { id, label } of buttons()) {
      expect(id).toMatch(/^[a-z0-9:_-]{1,60}$/);
      expect(label.length).toBeLessThanOrEqual(75);
    }
    for (const action of Object.values(command.definition.actions ?? {}))
      for (const one of [action, ...Object.values(action.options)])
        for (const text of [one.description, ...Object.values(one.descriptions ?? {})])
          expect(text.length, text).toBeLessThanOrEqual(100);
  });
});
