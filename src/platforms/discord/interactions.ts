/** Discord's interactions as the invocations, presses and completions of the contract. */
import {
  type APIApplicationCommandInteractionDataOption,
  type APIInteraction,
  type APIMessage,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionResponseType,
  InteractionType,
  PermissionFlagsBits,
  Routes,
} from 'discord.js';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { Sink } from '../../live/index.ts';
import { nextArrival } from '../arrivals.ts';
import type { Handlers, OptionValue, Person, Place } from '../contract.ts';
import { cut } from './content.ts';
import { submissionOf } from './form.ts';
import { refOf } from './message.ts';
import { InteractionReply } from './reply.ts';
import type { Wire } from './wire.ts';

export interface InteractionContext {
  readonly wire: Wire;
  readonly sink: Sink;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn' | 'debug'>;
  readonly handlers: Handlers;
  /** Told of each interaction that was not acknowledged in time. */
  readonly missed?: (() => void) | undefined;
}

/** Answers one interaction from its acknowledgement to its end. */
export async function handleInteraction(interaction: APIInteraction, context: InteractionContext): Promise<void> {
  const { handlers } = context;
  switch (interaction.type) {
    case InteractionType.ApplicationCommand: {
      if (interaction.data.type === ApplicationCommandType.Message) {
        const found = handlers.onMessage?.(interaction.data.name);
        const message = interaction.data.resolved.messages[interaction.data.target_id];
        if (found === undefined || message === undefined) return;
        return invoke(interaction, found.command, undefined, { [found.option]: textOf(message) }, context);
      }
      if (interaction.data.type !== ApplicationCommandType.ChatInput) return;
      const { name, options: given } = interaction.data;
      const { action, options } = optionsOf(given);
      return invoke(interaction, name, action, options, context);
    }
    case InteractionType.ModalSubmit: {
      const { command, action, options } = submissionOf(interaction.data);
      return invoke(interaction, command, action, options, context);
    }
    case InteractionType.MessageComponent: {
      const { data, message } = interaction;
      const reply = replyTo(interaction, context, { component: true, private: false });
      const values = data.component_type === ComponentType.Button ? [] : data.values;
      const common = commonOf(interaction);
      await handlers.press({
        ...{ ...common, reply, values },
        button: data.custom_id,
        arrival: nextArrival(),
        message: refOf(common.place, message.id),
      });
      return reply.end();
    }
    case InteractionType.ApplicationCommandAutocomplete:
      return complete(interaction, context);
    default:
      return;
  }
}

/** Characters of a message that a command takes. */
const mostText = 4_000;

/** What a message says: its own text, or the poems of ours in it. */
function textOf({ content, embeds }: Pick<APIMessage, 'content' | 'embeds'>): string {
  const panels = embeds.flatMap(({ description }) => description ?? []);
  return [content, ...panels]
    .filter((part) => part !== '')
    .join('\n')
    .replaceAll(/[*_~`|\\]/g, '')
    .slice(0, mostText);
}

async function invoke(
  interaction: APIInteraction,
  command: string,
  action: string | undefined,
  options: Readonly<Record<string, OptionValue>>,
  context: InteractionContext,
): Promise<void> {
  const { handlers } = context;
  const reply = replyTo(interaction, context, { component: false, private: handlers.isPrivate(command, action) });
  const common = commonOf(interaction);
  await handlers.invoke({ ...common, command, ...(action === undefined ? {} : { action }), options, reply });
  await reply.end();
}

function replyTo(
  interaction: APIInteraction,
  { wire, sink, clock, logger, missed }: InteractionContext,
  kind: { readonly component: boolean; readonly private: boolean },
): InteractionReply {
  return new InteractionReply({
    ...{ wire, sink, clock, logger, missed, ...kind },
    place: placeOf(interaction),
    application: interaction.application_id,
    interaction: interaction.id,
    token: interaction.token,
  });
}

function commonOf(interaction: APIInteraction) {
  return {
    id: interaction.id,
    place: placeOf(interaction),
    person: personOf(interaction),
    locale: 'locale' in interaction ? (interaction.locale ?? 'en') : 'en',
  };
}

function placeOf(interaction: APIInteraction): Place {
  const channel = interaction.channel?.id ?? ('channel_id' in interaction ? interaction.channel_id : undefined) ?? '';
  return { platform: 'discord', space: interaction.guild_id ?? 'dm', channel };
}

function personOf({ member, user }: APIInteraction): Person {
  const who = member?.user ?? user!;
  const rights = BigInt(member?.permissions ?? 0);
  const may = (right: bigint) => (rights & (right | PermissionFlagsBits.Administrator)) !== 0n;
  return {
    id: who.id,
    name: member?.nick ?? who.global_name ?? who.username,
    roles: member?.roles ?? [],
    // Alone with the bot, everybody manages the place.
    managesSpace: member === undefined || may(PermissionFlagsBits.ManageGuild),
    moderates: may(PermissionFlagsBits.ManageMessages),
  };
}

function optionsOf(given: readonly APIApplicationCommandInteractionDataOption[] = []): {
  readonly action?: string;
  readonly options: Readonly<Record<string, OptionValue>>;
} {
  const [first] = given;
  if (first?.type === ApplicationCommandOptionType.Subcommand)
    return { action: first.name, options: optionsOf(first.options).options };
  const entries = given.flatMap((option) => ('value' in option ? [[option.name, option.value] as const] : []));
  return { options: Object.fromEntries(entries) };
}

async function complete(
  interaction: Extract<APIInteraction, { type: InteractionType.ApplicationCommandAutocomplete }>,
  { handlers, wire, logger }: InteractionContext,
): Promise<void> {
  const { name: command, options: given } = interaction.data;
  const [first] = given as readonly APIApplicationCommandInteractionDataOption[];
  const inside = first?.type === ApplicationCommandOptionType.Subcommand ? (first.options ?? []) : given;
  const typing = inside.find((option) => 'focused' in option && option.focused);
  if (typing === undefined || !('value' in typing)) return;
  const { place, locale } = commonOf(interaction);
  try {
    const found = await handlers.complete({
      ...{ command, place, locale, option: typing.name, typed: String(typing.value) },
      ...(inside === given ? {} : { action: first!.name }),
    });
    const choices = found
      .slice(0, 25)
      .map(({ value, label }) => ({ name: cut(label, 100), value: value.slice(0, 100) }));
    const body = { type: InteractionResponseType.ApplicationCommandAutocompleteResult, data: { choices } };
    const route = Routes.interactionCallback(interaction.id, interaction.token);
    await wire.edit({ method: 'POST', route, body, auth: false });
  } catch (error) {
    logger.debug({ err: error, command }, 'a completion failed');
  }
}
