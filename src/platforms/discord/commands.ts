/** Command definitions as Discord's application commands, registered at start and only when they changed. */
import {
  type APIApplicationCommand,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type RESTPutAPIApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import type { ActionDefinition, CommandDefinition, OptionDefinition } from '../../../commands/command.ts';
import { cut } from './content.ts';
import type { Wire } from './wire.ts';

type CommandBody = RESTPutAPIApplicationCommandsJSONBody[number];
type Translations = Readonly<Record<string, string>>;

/** Discord's locale codes for languages that have several or a longer one. */
const locales: Readonly<Record<string, readonly string[]>> = {
  en: ['en-GB'],
  es: ['es-ES', 'es-419'],
  pt: ['pt-BR'],
  sv: ['sv-SE'],
  zh: ['zh-CN'],
};

function commandBody(definition: CommandDefinition): CommandBody {
  const { actions } = definition;
  const options =
    actions === undefined
      ? optionBodies(definition)
      : Object.entries(actions).map(([name, action]) => ({
          type: ApplicationCommandOptionType.Subcommand,
          ...labels(name, action),
          options: optionBodies(action),
        }));
  return {
    type: ApplicationCommandType.ChatInput,
    ...labels(definition.name, definition),
    options: options as APIApplicationCommandOption[],
    default_member_permissions: definition.managersOnly ? String(PermissionFlagsBits.ManageGuild) : null,
    integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
  } as CommandBody;
}

/** The entry of a message's context menu for a command that may be run there. */
function messageBody({ onMessage, managersOnly }: CommandDefinition): CommandBody[] {
  if (onMessage === undefined) return [];
  const body = {
    type: ApplicationCommandType.Message,
    name: cut(onMessage.label, 32),
    name_localizations: localised(onMessage.labels, 32),
    default_member_permissions: managersOnly ? String(PermissionFlagsBits.ManageGuild) : null,
    integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
  };
  return [body as CommandBody];
}

function labels(name: string, definition: { names?: Translations; description: string; descriptions?: Translations }) {
  return {
    name,
    name_localizations: localised(definition.names, 32),
    description: cut(definition.description, 100),
    description_localizations: localised(definition.descriptions, 100),
  };
}

function localised(translations: Translations = {}, most: number): Record<string, string> | null {
  const entries = Object.entries(translations).flatMap(([language, text]) =>
    (locales[language] ?? [language]).map((locale) => [locale, cut(text, most)] as const),
  );
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

/** Discord wants the required options first. */
function optionBodies({ options }: ActionDefinition): APIApplicationCommandOption[] {
  const entries = Object.entries(options);
  const required = entries.filter(([, option]) => option.required);
  const others = entries.filter(([, option]) => !option.required);
  return [...required, ...others].map(([name, option]) => ({
    ...labels(name, option),
    required: option.required ?? false,
    ...kindOf(option),
  })) as APIApplicationCommandOption[];
}

function kindOf(option: OptionDefinition): object {
  switch (option.kind) {
    case 'text':
      return { type: ApplicationCommandOptionType.String, max_length: Math.min(6000, option.max) };
    case 'completed':
      return { type: ApplicationCommandOptionType.String, autocomplete: true };
    case 'choice': {
      if (option.choices.length > 25) return { type: ApplicationCommandOptionType.String, autocomplete: true };
      const choices = option.choices.map(({ value, label }) => ({ name: cut(label, 100), value }));
      return { type: ApplicationCommandOptionType.String, choices };
    }
    case 'integer':
      return { type: ApplicationCommandOptionType.Integer, min_value: option.min, max_value: option.max };
    case 'number':
      return { type: ApplicationCommandOptionType.Number, min_value: option.min, max_value: option.max };
    case 'flag':
      return { type: ApplicationCommandOptionType.Boolean };
    case 'channel':
      return { type: ApplicationCommandOptionType.Channel, channel_types: [0, 5] };
    case 'role':
      return { type: ApplicationCommandOptionType.Role };
    case 'person':
      return { type: ApplicationCommandOptionType.User };
  }
}

/**
 * Makes Discord's list the definitions' list. Reads first: a guild takes only 200 new commands a day.
 *
 * @param guild registers there alone, where changes show at once
 * @returns whether anything had to be written
 */
export async function registerCommands(
  wire: Wire,
  application: string,
  definitions: readonly CommandDefinition[],
  guild?: string,
): Promise<boolean> {
  const route =
    guild === undefined ? Routes.applicationCommands(application) : Routes.applicationGuildCommands(application, guild);
  const bodies = definitions.flatMap((definition) => [commandBody(definition), ...messageBody(definition)]);
  const query = new URLSearchParams({ with_localizations: 'true' });
  const present = await wire.insist<APIApplicationCommand[]>({ method: 'GET', route, query });
  if (sameCommands(present, bodies)) return false;
  await wire.insist({ method: 'PUT', route, body: bodies });
  return true;
}

function sameCommands(present: readonly APIApplicationCommand[], wanted: readonly CommandBody[]): boolean {
  if (present.length !== wanted.length) return false;
  return wanted.every((body) => {
    const found = present.find((one) => one.name === body.name);
    return found !== undefined && covers(found, body);
  });
}

/** Whether what stands says everything that is wanted; Discord adds fields of its own and leaves out empty ones. */
function covers(present: unknown, wanted: unknown): boolean {
  if (isEmpty(wanted)) return isEmpty(present);
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(present) &&
      present.length === wanted.length &&
      wanted.every((item, index) => covers(present[index], item))
    );
  }
  if (typeof wanted === 'object') {
    if (typeof present !== 'object' || present === null) return false;
    const there = present as Record<string, unknown>;
    return Object.entries(wanted as object).every(([key, value]) => covers(there[key], value));
  }
  return present === wanted;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
