import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { type Command, createRouter, type RouterOptions } from '../../commands/index.ts';
import { InklingError, RequestError } from '../../src/errors.ts';
import type { Invocation, Press } from '../../src/platforms/contract.ts';
import { hall, invocation, press } from './local-reply.ts';

/** A command with two actions that notes what reaches it. */
function battle(run: (invocation: Invocation, signal: AbortSignal) => Promise<void> = async () => {}) {
  const runs: Invocation[] = [];
  const presses: Press[] = [];
  const command: Command = {
    definition: {
      name: 'battle',
      description: 'Two styles, one topic',
      options: {},
      actions: {
        start: {
          description: 'Begin',
          options: {
            topic: { kind: 'text', max: 20, required: true, description: 'About what' },
            minutes: { kind: 'integer', min: 1, max: 60, description: 'How long' },
          },
        },
        cancel: { description: 'End', options: {}, managersOnly: true, private: true },
      },
    },
    async run(asked, signal) {
      runs.push(asked);
      await run(asked, signal);
    },
    async press(pressed) {
      presses.push(pressed);
    },
  };
  return { command, runs, presses };
}

function routerFor(command: Command, changes: Partial<RouterOptions> = {}) {
  return createRouter([command], {
    signal: new AbortController().signal,
    logger: pino({ level: 'silent' }),
    ...changes,
  });
}

describe('the router', () => {
  test('runs each delivery once, however often it comes', async () => {
    const { command, runs, presses } = battle();
    const router = routerFor(command);
    const asked = invocation('battle', { id: 'same', action: 'start', options: { topic: 'rain' } });
    const pressed = press('battle:vote:x', { id: 'same' });

    await Promise.all([router.invoke(asked), router.invoke(asked), router.press(pressed), router.press(pressed)]);

    expect([runs.length, presses.length]).toEqual([1, 1]);
  });

  test('forgets old deliveries, so that it does not grow', async () => {
    const { command, runs } = battle();
    const router = routerFor(command, { remembered: 2 });
    const first = invocation('battle', { id: 'first', action: 'start', options: { topic: 'rain' } });

    for (const id of ['first', 'second', 'third', 'first']) await router.invoke({ ...first, id });

    expect(runs.map(({ id }) => id)).toEqual(['first', 'second', 'third', 'first']);
  });

  test('turns text from forms into numbers, and leaves empty fields out', async () => {
    const { command, runs } = battle();

    await routerFor(command).invoke(
      invocation('battle', { action: 'start', options: { topic: 'rain', minutes: ' 5 ' } }),
    );
    await routerFor(command).invoke(invocation('battle', { action: 'start', options: { topic: 'rain', minutes: '' } }));

    expect(runs.map(({ options }) => options)).toEqual([{ topic: 'rain', minutes: 5 }, { topic: 'rain' }]);
  });

  test.each([
    [{}, '“topic” is missing.'],
    [{ topic: 'x'.repeat(21) }, '“topic” may have at most 20 characters.'],
    [{ topic: 'rain', minutes: 61 }, '“minutes” must be a whole number from 1 to 60.'],
    [{ topic: 'rain', minutes: 'soon' }, '“minutes” must be a whole number from 1 to 60.'],
    [{ topic: 'rain', secret: 'x' }, 'I don’t know the option “secret”.'],
  ])('refuses %j with a sentence', async (options, sentence) => {
    const { command, runs } = battle();
    const asked = invocation('battle', { action: 'start', options: options as Record<string, string | number> });

    await routerFor(command).invoke(asked);

    expect(asked.reply.whispers).toEqual([{ text: sentence }]);
    expect(runs).toEqual([]);
  });

  test('lets only those who manage the place run what is for them', async () => {
    const { command, runs } = battle();
    const router = routerFor(command);
    const pupil = invocation('battle', { action: 'cancel' });

    await router.invoke(pupil);
    await router.invoke(invocation('battle', { action: 'cancel', person: { ...pupil.person, managesSpace: true } }));

    expect(pupil.reply.whispers[0]!.text).toContain('manage this server');
    expect(runs).toHaveLength(1);
  });

  test('asks the guard about commands and buttons alike, before they run', async () => {
    const { command, runs, presses } = battle();
    const asked: string[] = [];
    const router = routerFor(command, {
      admit: ({ by, command: name, action }) => {
        asked.push(`${by} ${name} ${action}`);
        throw new RequestError('not-here', 'Not in this channel.');
      },
    });
    const one = invocation('battle', { action: 'start', options: { topic: 'rain' } });
    const two = press('battle:vote:x');

    await router.invoke(one);
    await router.press(two);

    expect(asked).toEqual(['command battle start', 'button battle vote']);
    expect([one.reply.whispers, two.reply.whispers]).toEqual([
      [{ text: 'Not in this channel.' }],
      [{ text: 'Not in this channel.' }],
    ]);
    expect([runs, presses]).toEqual([[], []]);
  });

  test.each([
    [new Error('a stack trace with /secret/paths'), 'Something went wrong on my side. Please try again in a moment.'],
    [new InklingError('engine', { operator: 'the worker died', person: 'My pen broke.' }), 'My pen broke.'],
  ])('says no more of %s than a person should read', async (error, sentence) => {
    const { command } = battle(async () => {
      throw error;
    });
    const asked = invocation('battle', { action: 'start', options: { topic: 'rain' } });

    await routerFor(command).invoke(asked);

    expect(asked.reply.whispers).toEqual([{ text: sentence }]);
  });

  test('refuses in the person’s language', async () => {
    const asked = invocation('battle', { action: 'start', locale: 'de-DE' });

    await routerFor(battle().command).invoke(asked);

    expect(asked.reply.whispers).toEqual([{ text: '„topic“ fehlt.' }]);
  });

  test('at shutdown cuts what runs, waits for it, and refuses what comes after', async () => {
    const shutdown = new AbortController();
    let cut = false;
    const { command, runs } = battle(
      (_, signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            cut = true;
            resolve();
          }),
        ),
    );
    const router = routerFor(command, { signal: shutdown.signal });
    void router.invoke(invocation('battle', { action: 'start', options: { topic: 'rain' } }));

    await Promise.resolve();
    shutdown.abort();
    await router.idle();
    const late = invocation('battle', { action: 'start', options: { topic: 'rain' } });
    await router.invoke(late);

    expect(cut).toBe(true);
    expect(runs).toHaveLength(1);
    expect(late.reply.whispers[0]!.text).toContain('restarting');
  });

  test.each([
    ['start rain minutes:5', { action: 'start', options: { topic: 'rain', minutes: '5' } }],
    ['START topic:"old rain"', { action: 'start', options: { topic: 'old rain' } }],
    ['cancel', { action: 'cancel', options: {} }],
  ])('reads “%s” as a subcommand and its options', (text, expected) => {
    expect(routerFor(battle().command).read({ command: 'battle', text, place: hall })).toEqual(expected);
  });
});
