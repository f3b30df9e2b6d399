/** A worker process with the small engine. Arguments: the queue's address, and the step beyond which it never gets. */
import { startQueueWorker } from '../../src/queue/index.ts';
import { forever, smallEngine } from './small-engine.ts';

const [url = '', last = 'Infinity'] = process.argv.slice(2);
const engine = smallEngine(async (step, _request, signal) => (step > Number(last) ? forever(signal) : undefined));
const worker = startQueueWorker({ url, engine, takeOverAfterMs: 1_000 });
process.on('SIGTERM', () => void worker.close().then(() => process.exit(0)));
process.on('disconnect', () => process.exit(0));
await worker.ready();
process.send?.('ready');
