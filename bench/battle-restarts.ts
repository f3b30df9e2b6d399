/**
 * A bot that is killed and started again in the middle of its battles, a hundred times in all, over each database.
 * `node --import tsx bench/battle-restarts.ts [RESTARTS] [sqlite|redis|postgres] [--unnamed]` prints what became of
 * every battle; with `--unnamed` the chat service does not know a post by its name.
 */
import { killing } from '../test/battles/killing.ts';
import { backends } from '../test/store/backends.ts';

const given = process.argv.slice(2);
const kills = Number(given.find((one) => /^\d+$/.test(one)) ?? 100);
const postsOnce = !given.includes('--unnamed');
const wanted = given.filter((one) => backends.some(({ name }) => name === one));
const stores = backends.filter(({ name, installed }) => installed && (wanted.length === 0 || wanted.includes(name)));

let faults = 0;
for (const [n, { name, start }] of stores.entries()) {
  const service = await start();
  const begun = Date.now();
  // So that all stores together make the number.
  const share = Math.floor((kills * (n + 1)) / stores.length) - Math.floor((kills * n) / stores.length);
  const after = await killing({ storeUrl: await service.freshUrl(), kills: share, postsOnce });
  const { battles, closedOnce, closedTwice, neverClosed, wrongWinner, unclear } = after;
  faults += closedTwice.length + neverClosed.length + wrongWinner.length;
  const { drawing, voting, closing } = after.kills;
  console.log(
    `${name}: ${share} restarts in ${Math.round((Date.now() - begun) / 1000)} s (${drawing} while drawing, ` +
      `${voting} while voting, ${closing} while closing), ${battles} battles: ${closedOnce} closed once, ` +
      `${closedTwice.length} twice, ${neverClosed.length} never, ${wrongWinner.length} with a wrong winner` +
      `${postsOnce ? '' : `, ${unclear.length} unclear`}`,
  );
  for (const one of [...closedTwice, ...neverClosed, ...wrongWinner, ...unclear]) console.log(`  ${one}`);
  await service.stop();
}
process.exitCode = faults === 0 ? 0 : 1;
