/** The pictures as the bot asks for them: each is drawn in a process that ends with it. */
import { fork } from 'node:child_process';
import { InklingError } from '../errors.ts';
import { ownModule } from '../own-module.ts';
import type { CardOrder, FilmOrder, HeatMapOrder, PictureOrder } from './orders.ts';

export interface Pictures {
  /** @returns a GIF that plays once and stays on the finished poem */
  film(order: Omit<FilmOrder, 'kind'>, signal?: AbortSignal): Promise<Uint8Array>;
  /** @returns a PNG */
  card(order: Omit<CardOrder, 'kind'>, signal?: AbortSignal): Promise<Uint8Array>;
  /** @returns a PNG */
  heatMap(order: Omit<HeatMapOrder, 'kind'>, signal?: AbortSignal): Promise<Uint8Array>;
}

export function createPictures(): Pictures {
  return {
    film: (order, signal) => draw({ kind: 'film', ...order }, signal),
    card: (order, signal) => draw({ kind: 'card', ...order }, signal),
    heatMap: (order, signal) => draw({ kind: 'heat-map', ...order }, signal),
  };
}

/** @throws {InklingError} `picture` when the process fails; the signal's reason when it aborts */
function draw(order: PictureOrder, signal?: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const { path, execArgv } = ownModule('picture-process.ts', import.meta.url);
    const child = fork(path, {
      serialization: 'advanced',
      execArgv,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const stop = () => {
      reject(signal?.reason);
      child.kill('SIGKILL');
    };
    signal?.addEventListener('abort', stop, { once: true });
    const failed = (cause: unknown) =>
      reject(
        new InklingError('picture', {
          operator: `A picture (${order.kind}) could not be drawn: ${String(cause)}`,
          person: 'I could not draw that picture. Please try again in a moment.',
          cause,
        }),
      );
    child.once('message', (bytes: Uint8Array) => resolve(bytes));
    child.once('error', failed);
    child.once('exit', (code, killed) => {
      signal?.removeEventListener('abort', stop);
      failed(`the process ended (${killed ?? `exit code ${code}`})`);
    });
    child.send(order);
  });
}
