/**
 * Three replicas on one Redis and three on one PostgreSQL, killed two hundred times in all, without warning.
 * `node --import tsx bench/daily-kills.ts [KILLS-EACH] [--unnamed]` prints what became of every date; with
 * `--unnamed` the chat service does not know a post by its name. The servers are started in a temporary folder.
 */
import { killing } from '../test/daily/killing.ts';
import { backends } from '../test/store/backends.ts';

const kills = Number(process.argv[2] ?? 100);
const postsOnce = !process.argv.includes('--unnamed');
let faults = 0;
for (const { name, installed, start } of backends) {
  if (name === 'sqlite' || !installed) continue;
  const service = await start();
  const begun = Date.now();
  const { dates, twice, missing, unfinished, states } = await killing({
    ...{ storeUrl: await service.freshUrl(), kills, postsOnce },
  });
  const lost = missing.filter((one) => postsOnce || !one.endsWith(': unclear'));
  faults += twice.length + lost.length + unfinished.length;
  console.log(
    `${name}: ${kills} kills in ${Math.round((Date.now() - begun) / 1000)} s, ${dates} dates, ${twice.length} twice, ` +
      `${lost.length} lost, ${unfinished.length} unfinished; ${JSON.stringify(states)}`,
  );
  await service.stop();
}
process.exitCode = faults === 0 ? 0 : 1;
