/** How long frames stand in the local channel, by a clock that the test moves; requests and streams are real. */
import { afterEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../live/virtual-clock.ts';
import { eventually } from '../peers/loopback-server.ts';
import { type LocalHouse, openHouse } from './local-house.ts';
import { type RecordedEngine, recordedEngine, recordedText } from './recorded-engine.ts';
import { messagesIn, Visitor } from './visitor.ts';

const frameMs = 130;
const steps = 12;
const houses: LocalHouse[] = [];
afterEach(async () => {
  for (const house of houses.splice(0)) await house.close();
});

/** A channel whose engine needs no time at all, so that nothing but the pace shows. */
async function channel() {
  const clock = new VirtualClock();
  const engine = recordedEngine({ steps, pace: async () => undefined });
  const house = await openHouse({ clock, frameMs, engine });
  houses.push(house);
  return { clock, engine, address: house.address };
}

type Message = ReturnType<typeof messagesIn>[number];

/** Whoever comes in now, for the first time: what they see. */
async function standing(address: string): Promise<readonly Message[]> {
  const late = await Visitor.enter(address);
  return messagesIn(await late.listen(() => true));
}

const footnotes = (messages: readonly Message[]) =>
  messages.map(({ content }) => content.panels?.[0]?.footnote?.replace(/ of.*/, ''));
const words = ({ content }: Message) =>
  content
    .panels![0]!.stanzas.flat()
    .map((line) => line.map(({ text }) => text).join(' '))
    .join('\n');

async function ask(address: string, topic: string): Promise<Visitor> {
  const person = await Visitor.enter(address);
  await person.run('poem', { topic, style: 'haiku' });
  return person;
}

/** Resolves when so many poems are drawn and have their messages: what is left is to watch them. */
async function drawn(engine: RecordedEngine, address: string, poems: number): Promise<void> {
  await eventually(() => engine.status().poems === poems, 'the poems were drawn');
  const looking = await Visitor.enter(address);
  await looking.listen((heard) => new Set(messagesIn(heard).map(({ id }) => id)).size === poems);
}

describe('a poem that is drawn in no time', () => {
  test('shows each frame for its time to everybody, also to who comes late, and then its text', async () => {
    const { clock, engine, address } = await channel();
    await ask(address, 'rain');
    await drawn(engine, address, 1);

    for (let step = 1; step <= steps; step++) {
      expect(footnotes(await standing(address))).toEqual([`step ${step}`]);
      await clock.pass(frameMs - 1);
      expect(footnotes(await standing(address))).toEqual([`step ${step}`]);
      await clock.pass(1);
    }

    const [message] = await standing(address);
    expect(words(message!)).toBe(recordedText);
    expect(message!.content.panels![0]!.progress).toBeUndefined();
  });

  test('goes on at the frame that stands for a tab that lost the line', async () => {
    const { clock, engine, address } = await channel();
    const ada = await Visitor.enter(address);
    const [start] = await ada.listen(() => true);
    await ada.run('poem', { topic: 'rain', style: 'haiku' });
    await drawn(engine, address, 1);
    await clock.pass(4 * frameMs);

    const heard = await ada.listen((events) => messagesIn(events).length > 0, start!.id);

    expect(footnotes(messagesIn(heard))).toEqual(['step 5']);
  });

  test('is shown to its end at once when Stop is pressed', async () => {
    const { clock, engine, address } = await channel();
    const ada = await ask(address, 'rain');
    await drawn(engine, address, 1);
    await clock.pass(2 * frameMs);
    const [message] = await standing(address);
    const stop = message!.content.buttons!.find(({ label }) => label === 'Stop')!;

    await ada.send('press', { id: crypto.randomUUID(), message: message!.id, button: stop.id });

    // The clock stands still: nothing is waited for.
    const heard = await ada.listen((events) => messagesIn(events).at(-1)?.content.panels?.[0]?.progress === undefined);
    const final = messagesIn(heard).at(-1)!;
    expect(words(final)).toBe(recordedText);
    expect(final.content.buttons!.map(({ label }) => label)).not.toContain('Stop');
  });

  test('goes at its own pace beside others', async () => {
    const { clock, engine, address } = await channel();
    await ask(address, 'rain');
    await drawn(engine, address, 1);
    await clock.pass(3 * frameMs);
    await ask(address, 'snow');
    await drawn(engine, address, 2);
    await clock.pass(2 * frameMs);

    expect(footnotes(await standing(address))).toEqual(['step 6', 'step 3']);
    await clock.pass((steps - 2) * frameMs);
    expect((await standing(address)).map(words)).toEqual([recordedText, recordedText]);
  });
});
