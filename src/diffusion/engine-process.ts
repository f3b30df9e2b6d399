/** One lane's own process: loads the model once, draws for the process that forked it. */
import { join } from 'node:path';
import { Atelier } from './atelier.ts';
import type { FromEngine, ToEngine } from './protocol.ts';
import { toWire } from './wire-error.ts';

const say = (message: FromEngine) => {
  // When the other side was killed, the last message fails before "disconnect" comes; that is no error of this process.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
};
const tellMemory = () => say({ kind: 'memory', bytes: process.memoryUsage.rss() });
const memoryEveryMs = 500;

const [folder, threads, lanes, device] = process.argv.slice(2);
// Ctrl-C, and a supervisor's farewell, reach the whole process group; the bot decides when the engine ends.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => {});
process.on('disconnect', () => process.exit(0));

try {
  const atelier = await Atelier.open({
    folder: folder ?? join('models', 'verse'),
    threads: Number(threads),
    lanes: Number(lanes),
    device: device === 'cuda' ? 'cuda' : 'cpu',
  });
  process.on('message', (message: ToEngine) => {
    if (message.kind === 'close') process.exit(0);
    if (message.kind === 'cancel') return atelier.cancel(message.id);
    if (message.kind === 'company') return atelier.share(message.lanes);
    const { id, request } = message;
    const failed = (error: unknown) => say({ kind: 'failed', id, error: toWire(error) });
    try {
      if (message.kind === 'check') atelier.drawing(request);
      else atelier.start(id, request, { event: (event) => say({ kind: 'event', id, event }), failed });
    } catch (error) {
      failed(error);
    }
  });
  setInterval(tellMemory, memoryEveryMs).unref();
  tellMemory();
  say({ kind: 'ready' });
} catch (error) {
  say({ kind: 'broken', error: toWire(error) });
  process.disconnect?.();
}
