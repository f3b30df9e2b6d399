import { describe, expect, test } from 'vitest';
import { createSink } from '../../src/live/index.ts';
import type { Content } from '../../src/platforms/contract.ts';
import { EditBucket, SimulatedMessage } from './simulated-channel.ts';
import { VirtualClock } from './virtual-clock.ts';

const workspace = { edits: 50, perMs: 60_000 };

/** Draws `poems` poems at once in one workspace; resolves with what stood in each message. */
async function drawTogether(poems: number, stepMs: number, steps = 16) {
  const clock = new VirtualClock();
  const bucket = new EditBucket(clock, workspace);
  const sink = createSink({
    clock,
    random: () => 0.5,
    limit: { edits: 5, perMs: 5_000, leastSpacingMs: 400 },
    leastFrames: 4,
    patienceMs: 150_000,
    answerWithinMs: 5_000,
    giveUpAfterMs: 900_000,
    heartbeats: false,
    shared: { limit: workspace, by: ({ space }) => space },
  });
  const rules = { limit: workspace, headers: false, latencyMs: 60 };
  const frame = (step: number): Content => ({
    panels: [{ stanzas: [[[{ text: `word${step}`, certainty: step / steps }]]] }],
  });
  const finalText: Content = { text: 'done' };
  const messages = Array.from({ length: poems }, (_, n) => new SimulatedMessage(`m${n}`, clock, rules, bucket));
  const ended = messages.map(async (message) => {
    const live = sink.live(message, frame(0));
    for (let step = 1; step <= steps; step++) {
      live.show(frame(step), step / steps);
      await clock.sleep(stepMs);
    }
    const drawnAt = clock.now();
    await live.finish(finalText);
    return clock.now() - drawnAt;
  });
  const waits = await clock.until(Promise.all(ended));
  return { messages, bucket, waits, finalText };
}

const framesOf = (message: SimulatedMessage) =>
  new Set(message.shown.slice(0, -1).map(({ content }) => JSON.stringify(content))).size + 1;

describe('a limit that a whole workspace shares', () => {
  test.each([1, 3, 8, 30])(
    '%i poems at once: four frames each and every final text, without one refusal',
    async (poems) => {
      const { messages, bucket, finalText } = await drawTogether(poems, 120);

      for (const message of messages) {
        expect(message.standing).toEqual(finalText);
        expect(framesOf(message)).toBeGreaterThanOrEqual(4);
      }
      expect(bucket.refused).toBe(0);
    },
  );

  test('poems share alike: none shows three frames more than another', async () => {
    const { messages } = await drawTogether(6, 600);

    const counts = messages.map(framesOf);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
  });

  test('a final text waits for no frame of another poem', async () => {
    const { waits } = await drawTogether(4, 2_000);

    expect(Math.max(...waits)).toBeLessThan(2_000);
  });

  test('sixty poems at once show fewer frames, and all of them end', async () => {
    const { messages, bucket, finalText } = await drawTogether(60, 120);

    for (const message of messages) expect(message.standing).toEqual(finalText);
    expect(bucket.refused).toBe(0);
  });
});
