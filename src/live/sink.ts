/** Makes live messages of editable ones: one sink a platform, which knows the limits that its messages share. */
import type { Content, EditableMessage, LiveMessage, MessageRef } from '../platforms/contract.ts';
import { type LiveOptions, PacedMessage } from './live-message.ts';
import { SharedBudget, type SharedLimit } from './shared-budget.ts';

export interface SinkOptions extends Omit<LiveOptions, 'random'> {
  readonly random?: () => number;
  /** Looks on at a message's edits, for metrics. */
  readonly watch?: (message: EditableMessage) => EditableMessage;
  /** A limit that messages share, and by what they share it (a workspace, a channel); undefined = alone. */
  readonly shared?: { readonly limit: SharedLimit; by(ref: MessageRef): string | undefined };
}

export interface Sink {
  /** @param opening what already stands there; absent for a message taken up again after a restart */
  live(message: EditableMessage, opening?: Content): LiveMessage;
  /** Gives up what has not landed: the platform is about to be disconnected. */
  stop(): void;
}

export function createSink(options: SinkOptions): Sink {
  const budgets = new Map<string, SharedBudget>();
  const live = { ...options, random: options.random ?? Math.random };

  function budgetOf(ref: MessageRef): SharedBudget | undefined {
    const key = options.shared?.by(ref);
    if (options.shared === undefined || key === undefined) return undefined;
    const budget = budgets.get(key) ?? new SharedBudget(options.clock, options.shared.limit);
    budgets.set(key, budget);
    return budget;
  }

  const watch = options.watch ?? ((message: EditableMessage) => message);
  const open = new Set<PacedMessage>();
  return {
    live(message, opening) {
      const paced = new PacedMessage(watch(message), opening, live, budgetOf(message.ref), () => open.delete(paced));
      open.add(paced);
      return paced;
    },
    stop() {
      for (const message of open) message.abandon();
    },
  };
}
