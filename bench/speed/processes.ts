/** Poems a minute as processes are added: lanes of one engine, and workers on a queue. */
import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { startEngine } from '../../src/diffusion/index.ts';
import { startQueueEngine } from '../../src/queue/index.ts';
import { installed, startRedis } from '../../test/store/services.ts';
import { lanesOf, measureThroughput, type Throughput, wholeMixtures } from './throughput.ts';

export interface ProcessCount {
  readonly processes: number;
  readonly throughput: Throughput;
}

/** Redis's own account of what a poem asked of it. */
export interface RedisLoad {
  readonly commandsAPoem: number;
  readonly bytesAPoem: number;
  /** Milliseconds of Redis's one core a poem. */
  readonly milliseconds: number;
}

export interface WorkerCount extends ProcessCount {
  readonly redis: RedisLoad;
}

const counts = [1, 2, 4];
const inFlight = 32;
/** So that a worker takes its share of the poems in flight, whatever their number. */
const poemsOfWorker = inFlight;

/** Lanes of one thread each, all in one engine. */
export async function measureLanes(model: string, poems: number, say: (progress: string) => void) {
  const measured: ProcessCount[] = [];
  for (const processes of counts) {
    say(`${processes} processes in one engine`);
    const engine = startEngine({ modelFolder: model, threads: processes, processes });
    await lanesOf(engine, processes);
    measured.push({ processes, throughput: await measureThroughput(engine, inFlight, wholeMixtures(poems)) });
    await engine.close();
  }
  return measured;
}

/** Workers of one process and one thread each; undefined where there is no redis-server. */
export async function measureWorkers(
  model: string,
  poems: number,
  say: (progress: string) => void,
): Promise<readonly WorkerCount[] | undefined> {
  if (!installed.redis) return undefined;
  const redis = await startRedis();
  const measured: WorkerCount[] = [];
  try {
    for (const processes of counts) {
      say(`${processes} workers on a queue`);
      const url = await redis.freshUrl();
      const engine = startQueueEngine({ url });
      const workers = Array.from({ length: processes }, () => startWorker(url, model));
      await engine.ready();
      while (engine.status().workers !== processes) await sleep(100);
      const before = await redisAccount(redis.socket);
      const throughput = await measureThroughput(engine, inFlight, wholeMixtures(poems));
      const after = await redisAccount(redis.socket);
      const each = (of: keyof typeof before) => (after[of] - before[of]) / throughput.poems;
      measured.push({
        processes,
        throughput,
        redis: { commandsAPoem: each('commands'), bytesAPoem: each('bytes'), milliseconds: 1000 * each('seconds') },
      });
      await engine.close();
      await Promise.all(workers.map(end));
    }
  } finally {
    await redis.stop();
  }
  return measured;
}

function startWorker(url: string, model: string): ChildProcess {
  return fork(fileURLToPath(new URL('../../src/queue/worker-main.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      ...{ QUEUE_URL: url, MODEL_FOLDER: model, LOG_LEVEL: 'warn', WORKER_CONCURRENCY: `${poemsOfWorker}` },
      ...{ ENGINE_THREADS: '1', ENGINE_PROCESSES: '1' },
    },
  });
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

async function redisAccount(socket: string): Promise<{ commands: number; bytes: number; seconds: number }> {
  const client = new Redis(socket);
  const info = await client.info();
  client.disconnect();
  const figure = (name: string) => Number(new RegExp(`^${name}:(.+)$`, 'm').exec(info)?.[1] ?? 0);
  return {
    commands: figure('total_commands_processed'),
    bytes: figure('total_net_input_bytes') + figure('total_net_output_bytes'),
    seconds: figure('used_cpu_user') + figure('used_cpu_sys'),
  };
}
