import { randomUUID } from 'node:crypto';
import { EventQueue, fromWire } from '../diffusion/index.ts';
import { InklingError } from '../errors.ts';
import type { Engine, PoemEvent } from '../poem.ts';
import type { FromShard, Line, ToShard } from './line.ts';

/** The bot's engine, as a shard has it: requests go over the line, events come back. */
export function createDistantEngine(line: Line<FromShard, ToShard>): Engine {
  const poems = new Map<string, EventQueue<PoemEvent>>();
  let drawn = 0;

  line.listen((message) => {
    if (message.kind === 'event') poems.get(message.id)?.push(message.event);
    if (message.kind === 'failed') poems.get(message.id)?.fail(fromWire(message.error));
  });
  line.broken.addEventListener('abort', () => {
    for (const poem of poems.values()) poem.fail(alone());
  });

  return {
    async *draw(request, { signal } = {}) {
      signal?.throwIfAborted();
      if (line.broken.aborted) throw alone();
      const id = randomUUID();
      const events = new EventQueue<PoemEvent>();
      poems.set(id, events);
      const stop = () => events.fail(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
      let ended = false;
      try {
        line.say({ kind: 'draw', id, request });
        for await (const event of events) {
          ended = event.type === 'poem';
          if (ended) drawn += 1;
          yield event;
          if (ended) return;
        }
      } finally {
        signal?.removeEventListener('abort', stop);
        poems.delete(id);
        if (!ended) line.say({ kind: 'cancel', id });
      }
    },
    // The other side waits for its engine before it draws.
    ready: async () => {},
    status: () => ({ ready: !line.broken.aborted, active: poems.size, queued: 0, poems: drawn, steps: 0 }),
    close: async () => {},
  };
}

function alone(): InklingError {
  return new InklingError('engine-gone', {
    operator: 'The process that this shard belongs to is gone, and its engine with it.',
    person: 'My engine stumbled in the middle of a poem. Please ask again.',
    retryAfterMs: 2_000,
  });
}
