/** The commands as the page's completion knows them: descriptions in one language, nothing that cannot travel. */
import type { ActionDefinition, CommandDefinition, OptionDefinition } from '../../../commands/command.ts';

export interface CatalogueOption {
  readonly name: string;
  readonly kind: OptionDefinition['kind'];
  readonly description: string;
  readonly required: boolean;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly min?: number;
  readonly max?: number;
}

export interface CatalogueAction {
  readonly name: string;
  readonly description: string;
  readonly managersOnly: boolean;
  readonly options: readonly CatalogueOption[];
}

export interface CatalogueCommand extends CatalogueAction {
  readonly actions?: readonly CatalogueAction[];
}

/** Every command, described in the language nearest to `locale` (BCP 47). */
export function catalogue(commands: readonly CommandDefinition[], locale: string): readonly CatalogueCommand[] {
  return commands.map((command) => ({
    ...describeAction(command.name, command, locale),
    ...(command.actions === undefined
      ? {}
      : {
          actions: Object.entries(command.actions).map(([name, action]) => describeAction(name, action, locale)),
        }),
  }));
}

function describeAction(name: string, action: ActionDefinition, locale: string): CatalogueAction {
  return {
    name,
    description: inLanguage(action, locale),
    managersOnly: action.managersOnly ?? false,
    options: Object.entries(action.options).map(([option, definition]) => describeOption(option, definition, locale)),
  };
}

function describeOption(name: string, option: OptionDefinition, locale: string): CatalogueOption {
  const described = {
    name,
    kind: option.kind,
    description: inLanguage(option, locale),
    required: option.required ?? false,
  };
  switch (option.kind) {
    case 'choice':
      return { ...described, choices: option.choices };
    case 'integer':
    case 'number':
      return { ...described, min: option.min, max: option.max };
    case 'text':
    case 'completed':
      return { ...described, max: option.max };
    default:
      return described;
  }
}

function inLanguage(
  described: { readonly description: string; readonly descriptions?: Readonly<Record<string, string>> },
  locale: string,
): string {
  const language = locale.split('-')[0] ?? '';
  return described.descriptions?.[locale] ?? described.descriptions?.[language] ?? described.description;
}
