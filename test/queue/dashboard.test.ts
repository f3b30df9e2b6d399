import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createMetrics } from '../../src/metrics.ts';
import { atOnce, smallEngine } from './small-engine.ts';

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}

const read = (file: string) => readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');
const seriesIn = (text: string) =>
  [...new Set(text.match(/inkling_[a-z_]+/g))].map((name) => name.replace(/_(bucket|sum|count)$/, '')).toSorted();

/** The names of all of Inkling's own series. */
async function ownSeries(): Promise<string[]> {
  const metrics = createMetrics(systemClock);
  metrics.watchEngine(smallEngine(atOnce));
  const { text } = await metrics.scrape();
  return [...text.matchAll(/^# TYPE (inkling_\w+)/gm)].map(([, name]) => name!).toSorted();
}

test('the dashboard asks for every series that there is, and for no other', async () => {
  const { panels } = JSON.parse(read('grafana-dashboard.json')) as Dashboard;

  const asked = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join('\n');

  expect([...new Set(seriesIn(asked))]).toEqual(await ownSeries());
});

test('the page on scaling explains every series that there is, and no other', async () => {
  const explained = [...read('scaling.md').matchAll(/^\| `(inkling_\w+)` \|/gm)].map(([, name]) => name!).toSorted();

  expect(explained).toEqual(await ownSeries());
});
