import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import {
  createPoemCommand,
  createRefineCommand,
  createRestyleCommand,
  createRouter,
  type PoemDependencies,
  poemRecordsInMemory,
} from '../../commands/index.ts';
import { openMessagesInMemory } from '../../src/live/index.ts';
import type { Pictures } from '../../src/pictures/index.ts';
import { VirtualClock } from '../live/virtual-clock.ts';
import { RecordedEngine } from '../platforms/recorded-engine.ts';
import { sound, words } from '../refine/poems.ts';
import { invocation, LocalReply, press } from './local-reply.ts';

/** Pictures that say what they were asked to show. */
function namedPictures(): Pictures & { readonly asked: string[] } {
  const asked: string[] = [];
  const draw = (kind: string) => async (order: { readonly heading: string }) => {
    asked.push(`${kind} ${order.heading}`);
    return Uint8Array.of(asked.length);
  };
  return { asked, film: draw('film'), card: draw('card'), heatMap: draw('heat map') };
}

function world(changes: Partial<PoemDependencies> = {}) {
  const clock = new VirtualClock();
  const engine = new RecordedEngine({ clock, steps: 4, stepMs: 100 });
  const pictures = namedPictures();
  const records = poemRecordsInMemory();
  let drawn = 0;
  const poem = createPoemCommand({
    ...{ engine, clock, records, pictures, open: openMessagesInMemory(), logger: pino({ level: 'silent' }) },
    random: () => (drawn++ % 97) / 97,
    ...changes,
  });
  const refine = createRefineCommand({ words, draw: poem.draw });
  const restyle = createRestyleCommand({ draw: poem.draw });
  const { signal } = new AbortController();
  return { clock, engine, pictures, records, poem, refine, restyle, signal };
}

const buttonOf = (reply: LocalReply, action: string) =>
  reply.messages[0]!.at(-1)!.buttons!.find(({ id }) => id.startsWith(`poem:${action}:`))!.id;

describe('/refine', () => {
  test('gives a poem in form back to the letter, and asks the engine for nothing', async () => {
    const { engine, refine, signal } = world();
    const asked = invocation('refine', { options: { text: sound.haiku } });

    await refine.run(asked, signal);

    const shown = asked.reply.messages[0]!.at(-1)!;
    expect(shown.text).toContain('Haiku');
    expect(shown.panels![0]!.stanzas[0]!.map((line) => line.map(({ text }) => text).join(' ')).join('\n')).toBe(
      sound.haiku,
    );
    expect(engine.requests).toEqual([]);
  });

  test('has the engine draw only what is broken, and tells what that was, before and after', async () => {
    const { clock, engine, refine, signal } = world();
    const asked = invocation('refine', {
      options: { text: sound.limerick.replace('sea', 'shore'), style: 'limerick' },
    });

    await clock.until(refine.run(asked, signal));

    const open = engine.requests[0]!.start!.lines.flatMap((line) => line.words.filter((word) => word.open));
    expect(open.map(({ text }) => text)).toEqual(['shore']);
    const account = asked.reply.messages[0]!.at(-1)!.text!;
    expect(account).toMatch(/Before: lines\s✓ {2}syllables\s✓ {2}stress\s✓ {2}rhyme\s✗/);
    expect(account).toContain('Line 1: “shore” does not rhyme with “fee, tea”');
    expect(account).toContain('− A painter who lived by the shore');
    expect(account).toContain('After:');
  });

  test('without a poem it opens a form, and where there is none it says how to ask', async () => {
    const { refine, signal } = world();
    const modal = invocation('refine');
    await refine.run(modal, signal);
    expect(modal.reply.forms).toEqual(['refine']);
    const without = refine.run(invocation('refine', { reply: new LocalReply(false) }), signal);
    await expect(without).rejects.toMatchObject({ code: 'needs-text' });
  });

  test('reads a poem that is typed behind the command, line breaks and all', () => {
    const { refine } = world();
    expect(refine.read!(`as haiku:\n${sound.haiku}`)).toEqual({ style: 'haiku', text: sound.haiku });
    expect(refine.read!(sound.haiku)).toEqual({ text: sound.haiku });
  });
});

