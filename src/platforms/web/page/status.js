/** Keeps the status page in step with /health. */
import { byId, element } from './element.js';

const everyMs = 2000;
const names = { web: 'The local channel', discord: 'Discord', slack: 'Slack' };

async function refresh() {
  const health = await fetch('/health', { cache: 'no-store' })
    .then((answer) => answer.json())
    .catch(() => undefined);
  if (health === undefined) {
    byId('headline').textContent = 'Inkling cannot be reached';
    return;
  }
  const { engine, platforms, uptime } = health;
  byId('headline').textContent = engine.ready ? 'Inkling is well' : 'The engine cannot draw yet';
  byId('figures').replaceChildren(
    figure('being drawn', engine.active),
    figure('waiting', engine.queued),
    ...(engine.workers === undefined ? [] : [figure('workers', engine.workers)]),
    ...(engine.lanes === undefined ? [] : [figure('processes that draw', engine.lanes)]),
    ...(engine.memory ? [figure('memory of those', `${Math.round(engine.memory / 2 ** 20)} MB`)] : []),
    figure('poems drawn', engine.poems),
    figure('steps drawn', engine.steps),
    figure('up for', duration(uptime)),
  );
  byId('platforms').replaceChildren(
    ...Object.entries(platforms).map(([name, connected]) =>
      element(
        connected ? 'li.connected' : 'li',
        {},
        `${names[name] ?? name}: ${connected ? 'connected' : 'not connected'}`,
      ),
    ),
  );
}

function figure(name, value) {
  const shown = typeof value === 'number' ? value.toLocaleString() : value;
  return element('div', {}, element('dt', {}, name), element('dd', {}, shown));
}

function duration(seconds) {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

await refresh();
setInterval(refresh, everyMs);
