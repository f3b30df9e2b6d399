/**
 * Workers on a queue, killed twenty times without warning while sixteen people ask for poem after poem.
 * `node --import tsx bench/worker-kills.ts [KILLS]` prints what became of the poems. redis-server is started in a
 * temporary folder.
 */
import { killing } from '../test/queue/killing.ts';
import { World } from '../test/queue/world.ts';
import { startRedis } from '../test/store/services.ts';

const redis = await startRedis();
const world = new World(await redis.freshUrl());
const begun = Date.now();
const { kills, asked, faulty } = await killing(world, Number(process.argv[2] ?? 20));
console.log(
  `${kills} kills in ${Math.round((Date.now() - begun) / 1000)} s, ${asked} poems, ${asked - faulty.length} ended whole and once` +
    `${faulty.length > 0 ? `, faulty: ${faulty.join(', ')}` : ''}`,
);
await world.stop();
await redis.stop();
process.exitCode = faulty.length === 0 ? 0 : 1;
