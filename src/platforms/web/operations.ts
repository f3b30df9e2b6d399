/** The routes for whoever keeps the bot running: is it well, what does it measure, a page that shows both. */
import { Hono } from 'hono';
import type { EngineStatus } from '../../poem.ts';
import type { PageFile } from './page-files.ts';

export interface OperationsOptions {
  readonly status: () => EngineStatus;
  /** Platforms that this process serves, and whether each is connected. */
  readonly platforms: () => Readonly<Record<string, boolean>>;
  /** Prometheus's text format. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  readonly files: ReadonlyMap<string, PageFile>;
}

export function operationsRoutes(options: OperationsOptions): Hono {
  return new Hono()
    .get('/health', (context) => {
      const engine = options.status();
      const body = {
        status: engine.ready ? 'ok' : 'unavailable',
        engine,
        platforms: options.platforms(),
        uptime: Math.round(process.uptime()),
      };
      context.header('Cache-Control', 'no-store');
      return context.json(body, engine.ready ? 200 : 503);
    })
    .get('/metrics', async (context) => {
      const { type, text } = await options.metrics();
      return context.body(text, 200, { 'Content-Type': type, 'Cache-Control': 'no-store' });
    })
    .get('/status', (context) => {
      const page = options.files.get('status.html');
      return page === undefined ? context.notFound() : context.body(page.body, 200, { 'Content-Type': page.type });
    });
}
