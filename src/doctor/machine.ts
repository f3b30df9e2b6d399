/** Node, the model and its engine, the store, the port. */
import { createServer } from 'node:net';
import type { Config } from '../config.ts';
import { startEngine } from '../diffusion/index.ts';
import { readModelFiles } from '../poetics/index.ts';
import { openStore } from '../store/index.ts';
import { type Finding, fine, problem } from './finding.ts';

const leastNode = [20, 19] as const;

export function examineNode(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const recent = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
  return recent
    ? fine(`Node ${version} is recent enough.`)
    : problem(`Node ${version} is too old: Inkling needs ${leastNode.join('.')} or newer.`);
}

/** Reads the model, verifies its checksums, and lets the engine load it. */
export async function examineModel(engine: Config['engine']): Promise<Finding> {
  const { config } = await readModelFiles(engine.modelFolder);
  const started = startEngine({ ...engine, processes: 1 });
  try {
    await started.ready();
  } finally {
    await started.close();
  }
  return fine(`The model in ${engine.modelFolder} is whole (${config.vocabulary} words), and the engine can load it.`);
}

export async function examineStore(url: string): Promise<Finding> {
  const store = await openStore(url);
  try {
    await store.ping();
    return fine(`The store at ${store.place} answers.`);
  } finally {
    await store.close();
  }
}

/** Whether the local channel can have its port, or has it already. */
export async function examinePort({ host, port }: Config['web']): Promise<Finding> {
  const taken = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
  if (taken === undefined) return fine(`Port ${port} on ${host} is free.`);
  if (taken.code !== 'EADDRINUSE')
    return problem(`Inkling cannot listen on ${host}:${port} (${taken.code}). Check HOST and PORT.`);
  const health = await fetch(`http://${host}:${port}/health`, { signal: AbortSignal.timeout(3000) })
    .then((answer) => answer.json())
    .catch(() => undefined);
  const own = typeof health === 'object' && health !== null && 'engine' in health;
  return own
    ? fine(`Inkling is running already on ${host}:${port}.`)
    : problem(`Port ${port} is taken by another program. Choose another one with PORT.`);
}
