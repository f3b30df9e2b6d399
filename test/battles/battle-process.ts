/** One bot as a process of its own: takes orders from its parent, and ends when it is killed. */
import type { Battles } from '../../src/battles/index.ts';
import { openStore } from '../../src/store/index.ts';
import { chatPlatform } from '../daily/chat-service.ts';
import { type FastClockTerms, fastClock } from '../daily/fast-clock.ts';
import { classroom } from '../settings/people.ts';
import { recordedEngine } from './recorded-engine.ts';
import { battleProcess, call, caller } from './world.ts';

export interface BattleProcessTerms {
  readonly storeUrl: string;
  readonly chatUrl: string;
  readonly postsOnce: boolean;
  readonly clock: FastClockTerms;
}

/** What the process is told; it answers each with {@link Answer}, unless it dies first. */
export type Order =
  | { readonly order: number; readonly do: 'call'; readonly id: string; readonly minutes: number }
  | {
      readonly order: number;
      readonly do: 'vote';
      readonly id: string;
      readonly voter: string;
      readonly side: 'a' | 'b';
    }
  | { readonly order: number; readonly do: 'close'; readonly id: string };

export interface Answer {
  readonly order: number;
  readonly refused?: string;
}

const terms = JSON.parse(process.argv[2] ?? '') as BattleProcessTerms;
const never = new AbortController().signal;
const clock = fastClock(terms.clock);
const store = await openStore(terms.storeUrl, { clock });
const engine = recordedEngine(4);
engine.before = () => new Promise((done) => setTimeout(done, 40));
const platform = chatPlatform(terms.chatUrl, terms.postsOnce);
const battles: Battles = battleProcess({ store, clock, engine, platform });

function carryOut(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'call':
      return battles.call(call(order.id, { minutes: order.minutes }), never);
    case 'vote':
      return battles.vote(
        classroom,
        order.id,
        { voter: { id: order.voter, name: order.voter }, side: order.side },
        never,
      );
    case 'close':
      return battles.close(classroom, order.id, caller, never);
  }
}

process.on('message', (order: Order) => {
  carryOut(order).then(
    () => process.send?.({ order: order.order } satisfies Answer),
    (error) => process.send?.({ order: order.order, refused: error.code ?? String(error) } satisfies Answer),
  );
});
process.send?.({ order: 0 } satisfies Answer);
await battles.run(never);
