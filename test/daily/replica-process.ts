/** One replica as a process of its own; says `ready` when its clockwork runs, and ends when it is killed. */

import { DailyVerses } from '../../src/daily/index.ts';
import { openStore } from '../../src/store/index.ts';
import { recordedEngine } from '../battles/recorded-engine.ts';
import { chatPlatform } from './chat-service.ts';
import { type FastClockTerms, fastClock } from './fast-clock.ts';
import { dress, plainLook, quiet } from './world.ts';

export interface ReplicaTerms {
  readonly storeUrl: string;
  readonly chatUrl: string;
  readonly postsOnce: boolean;
  readonly clock: FastClockTerms;
  readonly graceMs: number;
  readonly leaseMs: number;
}

const terms = JSON.parse(process.argv[2] ?? '') as ReplicaTerms;
const clock = fastClock(terms.clock);
const store = await openStore(terms.storeUrl, { clock });
const engine = recordedEngine();
engine.before = () => new Promise((done) => setTimeout(done, 15));
const platform = chatPlatform(terms.chatUrl, terms.postsOnce);
const verses = new DailyVerses({
  ...{ store, clock, engine, dress, look: plainLook, logger: quiet, platform: () => platform },
  ...{ graceMs: terms.graceMs, leaseMs: terms.leaseMs },
});
process.stdout.write('ready\n');
await verses.run(new AbortController().signal);