describe('/restyle', () => {
  test('takes the text for a draft in the new style', async () => {
    const { clock, engine, restyle, signal } = world();
    const options = { text: sound.haiku, style: 'Limerick', strength: 0.2 };
    await clock.until(restyle.run(invocation('restyle', { options }), signal));
    expect(engine.requests[0]).toMatchObject({ draft: sound.haiku, style: 'limerick', strength: 0.2 });
  });

  test('run on a message it asks for the style, with the text in the form', async () => {
    const { restyle, signal } = world();
    const router = createRouter([restyle], { signal, logger: pino({ level: 'silent' }) });
    const found = router.onMessage('Restyle as a poem');
    expect(found).toEqual({ command: 'restyle', option: 'text' });
    const asked = invocation('restyle', { options: { [found!.option]: 'Lunch is at noon' } });
    await router.invoke(asked);
    expect(asked.reply.forms).toEqual(['restyle']);
  });

  test('as a button under a poem it makes the poem itself the draft', async () => {
    const { clock, engine, poem, signal } = world();
    const asked = invocation('poem', { options: { topic: 'rain', style: 'haiku' } });
    await clock.until(poem.run(asked, signal));
    const id = buttonOf(asked.reply, 'again').split(':')[2];
    await clock.until(poem.press!(press(`poem:restyle:${id}`, { values: ['limerick'] }), signal));
    expect(engine.requests[1]).toMatchObject({ style: 'limerick', draft: engine.poems[0]!.text });
  });
});

describe('a first draft by a language model', () => {
  test('is a stranger’s text for the engine', async () => {
    const { clock, engine, poem, signal, records } = world({ writeDraft: async () => 'leaves on a lamp' });
    const asked = invocation('poem', { options: { topic: 'rain' } });
    await clock.until(poem.run(asked, signal));
    expect(engine.requests[0]).toMatchObject({ draft: 'leaves on a lamp', draftBy: 'machine' });
    const id = buttonOf(asked.reply, 'again').split(':')[2]!;
    expect((await records.find(id))!.request).toMatchObject({ draft: 'leaves on a lamp', draftBy: 'machine' });
  });

  test('that does not come costs no poem, and the message says so', async () => {
    const { clock, engine, poem, signal } = world({ writeDraft: async () => undefined });
    const asked = invocation('poem', { options: { topic: 'rain' } });
    await clock.until(poem.run(asked, signal));
    expect(engine.requests[0]!.draft).toBeUndefined();
    expect(asked.reply.messages[0]![0]!.text).toBe('A first draft is being written…');
    expect(asked.reply.messages[0]!.at(-1)!.text).toBe('drawn without a first draft');
  });

  test('is not asked for where the person brings one', async () => {
    const { clock, engine, poem, signal } = world({ writeDraft: async () => 'never' });
    await clock.until(poem.run(invocation('poem', { options: { draft: 'eggs and milk' } }), signal));
    expect(engine.requests[0]!.draft).toBe('eggs and milk');
  });
});

describe('a replay', () => {
  async function finished(changes: Partial<PoemDependencies> = {}) {
    const whole = world(changes);
    const asked = invocation('poem', { options: { topic: 'rain', style: 'haiku' } });
    await whole.clock.until(whole.poem.run(asked, whole.signal));
    return { ...whole, asked, id: buttonOf(asked.reply, 'replay').split(':')[2]! };
  }

  test('draws the same poem again from its record and shows it as a film with the poem in words', async () => {
    const { clock, engine, pictures, poem, signal, id } = await finished();
    const pressed = press(`poem:replay:${id}`);
    await clock.until(poem.press!(pressed, signal));
    expect(engine.requests[1]).toEqual(engine.requests[0]);
    expect(pictures.asked).toEqual(['film Haiku: rain']);
    const { picture, buttons } = pressed.reply.messages[0]![0]!;
    expect(picture!.description).toContain(engine.poems[0]!.text.replaceAll('\n', ' / '));
    expect(buttons!.map((button) => button.id)).toEqual([`poem:card:${id}`, `poem:heat:${id}`]);
  });

  test('offers a card and a heat map, without a third drawing', async () => {
    const { clock, engine, pictures, poem, signal, id } = await finished();
    for (const action of ['replay', 'card', 'heat'])
      await clock.until(poem.press!(press(`poem:${action}:${id}`), signal));
    expect(pictures.asked).toEqual(['film Haiku: rain', 'card Haiku: rain', 'heat map Haiku: rain']);
    expect(engine.requests).toHaveLength(2);
  });

  test('of a poem that the model would draw otherwise today is its card, honestly', async () => {
    const { clock, pictures, poem, records, signal, id } = await finished();
    await records.save({ ...(await records.find(id))!, text: 'Another poem' });
    const pressed = press(`poem:replay:${id}`);
    await clock.until(poem.press!(pressed, signal));
    expect(pictures.asked).toEqual(['card Haiku: rain']);
    expect(pressed.reply.messages[0]![0]!.text).toMatch(/model has changed/);
  });

  test('needs a finished poem', async () => {
    const { clock, poem, records, signal, id } = await finished();
    const { text: _text, ...unfinished } = (await records.find(id))!;
    await records.save(unfinished);
    const pressing = clock.until(poem.press!(press(`poem:replay:${id}`), signal));
    await expect(pressing).rejects.toMatchObject({ code: 'poem-unfinished' });
  });
});
