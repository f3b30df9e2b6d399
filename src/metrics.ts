/**
 * What Prometheus may ask: poems, steps, lanes, the queue, first frames, edits and how far they lag. The engine and the messages are watched from
 * outside, so that nothing in them knows of metrics.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from './clock.ts';
import { InklingError } from './errors.ts';
import { FrameAges } from './frame-ages.ts';
import type { Content, EditableMessage, EditOutcome } from './platforms/contract.ts';
import type { Engine, EngineStatus } from './poem.ts';

/** One edit of a message as the metrics count it. JSON-serialisable. */
export interface CountedEdit {
  readonly platform: string;
  /** `ok`, or why not. */
  readonly outcome: string;
  /** From sending it to the answer. */
  readonly seconds: number;
  /** From the making of the frame that it shows to the answer; absent where it shows none, or did not land. */
  readonly lagSeconds?: number;
}

export interface Metrics {
  /** The same engine, with its poems counted and timed. */
  watchEngine(engine: Engine): Engine;
  /** The same message, with its edits counted and timed. */
  watchEdits(message: EditableMessage): EditableMessage;
  /** Counts an edit that another process made. */
  countEdit(edit: CountedEdit): void;
  /** Counts a command or press that its platform did not hear of in time. */
  countMissed(platform: string): void;
  /** One answer to a scrape, in Prometheus's text format. */
  scrape(): Promise<{ readonly type: string; readonly text: string }>;
}

/** A gauge that asks the engine's status; the key is the gauge's name where it has none of its own. */
interface EngineGauge {
  readonly name?: string;
  readonly help: string;
  /** What it shows where the engine does not say. */
  readonly absent: number;
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

  const lag = new Histogram({
    ...own,
    name: 'inkling_edit_lag_seconds',
    help: 'From the making of a frame to the moment when its edit stands',
    labelNames: ['platform'],
    buckets: waits,
  });
  const missed = new Counter({
    ...own,
    name: 'inkling_missed_interactions_total',
    help: 'Commands and presses that were not acknowledged in time, so that the person was told that they failed',
    labelNames: ['platform'],
  });
  const ages = new FrameAges(clock);

  function countEdit({ platform, outcome, seconds, lagSeconds }: CountedEdit): void {
    edits.inc({ platform, outcome });
    editSeconds.observe({ platform }, seconds);
    if (lagSeconds !== undefined) lag.observe({ platform }, lagSeconds);
  }

  /** Gauges ask the engine when somebody asks them. */
  function watchStatus(engine: Engine): void {
    const gauges = {
      active: { help: 'Poems being drawn now', absent: 0 },
      queued: { help: 'Poems waiting for their turn', absent: 0 },
      workers: { help: 'Workers that draw poems; an engine inside the bot is one', absent: 1 },
      lanes: { help: 'Processes that draw poems inside the bot', absent: 0 },
      memory: { name: 'memory_bytes', help: 'Resident memory of those processes', absent: 0 },
      ready: { help: '1 when the engine can draw', absent: 0 },
    } satisfies Partial<Record<keyof EngineStatus, EngineGauge>>;
    for (const [key, { name = key, help, absent }] of Object.entries<EngineGauge>(gauges)) {
      new Gauge({
        ...own,
        name: `inkling_engine_${name}`,
        help,
        collect() {
          this.set(Number(engine.status()[key as keyof typeof gauges] ?? absent));
        },
      });
    }
  }

  return {
    watchEngine(watched) {
      const engine = ages.watch(watched);
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

    watchEdits: watchEdits(clock, ages, countEdit),
    countEdit,
    countMissed: (platform) => missed.inc({ platform }),

    async scrape() {
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

/** Looks on at a message's edits, and tells of each. */
export function watchEdits(
  clock: Clock,
  ages: FrameAges,
  count: (edit: CountedEdit) => void,
): (message: EditableMessage) => EditableMessage {
  return (message) => {
    const { platform } = message.ref;
    const watched = async (content: Content, sending: Promise<EditOutcome>): Promise<EditOutcome> => {
      const since = clock.now();
      const outcome = await sending;
      const seconds = (clock.now() - since) / 1000;
      const lagSeconds = outcome.ok ? ages.secondsOf(content) : undefined;
      count({
        ...{ platform, seconds, outcome: outcome.ok ? 'ok' : (outcome.refusal?.reason ?? 'unavailable') },
        ...(lagSeconds === undefined ? {} : { lagSeconds }),
      });
      return outcome;
    };
    return {
      ref: message.ref,
      ...(message.looks === undefined ? {} : { looks: message.looks.bind(message) }),
      edit: (content, signal) => watched(content, message.edit(content, signal)),
      repost: (content) => watched(content, message.repost(content)),
    };
  };
}
