/**
 * From what a platform received to the command that answers it: each delivery once, checked, guarded, and with
 * every failure turned into a private sentence.
 */
import type { Logger } from 'pino';
import { InklingError, RequestError } from '../src/errors.ts';
import type { Handlers, Invocation, OptionValue, Person, Place, Press, Reply } from '../src/platforms/contract.ts';
import { RecentIds } from '../src/recent-ids.ts';
import type { ActionDefinition, Command } from './command.ts';
import { say, sayError } from './languages/index.ts';
import { readOptions, readWords } from './options.ts';

/** What a person asks for, by a command or by a button, as the guards see it. */
export interface Asked {
  readonly by: 'command' | 'button';
  readonly command: string;
  /** The subcommand, or the second part of a button's id (`again` of `poem:again:4f2k`). */
  readonly action?: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly place: Place;
  readonly person: Person;
  readonly locale: string;
}

export interface RouterOptions {
  /** Aborts what is running, and refuses what comes after. */
  readonly signal: AbortSignal;
  readonly logger: Pick<Logger, 'error' | 'info'>;
  /** Allowed channels, quotas, word filters: throws a {@link RequestError} whose sentence the person reads. */
  readonly admit?: (asked: Asked) => void | Promise<void>;
  /** How many deliveries are remembered, to drop repeated ones. */
  readonly remembered?: number;
}

export interface Router extends Required<Handlers> {
  /** Settles when every command that was running has ended. */
  idle(): Promise<void>;
}

/** The handlers that every platform is started with. */
export function createRouter(commands: readonly Command[], options: RouterOptions): Router {
  const byName = new Map(commands.map((command) => [command.definition.name, command]));
  const seen = new RecentIds(options.remembered ?? 10_000);
  const running = new Set<Promise<void>>();

  function definitionOf(name: string, action: string | undefined): ActionDefinition | undefined {
    const definition = byName.get(name)?.definition;
    if (definition?.actions === undefined) return definition;
    return action !== undefined && Object.hasOwn(definition.actions, action) ? definition.actions[action] : undefined;
  }

  /** Runs one delivery to its end; whatever fails ends as a sentence for the person and a line for the log. */
  function deliver(
    id: string,
    command: string,
    locale: string,
    reply: Reply,
    work: () => Promise<void>,
  ): Promise<void> {
    if (!seen.add(id)) return Promise.resolve();
    const ended = (async () => {
      try {
        if (options.signal.aborted) throw new RequestError('shutting-down', say(locale, 'error.shutting-down'));
        await work();
      } catch (failure) {
        const cut = options.signal.aborted && !(failure instanceof InklingError);
        const error = cut ? new RequestError('shutting-down', say(locale, 'error.shutting-down')) : failure;
        report(error, command);
        await reply.whisper({ text: sayError(locale, error) }).catch((unsaid) => report(unsaid, command));
      }
    })();
    running.add(ended);
    return ended.finally(() => running.delete(ended));
  }

  function report(error: unknown, command: string): void {
    if (error instanceof RequestError) options.logger.info({ command, code: error.code }, 'request refused');
    else {
      const code = error instanceof InklingError ? error.code : 'unexpected';
      options.logger.error({ err: error, command, code }, 'command failed');
    }
  }

  return {
    isPrivate: (command, action) => definitionOf(command, action)?.private ?? false,

    invoke: (invocation) =>
      deliver(
        `invoke ${invocation.place.platform} ${invocation.id}`,
        invocation.command,
        invocation.locale,
        invocation.reply,
        async () => {
          const { locale, person } = invocation;
          const command = byName.get(invocation.command);
          const definition = definitionOf(invocation.command, invocation.action);
          if (command === undefined || definition === undefined)
            throw new RequestError('unknown-command', say(locale, 'error.unknown-command'));
          if ((definition.managersOnly || command.definition.managersOnly) && !person.managesSpace)
            throw new RequestError('managers-only', say(locale, 'error.managers-only'));
          const checked: Invocation = { ...invocation, options: readOptions(definition, invocation.options, locale) };
          await options.admit?.({ ...checked, by: 'command' });
          await command.run(checked, options.signal);
        },
      ),

    press: (press) =>
      deliver(`press ${press.place.platform} ${press.id}`, press.button, press.locale, press.reply, async () => {
        const { name, action } = partsOf(press);
        const command = byName.get(name);
        if (command?.press === undefined)
          throw new RequestError('unknown-command', say(press.locale, 'error.unknown-command'));
        const { place, person, locale } = press;
        await options.admit?.({ by: 'button', command: name, action, options: {}, place, person, locale });
        await command.press(press, options.signal);
      }),

    read({ command: name, text }) {
      const command = byName.get(name);
      const words = text.trim();
      if (command === undefined) return { options: {} };
      const { actions } = command.definition;
      if (actions === undefined) return { options: command.read?.(words) ?? readWords(command.definition, words) };
      const [first = '', ...others] = words.split(/\s+/);
      const action = first.toLowerCase();
      if (!Object.hasOwn(actions, action)) return { action: first === '' ? 'help' : action, options: {} };
      const rest = others.join(' ');
      return { action, options: command.read?.(rest, action) ?? readWords(actions[action]!, rest) };
    },

    onMessage(entry) {
      for (const { definition } of commands) {
        const { onMessage, name } = definition;
        if (onMessage && (name === entry || onMessage.label === entry))
          return { command: name, option: onMessage.option };
      }
      return undefined;
    },

    async complete({ command, action, option: name, typed, place, locale }) {
      const options = definitionOf(command, action)?.options ?? {};
      const option = Object.hasOwn(options, name) ? options[name] : undefined;
      if (option?.kind === 'completed') return (await option.complete(typed, place, locale)).slice(0, 25);
      if (option?.kind !== 'choice') return [];
      const wanted = typed.trim().toLowerCase();
      return option.choices.filter((one) => one.label.toLowerCase().includes(wanted)).slice(0, 25);
    },

    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

function partsOf(press: Press): { name: string; action: string } {
  const [name = '', action = ''] = press.button.split(':');
  return { name, action };
}
