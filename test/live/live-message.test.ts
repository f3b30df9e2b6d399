import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createSink, editsWhileWatched, type SinkOptions } from '../../src/live/index.ts';
import type { Content, LiveMessage } from '../../src/platforms/contract.ts';
import { type ChannelRules, type Fault, SimulatedMessage } from './simulated-channel.ts';
import { VirtualClock } from './virtual-clock.ts';

const discord: ChannelRules = { limit: { edits: 5, perMs: 5_000 }, headers: true, latencyMs: 40 };

function sinkFor(clock: VirtualClock, changes: Partial<SinkOptions> = {}) {
  return createSink({
    clock,
    random: () => 0.5,
    limit: { edits: 5, perMs: 5_000, leastSpacingMs: 400 },
    leastFrames: 7,
    patienceMs: 12_000,
    answerWithinMs: 5_000,
    giveUpAfterMs: 900_000,
    heartbeats: true,
    ...changes,
  });
}

const frame = (step: number, steps = 16): Content => ({
  panels: [{ stanzas: [[[{ text: `word${step}`, certainty: step / steps }]]] }],
});
const finalText: Content = { text: 'The poem stands.' };

/** Plays an engine that yields a frame every `everyMs`. */
async function draw(clock: VirtualClock, live: LiveMessage, everyMs: number, steps = 16): Promise<void> {
  for (let step = 1; step <= steps; step++) {
    live.show(frame(step, steps), step / steps);
    await clock.sleep(everyMs);
  }
}

