/** A process that dies at a given step: from then on it writes nothing, posts nothing, and answers nothing. */
import type { LiveMessage, Platform } from '../../src/platforms/contract.ts';
import type { Store } from '../../src/store/index.ts';

export interface Mortal {
  readonly store: Store;
  readonly platform: Platform;
  /** Whether it has died. */
  readonly dead: boolean;
  /** Steps taken so far. */
  readonly steps: number;
}

/** Where a process dies: before a step is made, or after it is made and before its answer is heard. */
export interface Death {
  /** From 1; a step is a write or question to the store, a post, or an edit. */
  readonly at: number;
  readonly moment: 'before' | 'after';
}

class Died extends Error {}

export function mortal(store: Store, platform: Platform, death: Death): Mortal {
  let steps = 0;
  let dead = false;

  const step = async <T>(make: () => T | Promise<T>): Promise<T> => {
    if (dead) throw new Died();
    steps += 1;
    if (steps < death.at) return make();
    dead = true;
    if (death.moment === 'after') await make();
    throw new Died();
  };
  /** The same object with every method a step; `shape` may wrap what a method gives. */
  const stepwise = <T extends object>(
    target: T,
    shape: (method: string, answer: unknown) => unknown = (_, answer) => answer,
  ): T =>
    new Proxy(target, {
      get(of, name) {
        const member = Reflect.get(of, name, of) as unknown;
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) =>
          step(() => Reflect.apply(member, of, given) as unknown).then((answer) => shape(String(name), answer));
      },
    });

  const live = (message: LiveMessage): LiveMessage => ({
    ref: message.ref,
    frameBudget: (ms) => message.frameBudget(ms),
    show(content, progress) {
      if (!dead) message.show(content, progress);
    },
    finish: (content, manner) => step(() => message.finish(content, manner)),
  });

  return {
    get dead() {
      return dead;
    },
    get steps() {
      return steps;
    },
    platform: Object.assign(
      stepwise(platform, (method, answer) =>
        method === 'post' || method === 'resume' ? live(answer as LiveMessage) : answer,
      ),
    ),
    store: {
      ...store,
      collection: (name) => stepwise(store.collection(name)),
      ballots: stepwise(store.ballots),
    } as Store,
  };
}
