import { describe, expect, test } from 'vitest';
import { RequestError } from '../../src/errors.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { EditableMessage, EditOutcome } from '../../src/platforms/contract.ts';
import type { Engine, PoemRequest } from '../../src/poem.ts';
import { recordedEngine } from '../web/recorded-engine.ts';

/** A clock that ticks a second whenever it is read. */
function tickingClock() {
  let now = 0;
  return { now: () => (now += 1000), sleep: async () => undefined };
}

async function draw(
  engine: Engine,
  request: Partial<PoemRequest> = {},
  frames = Number.POSITIVE_INFINITY,
): Promise<void> {
  let seen = 0;
  for await (const event of engine.draw({ topic: 'rain', style: 'haiku', ...request })) {
    if (event.type === 'frame' && ++seen >= frames) return;
  }
}

describe('the metrics', () => {
  test('count poems, steps and how long they took', async () => {
    const metrics = createMetrics(tickingClock());
    const engine = metrics.watchEngine(recordedEngine({ steps: 3 }));

    await draw(engine);
    await draw(engine);

    const { type, text } = await metrics.scrape();
    expect(type).toContain('text/plain');
    expect(text).toContain('inkling_poems_total{outcome="drawn",style="haiku"} 2');
    expect(text).toContain('inkling_steps_total 6');
    expect(text).toContain('inkling_first_frame_seconds_count 2');
    expect(text).toContain('inkling_poem_seconds_count 2');
    expect(text).toContain('inkling_engine_ready 1');
  });

  test('show the processes that draw, and their memory', async () => {
    const metrics = createMetrics(tickingClock());
    const engine = recordedEngine();

    metrics.watchEngine({ ...engine, status: () => ({ ...engine.status(), lanes: 2, memory: 500e6 }) });

    const { text } = await metrics.scrape();
    expect(text).toContain('inkling_engine_lanes 2');
    expect(text).toContain('inkling_engine_memory_bytes 500000000');
    expect(text).toContain('inkling_engine_workers 1');
  });

  test('measure how old a frame is when its edit stands, and say nothing of other edits', async () => {
    let time = 0;
    const clock = { ...tickingClock(), now: () => time };
    const metrics = createMetrics(clock);
    const engine = metrics.watchEngine(recordedEngine({ steps: 1 }));
    const message: EditableMessage = {
      ref: { platform: 'discord', space: 's', channel: 'c', message: 'm' },
      edit: async () => ({ ok: true }),
      repost: async () => ({ ok: true }),
    };
    const watched = metrics.watchEdits(message);

    for await (const event of engine.draw({ topic: 'rain', style: 'haiku' })) {
      if (event.type !== 'frame') continue;
      time += 700;
      await watched.edit({ panels: [{ stanzas: event.stanzas }] });
    }
    await watched.edit({ text: 'You are second in line.' });

    const { text } = await metrics.scrape();
    expect(text).toContain('inkling_edit_lag_seconds_count{platform="discord"} 1');
    expect(text).toContain('inkling_edit_lag_seconds_sum{platform="discord"} 0.7');
  });

  test('tell poems that nobody waited for from those that failed', async () => {
    const metrics = createMetrics(tickingClock());

    await draw(metrics.watchEngine(recordedEngine()), {}, 2);
    const failing = createMetrics(tickingClock());
    const engine = failing.watchEngine(recordedEngine({ fails: new RequestError('unknown-style', 'No such style.') }));
    await draw(engine, { style: 'no such style' }).catch(() => undefined);

    expect((await metrics.scrape()).text).toContain('inkling_poems_total{outcome="cancelled",style="haiku"} 1');
    expect((await failing.scrape()).text).toContain('inkling_poems_total{outcome="unknown-style",style=""} 1');
  });

  test('count commands and presses that a platform did not hear of in time', async () => {
    const metrics = createMetrics(tickingClock());

    metrics.countMissed('discord');

    expect((await metrics.scrape()).text).toContain('inkling_missed_interactions_total{platform="discord"} 1');
  });

  test('count edits by what the platform answered', async () => {
    const metrics = createMetrics(tickingClock());
    const outcomes: EditOutcome[] = [{ ok: true }, { ok: false, refusal: { reason: 'rate-limited' } }, { ok: true }];
    const message: EditableMessage = {
      ref: { platform: 'slack', space: 's', channel: 'c', message: 'm' },
      edit: async () => outcomes.shift()!,
      repost: async () => ({ ok: true }),
    };

    const watched = metrics.watchEdits(message);
    for (let edit = 0; edit < 3; edit += 1) await watched.edit({ text: 'rain' });

    const { text } = await metrics.scrape();
    expect(text).toContain('inkling_edits_total{platform="slack",outcome="ok"} 2');
    expect(text).toContain('inkling_edits_total{platform="slack",outcome="rate-limited"} 1');
    expect(text).toContain('inkling_edit_seconds_count{platform="slack"} 3');
  });
});
