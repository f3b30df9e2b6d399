/**
 * What Prometheus may ask: poems, steps, the queue, first frames, edits. The engine and the messages are watched from
 * outside, so that nothing in them knows of metrics.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from './clock.ts';
import { InklingError } from './errors.ts';
import type { EditableMessage, EditOutcome } from './platforms/contract.ts';
import type { Engine } from './poem.ts';

export interface Metrics {
  /** The same engine, with its poems counted and timed. */
  watchEngine(engine: Engine): Engine;
  /** The same message, with its edits counted and timed. */
  watchEdits(message: EditableMessage): EditableMessage;
  /** One answer to a scrape, in Prometheus's text format. */
  scrape(): Promise<{ readonly type: string; readonly text: string }>;
}

const waits = [0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12, 25, 60];

export function createMetrics(clock: Clock): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const own = { registers: [registry] };
  const poems = new Counter({
    ...own,
    name: 'inkling_poems_total',
    help: 'Poems that ended, by outcome: drawn, cancelled, or the code of what went wrong',
    labelNames: ['outcome', 'style'],
  });
  const steps = new Counter({ ...own, name: 'inkling_steps_total', help: 'Denoising steps of all poems' });
  const firstFrame = new Histogram({
    ...own,
    name: 'inkling_first_frame_seconds',
    help: 'From the request to its first frame',
    buckets: waits,
  });
  const whole = new Histogram({
    ...own,
    name: 'inkling_poem_seconds',
    help: 'From the request to the finished poem',
    buckets: waits,
  });
  const edits = new Counter({
    ...own,
    name: 'inkling_edits_total',
    help: 'Edits of messages, by platform and outcome: ok, or why not',
    labelNames: ['platform', 'outcome'],
  });
  const editSeconds = new Histogram({
    ...own,
    name: 'inkling_edit_seconds',
    help: 'From sending an edit to its answer',
    labelNames: ['platform'],
    buckets: waits,
  });

  /** Gauges ask the engine when somebody asks them. */
  function watchStatus(engine: Engine): void {
    const gauges = {
      active: 'Poems being drawn now',
      queued: 'Poems waiting for their turn',
      workers: 'Workers that draw poems; an engine inside the bot is one',
      ready: '1 when the engine can draw',
    } as const;
    for (const [key, help] of Object.entries(gauges)) {
      new Gauge({
        ...own,
        name: `inkling_engine_${key}`,
        help,
        collect() {
          this.set(Number(engine.status()[key as keyof typeof gauges] ?? 1));
        },
      });
    }
  }

  return {
    watchEngine(engine) {
      watchStatus(engine);
      return {
        ready: () => engine.ready(),
        status: () => engine.status(),
        close: () => engine.close(),
        async *draw(request, options) {
          const since = clock.now();
          const seconds = () => (clock.now() - since) / 1000;
          let frames = 0;
          let outcome = 'cancelled';
          try {
            for await (const event of engine.draw(request, options)) {
              if (event.type === 'frame') {
                if (frames === 0) firstFrame.observe(seconds());
                frames += 1;
                steps.inc();
              } else if (event.type === 'poem') {
                outcome = 'drawn';
                whole.observe(seconds());
              }
              yield event;
            }
          } catch (error) {
            if (!options?.signal?.aborted) outcome = error instanceof InklingError ? error.code : 'unexpected';
            throw error;
          } finally {
            // A style that nobody knows would make a new time series of every typing error.
            poems.inc({ outcome, style: outcome === 'unknown-style' ? '' : request.style });
          }
        },
      };
    },

    watchEdits(message) {
      const { platform } = message.ref;
      const watched = async (sending: Promise<EditOutcome>): Promise<EditOutcome> => {
        const since = clock.now();
        const outcome = await sending;
        edits.inc({ platform, outcome: outcome.ok ? 'ok' : (outcome.refusal?.reason ?? 'unavailable') });
        editSeconds.observe({ platform }, (clock.now() - since) / 1000);
        return outcome;
      };
      return {
        ref: message.ref,
        ...(message.looks === undefined ? {} : { looks: message.looks.bind(message) }),
        edit: (content, signal) => watched(message.edit(content, signal)),
        repost: (content) => watched(message.repost(content)),
      };
    },

    async scrape() {
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}
