import { describe, expect, test } from 'vitest';
import { RequestError } from '../../src/errors.ts';
import type { PoemEvent } from '../../src/poem.ts';
import { createDistantEngine, type FromShard, type Line, serveShard, type ToShard } from '../../src/shards/index.ts';
import { eventually } from '../peers/loopback-server.ts';
import { RecordedEngine, type Recording } from '../platforms/recorded-engine.ts';

/** Both ends of a line whose messages cross as JSON, as they do between processes. */
function openLine() {
  const broken = new AbortController();
  const hearers = { bot: [] as ((message: FromShard) => void)[], shard: [] as ((message: ToShard) => void)[] };
  const say = <Message>(hear: ((message: Message) => void)[]) => {
    return (message: Message) => {
      const crossing = JSON.stringify(message);
      setImmediate(() => {
        for (const one of hear) one(JSON.parse(crossing));
      });
    };
  };
  const bot: Line<ToShard, FromShard> = {
    say: say(hearers.shard),
    listen: (hear) => void hearers.bot.push(hear),
    broken: broken.signal,
  };
  const shard: Line<FromShard, ToShard> = {
    say: say(hearers.bot),
    listen: (hear) => void hearers.shard.push(hear),
    broken: broken.signal,
  };
  return { bot, shard, cut: () => broken.abort() };
}

function shardWith(recording: Recording = {}) {
  const line = openLine();
  const engine = new RecordedEngine(recording);
  const counted: unknown[] = [];
  const countMissed = () => void counted.push('missed');
  serveShard(line.bot, { engine, countEdit: (edit) => void counted.push(edit), countMissed });
  return { engine, counted, say: line.shard.say, distant: createDistantEngine(line.shard), cut: line.cut };
}

async function all(events: AsyncIterable<PoemEvent>): Promise<PoemEvent[]> {
  const seen: PoemEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

const request = { topic: 'rain', style: 'haiku', seed: 7 };

test('what a shard counts is counted by its bot', async () => {
  const { say, counted } = shardWith();
  const edit = { platform: 'discord', outcome: 'ok', seconds: 0.1 };

  say({ kind: 'edit', edit });
  say({ kind: 'missed' });

  await eventually(() => counted.length === 2, 'both were counted');
  expect(counted).toEqual([edit, 'missed']);
});

describe('a shard that draws through the bot’s engine', () => {
  test('sees every frame and the poem', async () => {
    const { engine, distant } = shardWith({ steps: 5, stepMs: 1 });

    const events = await all(distant.draw(request));

    expect(events.map(({ type }) => type)).toEqual(['frame', 'frame', 'frame', 'frame', 'frame', 'poem']);
    expect(events.at(-1)).toEqual(engine.poems[0]);
  });

  test('is refused in the same words', async () => {
    const { distant } = shardWith();

    const refused = all(distant.draw({ ...request, topic: 'please refuse me' }));

    await expect(refused).rejects.toThrow(RequestError);
    await expect(refused).rejects.toMatchObject({ code: 'refused', person: 'I will not write about that.' });
  });

  test.each([
    ['that it does not read on', undefined],
    ['that it aborts', new AbortController()],
  ])('frees the engine from a poem %s', async (_what, stop) => {
    const { engine, distant } = shardWith({ steps: 1_000, stepMs: 5 });

    const reading = (async () => {
      for await (const _frame of distant.draw(request, stop === undefined ? {} : { signal: stop.signal })) {
        if (stop === undefined) return;
        stop.abort(new Error('stopped'));
      }
    })();

    if (stop === undefined) await reading;
    else await expect(reading).rejects.toThrow('stopped');
    await eventually(() => engine.active === 0, 'the engine was free');
  });

  test('frees the engine when it dies, and hears that its bot is gone', async () => {
    const { engine, distant, cut } = shardWith({ steps: 1_000, stepMs: 5 });

    const reading = all(distant.draw(request));
    await eventually(() => engine.active === 1, 'the engine drew');
    cut();

    await expect(reading).rejects.toMatchObject({ code: 'engine-gone' });
    await eventually(() => engine.active === 0, 'the engine was free');
    await expect(all(distant.draw(request))).rejects.toMatchObject({ code: 'engine-gone' });
  });
});
