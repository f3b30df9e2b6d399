/** A worker process with the small engine. Arguments: the queue's address, the step beyond which it never gets, and milliseconds a step. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startQueueWorker } from '../../src/queue/index.ts';
import { forever, smallEngine } from './small-engine.ts';

const [url = '', last = 'Infinity', pace = '0'] = process.argv.slice(2);
const engine = smallEngine(async (step, _request, signal) => {
  if (step > Number(last)) await forever(signal);
  if (Number(pace) > 0) await sleep(Number(pace), undefined, { signal });
});
const worker = startQueueWorker({ url, engine, takeOverAfterMs: 1_000 });
process.on('SIGTERM', () => void worker.close().then(() => process.exit(0)));
process.on('disconnect', () => process.exit(0));
await worker.ready();
process.send?.('ready');
