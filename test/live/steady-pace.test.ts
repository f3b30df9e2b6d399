/** A page without limits: every frame stands long enough to be watched, as in the local channel. */
import { describe, expect, test } from 'vitest';
import { createSink } from '../../src/live/index.ts';
import type { Content, LiveMessage } from '../../src/platforms/contract.ts';
import { type ChannelRules, SimulatedMessage } from './simulated-channel.ts';
import { VirtualClock } from './virtual-clock.ts';

const page: ChannelRules = { limit: { edits: 10_000, perMs: 1_000 }, headers: false, latencyMs: 0 };
const frameMs = 130;

function sinkFor(clock: VirtualClock) {
  return createSink({
    clock,
    random: () => 0.5,
    limit: { edits: 1_000, perMs: 1_000, leastSpacingMs: frameMs },
    leastFrames: Number.POSITIVE_INFINITY,
    patienceMs: 64 * frameMs,
    answerWithinMs: 5_000,
    giveUpAfterMs: 60_000,
    heartbeats: true,
  });
}

const frame = (step: number, steps: number): Content => ({
  panels: [{ stanzas: [[[{ text: `word${step}`, certainty: step / steps }]]], progress: step / steps }],
});
const finalText: Content = { panels: [{ stanzas: [[[{ text: 'The poem stands.', certainty: 1 }]]] }] };

/** Offers a frame every `everyMs`; the first one opens the message. */
async function draw(clock: VirtualClock, live: LiveMessage, everyMs: number, steps: number): Promise<void> {
  for (let step = 2; step <= steps; step++) {
    await clock.sleep(everyMs);
    live.show(frame(step, steps), step / steps);
  }
}

/** The steps that were shown and how long each of them stood, and the last content. */
function watched(message: SimulatedMessage) {
  const times = [0, ...message.shown.map(({ at }) => at)];
  return {
    steps: message.shown.flatMap(({ content }) => {
      const words = content.panels![0]!.stanzas[0]![0]![0]!.text;
      return words.startsWith('word') ? [Number(words.slice('word'.length))] : [];
    }),
    stood: times.slice(1).map((at, index) => at - times[index]!),
    last: message.standing,
  };
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a poem that is drawn faster than it can be watched', () => {
  test('shows each of its frames for the same time, and then its final text', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, page);
    const live = sinkFor(clock).live(message, frame(1, 20));

    await clock.until(draw(clock, live, 30, 20).then(() => live.finish(finalText)));

    const { steps, stood, last } = watched(message);
    expect(steps).toEqual(numbers(2, 20));
    expect(new Set(stood)).toEqual(new Set([frameMs]));
    expect(last).toEqual(finalText);
  });

  test('keeps nobody waiting who offers its frames', async () => {
    const clock = new VirtualClock();
    const live = sinkFor(clock).live(new SimulatedMessage('m', clock, page), frame(1, 20));

    await clock.until(draw(clock, live, 30, 20));

    expect(clock.now()).toBe(19 * 30);
  });

  test('stands at once when it is stopped, while it is drawn and after', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, page);
    const live = sinkFor(clock).live(message, frame(1, 20));

    await clock.until(draw(clock, live, 10, 20));
    const played = live.finish(finalText);
    await clock.pass(500);
    expect(message.standing).not.toEqual(finalText);
    await clock.until(live.finish(finalText, 'at-once'), 0);
    await played;
    await clock.pass(10_000);

    expect(message.standing).toEqual(finalText);
    expect(message.shown.at(-1)!.at).toBeLessThan(700);
  });

  test('stands at once even when only its last frame was still to be looked at', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, page);
    const live = sinkFor(clock).live(message, frame(1, 2));

    live.show(frame(2, 2), 1);
    await clock.pass(frameMs);
    const finished = live.finish(finalText);
    await clock.pass(frameMs / 2);
    expect(message.standing).toEqual(frame(2, 2));
    await clock.until(live.finish(finalText, 'at-once'), 0);
    await finished;

    expect(message.standing).toEqual(finalText);
  });

  test('does not slow down another poem in the same place', async () => {
    const clock = new VirtualClock();
    const sink = sinkFor(clock);
    const messages = ['a', 'b', 'c'].map((name) => new SimulatedMessage(name, clock, page));

    await clock.until(
      Promise.all(
        messages.map(async (message) => {
          const live = sink.live(message, frame(1, 12));
          await draw(clock, live, 20, 12);
          await live.finish(finalText);
        }),
      ),
    );

    for (const message of messages) expect(watched(message).stood).toEqual(Array(12).fill(frameMs));
  });

  test('with more frames than there is patience for loses some of them evenly, and not its end', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, page);
    const live = sinkFor(clock).live(message, frame(1, 120));

    await clock.until(draw(clock, live, 1, 120).then(() => live.finish(finalText)));

    const { steps, last } = watched(message);
    const gaps = steps.slice(1).map((step, index) => step - steps[index]!);
    expect(clock.now()).toBeLessThan(66 * frameMs);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2);
    expect(steps.at(-1)).toBe(120);
    expect(last).toEqual(finalText);
  });
});

describe('a poem that is drawn more slowly than that', () => {
  test('shows each frame when it is there', async () => {
    const clock = new VirtualClock();
    const message = new SimulatedMessage('m', clock, page);
    const live = sinkFor(clock).live(message, frame(1, 8));

    await clock.until(draw(clock, live, 400, 8).then(() => live.finish(finalText)));

    const { steps, stood } = watched(message);
    expect(steps).toEqual(numbers(2, 8));
    expect(stood).toEqual([...Array(7).fill(400), frameMs]);
  });
});
