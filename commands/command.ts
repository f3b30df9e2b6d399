/**
 * A slash command: data that every platform registers in its own way, and one function.
 * A command knows the conversation, not the platform.
 */
import type { Invocation, OptionValue, Place, Press } from '../src/platforms/contract.ts';

interface OptionBase {
  /** The option's name by locale, where a translation helps; the key in `options` stays the English one. */
  readonly names?: Readonly<Record<string, string>>;
  /** One short sentence, English; translations stand in `descriptions` by locale. */
  readonly description: string;
  readonly descriptions?: Readonly<Record<string, string>>;
  readonly required?: boolean;
}

export type OptionDefinition =
  | (OptionBase & { readonly kind: 'text'; readonly max: number })
  | (OptionBase & { readonly kind: 'integer'; readonly min: number; readonly max: number })
  | (OptionBase & { readonly kind: 'number'; readonly min: number; readonly max: number })
  | (OptionBase & { readonly kind: 'flag' })
  /** One of a list; with more than 25 entries, or where it depends on the place, it is completed as it is typed. */
  | (OptionBase & {
      readonly kind: 'choice';
      readonly choices: readonly { readonly value: string; readonly label: string }[];
    })
  | (OptionBase & {
      readonly kind: 'completed';
      readonly max: number;
      complete(
        typed: string,
        place: Place,
        locale: string,
      ): Promise<readonly { readonly value: string; readonly label: string }[]>;
    })
  | (OptionBase & { readonly kind: 'channel' })
  | (OptionBase & { readonly kind: 'role' })
  | (OptionBase & { readonly kind: 'person' });

export interface ActionDefinition {
  /** The name by locale, where a translation helps. */
  readonly names?: Readonly<Record<string, string>>;
  readonly description: string;
  readonly descriptions?: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, OptionDefinition>>;
  /** Answers go to the person alone. */
  readonly private?: boolean;
  /** Only for people who manage the space. */
  readonly managersOnly?: boolean;
}

/** A command without subcommands has `options`; one with them has `actions`. */
export interface CommandDefinition extends ActionDefinition {
  readonly name: string;
  /** May be run on a message of the channel, whose text becomes this option: from its context menu, under this label. */
  readonly onMessage?: {
    readonly option: string;
    readonly label: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly actions?: Readonly<Record<string, ActionDefinition>>;
}

export interface Command {
  readonly definition: CommandDefinition;
  run(invocation: Invocation, signal: AbortSignal): Promise<void>;
  /** Reads free words as options, where the general way (`name:value`, the rest is the first text) is too stiff. */
  read?(words: string, action?: string): Readonly<Record<string, OptionValue>>;
  /** Button and menu ids that start with `${name}:` come here. */
  press?(press: Press, signal: AbortSignal): Promise<void>;
}

/** An option's value as text, or the given default. */
export function textOption(options: Readonly<Record<string, OptionValue>>, name: string): string | undefined {
  const value = options[name];
  return value === undefined ? undefined : String(value);
}
