import { battleLook } from '../../commands/battle-look.ts';
import type { Call } from '../../src/battles/index.ts';
import { Battles } from '../../src/battles/index.ts';
import type { Clock } from '../../src/clock.ts';
import type { Platform } from '../../src/platforms/contract.ts';
import type { Engine } from '../../src/poem.ts';
import type { Store } from '../../src/store/index.ts';
import { classroom } from '../settings/people.ts';

export const minute = 60_000;
export const leaseMs = minute;
const quiet = { info() {}, warn() {} };
export const caller = { id: 'ann', name: 'Ann' };

/** One process over a store. */
export function battleProcess(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly engine: Engine;
  readonly platform: Platform;
  readonly leaseMs?: number;
}): Battles {
  const { platform } = parts;
  return new Battles({
    look: battleLook,
    dress: async (_, { request }) => request,
    leaseMs,
    logger: quiet,
    ...parts,
    platform: (name) => (name === platform.name ? platform : undefined),
  });
}

/** Haiku against limerick about rain, five minutes to vote. */
export function call(id: string, changes: Partial<Call> = {}): Call {
  return {
    ...{ id, place: classroom, locale: 'en', topic: 'rain', minutes: 5, hidden: false, calledBy: caller },
    sides: {
      a: { request: { topic: 'rain', style: 'haiku', seed: 1 } },
      b: { request: { topic: 'rain', style: 'limerick', seed: 2 } },
    },
    ...changes,
  };
}
