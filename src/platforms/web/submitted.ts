/** What people do on the page, as the page sends it, and how others see it. */
import type { ActionDefinition, CommandDefinition } from '../../../commands/command.ts';
import { RequestError } from '../../errors.ts';
import type { OptionValue } from '../contract.ts';
import type { LoggedContent } from './log.ts';

/** Somebody's action on the page; `id` is the page's own, so that a repeated delivery is known. */
export interface Action {
  readonly id: string;
  readonly person: string;
  readonly locale: string;
}

export interface SubmittedCommand extends Action {
  readonly channel: string;
  readonly command: string;
  readonly action?: string | undefined;
  /** Named options, as typed. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** Words typed without an option's name. */
  readonly words?: string | undefined;
}

export interface SubmittedForm extends Action {
  readonly channel: string;
  readonly form: string;
  readonly options: Readonly<Record<string, OptionValue>>;
}

export interface PressedControl extends Action {
  readonly message: string;
  readonly button: string;
  readonly values: readonly string[];
}

/**
 * The definition of a command's action.
 *
 * @throws {RequestError} when there is no such command or action
 */
export function findAction(
  commands: readonly CommandDefinition[],
  name: string,
  action: string | undefined,
): ActionDefinition {
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) throw new RequestError('unknown-command', `There is no command /${name.slice(0, 40)}.`);
  if (command.actions === undefined) return command;
  if (action !== undefined && Object.hasOwn(command.actions, action)) return command.actions[action]!;
  const names = Object.keys(command.actions).join(', ');
  throw new RequestError('unknown-action', `/${name} needs one of these after it: ${names}.`);
}

/** For a command with actions, the words that name the action come first. */
export function wordsToRead(submitted: SubmittedCommand, words: string): string {
  return submitted.action === undefined ? words : `${submitted.action} ${words}`;
}

/** The command as others see it; long values are cut. */
export function commandLine(
  command: string,
  action: string | undefined,
  options: Readonly<Record<string, OptionValue>>,
): string {
  const shown = Object.entries(options).map(([name, value]) => {
    const text = Array.from(String(value).replace(/\s+/g, ' '));
    return `${name}:${text.length > 60 ? `${text.slice(0, 59).join('')}…` : text.join('')}`;
  });
  return [`/${command}`, ...(action === undefined ? [] : [action]), ...shown].join(' ');
}

/** What stands on a control; undefined when it is not there, or cannot be used. */
export function labelOf({ buttons = [], menus = [] }: LoggedContent, control: string): string | undefined {
  const button = buttons.find(({ id, disabled }) => id === control && !disabled);
  return button?.label ?? menus.find(({ id }) => id === control)?.placeholder;
}