describe('a live message', () => {
  test('shows at least six frames and then the final text, although the engine takes a fifth of a second', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, discord);
    const live = sinkFor(clock).live(message);

    await clock.until(draw(clock, live, 12).then(() => live.finish(finalText)));

    const frames = message.shown.slice(0, -1).map(({ content }) => JSON.stringify(content));
    expect(new Set(frames).size).toBeGreaterThanOrEqual(6);
    expect(message.standing).toEqual(finalText);
    expect(message.refused).toBe(0);
  });

  test('that is abandoned sends nothing more, and leaves its share of a common limit to its neighbours', async () => {
    const clock = new VirtualClock();
    const shared = { limit: { edits: 50, perMs: 60_000 }, by: () => 'workspace' };
    const sink = sinkFor(clock, { shared });
    const message = new SimulatedMessage('left', clock, discord);
    const [left, neighbour] = [sink.live(message), sink.live(new SimulatedMessage('n', clock, discord))];
    const halved = neighbour.frameBudget(60_000);
    for (let step = 1; step <= 16; step++) left.show(frame(step), step / 16);
    await clock.pass(1_500);
    const shown = message.shown.length;

    left.abandon?.();
    left.show(frame(16), 1);
    await clock.pass(60_000);

    expect(message.shown).toHaveLength(shown);
    expect(neighbour.frameBudget(60_000)).toBeGreaterThan(halved);
  });

  test.each([
    ['Discord’s', { limit: { edits: 5, perMs: 5_000 } }],
    ['Slack’s', { limit: { edits: 50, perMs: 60_000 } }],
  ])('under %s limit shows no more of a poem than its platform says, however many steps there are', async (_, own) => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, { ...discord, ...own });
    const sink = sinkFor(clock, { shared: { ...own, by: () => 'all' } });
    const live = sink.live(message, frame(0, 300));

    await clock.until(draw(clock, live, 50, 300));

    expect(clock.now()).toBe(15_000);
    expect(message.shown.length).toBeLessThanOrEqual(editsWhileWatched(own.limit));
    expect(message.shown.length).toBeGreaterThan(editsWhileWatched(own.limit) * 0.7);
  });

  test('of a slow engine it shows the latest frame, in order, and never waits three seconds', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, discord);
    const live = sinkFor(clock).live(message);

    await clock.until(draw(clock, live, 700).then(() => live.finish(finalText)));

    const times = [0, ...message.shown.map(({ at }) => at)];
    const silences = times.slice(1).map((at, index) => at - times[index]!);
    expect(Math.max(...silences)).toBeLessThan(3_000);
    const steps = message.shown.slice(0, -1).map(({ content }) => content.panels![0]!.stanzas[0]![0]![0]!.certainty);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(message.refused).toBe(0);
  });

  test('an edit that lands late does not stay over a newer one, though no final text comes', async () => {
    const clock = new VirtualClock();
    const faults: Fault[] = ['never-answered'];
    const message = new SimulatedMessage('m', clock, { ...discord, fault: () => faults.shift() });
    const live = sinkFor(clock).live(message);

    live.show({ text: '1 vote' });
    await clock.until(clock.sleep(100));
    live.show({ text: '2 votes' });
    await clock.until(clock.sleep(60_000));

    expect(message.shown.map(({ content }) => content.text)).toContain('1 vote');
    expect(message.standing).toEqual({ text: '2 votes' });
    expect(message.shown.length).toBeLessThan(5);
  });

  test('sends one edit at a time, and nothing twice that looks the same', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, { ...discord, latencyMs: 1_500 });
    const live = sinkFor(clock).live(message, frame(1));

    for (let repeat = 0; repeat < 20; repeat++) {
      live.show(frame(1), 1 / 16);
      await clock.pass(200);
    }
    expect(message.shown).toHaveLength(0);
    await clock.until(draw(clock, live, 100).then(() => live.finish(finalText)));

    expect(message.mostInFlight).toBe(1);
    expect(message.standing).toEqual(finalText);
  });

  test('sends no edit before the wait of a 429 is over', async () => {
    const clock = new VirtualClock();
    let edits = 0;
    const fault = (): Fault => (edits++ % 3 === 0 ? 'refused' : undefined);
    const message = new SimulatedMessage('m', clock, { ...discord, fault });
    const live = sinkFor(clock).live(message);

    await clock.until(draw(clock, live, 300).then(() => live.finish(finalText)));

    expect(message.ignored).toBe(0);
    expect(message.standing).toEqual(finalText);
  });

  test.prop([
    fc.infiniteStream(
      fc.constantFrom<Fault>(undefined, undefined, 'refused', 'broken', 'lost-answer', 'never-answered'),
    ),
    fc.integer({ min: 5, max: 900 }),
  ])('the final text stands at the end, whatever happened to the edits before it', async (faults, everyMs) => {
    const clock = new VirtualClock();
    const stream = faults[Symbol.iterator]();
    const message = new SimulatedMessage('m', clock, { ...discord, fault: () => stream.next().value });
    const live = sinkFor(clock).live(message);

    await clock.until(draw(clock, live, everyMs).then(() => live.finish(finalText)));
    await clock.pass(60_000);

    expect(message.standing).toEqual(finalText);
    expect(message.reposts).toEqual([]);
  });

  test('posts the final text once as a new message when edits have expired', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, discord);
    const live = sinkFor(clock).live(message);

    live.show(frame(1), 0.1);
    await clock.pass(1_000);
    message.state = 'expired';
    await clock.until(draw(clock, live, 200).then(() => live.finish(finalText)));

    expect(message.reposts).toEqual([finalText]);
  });

  test('leaves a message alone that was moderated away', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, discord);
    const live = sinkFor(clock).live(message);
    message.state = 'gone';

    const ended = draw(clock, live, 200).then(() => live.finish(finalText));

    await expect(clock.until(ended)).rejects.toMatchObject({ code: 'message-gone' });
    expect(message.reposts).toEqual([]);
    expect(message.shown).toEqual([]);
  });

  test('after a refusal by a moderation filter something else may be said in its place', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, discord);
    const live = sinkFor(clock).live(message);
    message.state = 'blocked';

    await expect(clock.until(live.finish(finalText))).rejects.toMatchObject({ code: 'message-blocked' });
    message.state = 'open';
    await clock.until(live.finish({ text: 'Refused here.' }));

    expect(message.standing).toEqual({ text: 'Refused here.' });
  });

  test('a final text that is wanted at once skips the frames that wait', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, discord);
    const live = sinkFor(clock).live(message);

    for (let step = 1; step <= 16; step++) live.show(frame(step), step / 16);
    const finished = live.finish(finalText);
    await clock.pass(500);
    await clock.until(live.finish(finalText, 'at-once'), 2_000);
    await finished;

    expect(message.standing).toEqual(finalText);
    expect(message.shown.length).toBeLessThanOrEqual(3);
  });

  test('without headers it keeps within the limit it was told', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, { ...discord, headers: false });
    const live = sinkFor(clock).live(message);

    await clock.until(draw(clock, live, 90, 64).then(() => live.finish(finalText)));

    expect(message.refused).toBe(0);
  });

  test('learns a narrower limit from the headers', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, { ...discord, limit: { edits: 2, perMs: 5_000 } });
    const live = sinkFor(clock).live(message);

    await clock.until(draw(clock, live, 500, 40).then(() => live.finish(finalText)));

    expect(message.refused).toBe(0);
    expect(message.standing).toEqual(finalText);
  });
});

describe('where edits are scarce', () => {
  test('that time passes is not shown, a new place in the queue is', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, discord);
    const live = sinkFor(clock, { heartbeats: false }).live(message, { text: 'Waiting: 3 poems before yours.' });

    for (let seconds = 2; seconds < 20; seconds += 2) {
      live.show({ text: `Waiting: 3 poems before yours. (${seconds} s)` }, 0);
      await clock.pass(2_000);
    }
    live.show({ text: 'Waiting: 1 poem before yours.' });
    await clock.pass(2_000);

    expect(message.shown.map(({ content }) => content.text)).toEqual(['Waiting: 1 poem before yours.']);
  });
});
