import { toWire } from '../diffusion/index.ts';
import type { CountedEdit } from '../metrics.ts';
import type { Engine } from '../poem.ts';
import type { FromShard, Line, ToShard } from './line.ts';

export interface ShardService {
  readonly engine: Engine;
  /** Counts an edit that a shard made. */
  countEdit(edit: CountedEdit): void;
  /** Counts an interaction that a shard did not acknowledge in time. */
  countMissed(): void;
}

/** Draws for one shard until its line breaks; then what it wanted is given up. */
export function serveShard(line: Line<ToShard, FromShard>, { engine, countEdit, countMissed }: ShardService): void {
  const drawing = new Map<string, AbortController>();

  async function draw({ id, request }: Extract<FromShard, { kind: 'draw' }>): Promise<void> {
    const stop = new AbortController();
    drawing.set(id, stop);
    try {
      for await (const event of engine.draw(request, { signal: stop.signal })) line.say({ kind: 'event', id, event });
    } catch (error) {
      if (!stop.signal.aborted) line.say({ kind: 'failed', id, error: toWire(error) });
    } finally {
      drawing.delete(id);
    }
  }

  line.listen((message) => {
    if (message.kind === 'draw') void draw(message);
    if (message.kind === 'cancel') drawing.get(message.id)?.abort();
    if (message.kind === 'edit') countEdit(message.edit);
    if (message.kind === 'missed') countMissed();
  });
  line.broken.addEventListener('abort', () => {
    for (const stop of drawing.values()) stop.abort();
  });
}
