/**
 * Measures drafts, facts and repairs with the real model:
 * node --import tsx bench/mending/main.ts [lists|facts|repairs] [count] [steps]
 */
import { openBench } from './draw.ts';
import { measureFacts } from './facts.ts';
import { measureLists } from './lists.ts';
import { measureRepairs } from './repairs.ts';

const [what = 'all', count, steps = '4'] = process.argv.slice(2);
const bench = await openBench();
const measures = {
  lists: () => measureLists(bench, Number(count ?? 200), Number(steps)),
  facts: () => measureFacts(bench, Number(count ?? 500), Number(steps)),
  repairs: () => measureRepairs(bench, Number(count ?? 200), Number(steps)),
};
for (const [name, measure] of Object.entries(measures))
  if (what === 'all' || what === name) console.log(name, await measure());
await bench.atelier.close();
