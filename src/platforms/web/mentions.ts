/**
 * Channels, roles and people in option values: what was typed ("#verse", "@Quiet Heron") becomes an id,
 * as Discord's own clients do for Discord. All other options are checked by whoever receives the command.
 */
import type { ActionDefinition } from '../../../commands/command.ts';
import { RequestError } from '../../errors.ts';
import type { OptionValue } from '../contract.ts';
import type { Presence } from './room.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Whom and what an option may mention. */
export interface Directory {
  readonly channels: readonly string[];
  readonly people: readonly Presence[];
}

/** The local channel's only role. */
const roles: readonly Choice[] = [{ value: 'teacher', label: 'Teacher' }];

/** What may be mentioned in an option of this kind; undefined when the kind mentions nothing. */
export function mentionable(kind: string, directory: Directory): readonly Choice[] | undefined {
  if (kind === 'channel') return directory.channels.map((channel) => ({ value: channel, label: `#${channel}` }));
  if (kind === 'role') return roles.map(({ value, label }) => ({ value, label: `@${label}` }));
  if (kind === 'person') return directory.people.map(({ id, name }) => ({ value: id, label: `@${name}` }));
  return undefined;
}

/**
 * The options with mentions as ids; everything else untouched.
 *
 * @throws {RequestError} when somebody or something mentioned is not there
 */
export function resolveMentions(
  definition: ActionDefinition,
  options: Readonly<Record<string, OptionValue>>,
  directory: Directory,
): Record<string, OptionValue> {
  const resolved = { ...options };
  for (const [name, value] of Object.entries(options)) {
    const kind = Object.hasOwn(definition.options, name) ? definition.options[name]?.kind : undefined;
    const choices = kind === undefined ? undefined : mentionable(kind, directory);
    if (choices === undefined) continue;
    const typed = String(value).trim().toLowerCase();
    const found = choices.find(
      (choice) =>
        choice.value === typed || choice.label.toLowerCase().replace(/^[#@]/, '') === typed.replace(/^[#@]/, ''),
    );
    if (found === undefined) {
      throw new RequestError('unknown-mention', `There is no “${String(value).slice(0, 40)}” here for “${name}”.`);
    }
    resolved[name] = found.value;
  }
  return resolved;
}
