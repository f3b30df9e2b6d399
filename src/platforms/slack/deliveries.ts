/** Slack's slash commands, actions, forms and events as the invocations and presses of the contract. */
import type { App } from '@slack/bolt';
import type { Logger } from 'pino';
import type { HelpPage } from '../../../commands/help.ts';
import type { Sink } from '../../live/index.ts';
import { nextArrival } from '../arrivals.ts';
import type { Handlers, OptionValue, Place } from '../contract.ts';
import { type SubmittedView, submissionOf } from './form.ts';
import { homeView } from './home.ts';
import type { People } from './people.ts';
import { SlackReply } from './reply.ts';
import { unescaped } from './text.ts';
import type { Wire } from './wire.ts';

export interface DeliveryContext {
  readonly handlers: Handlers;
  readonly wire: Wire;
  readonly sink: Sink;
  readonly people: People;
  readonly logger: Pick<Logger, 'warn' | 'info' | 'error'>;
  readonly team: string;
  /** What the App Home shows. */
  readonly home: (locale: string) => HelpPage;
}

interface Delivered {
  /** The same in every delivery of one action. */
  readonly id: string;
  readonly user: string;
  readonly userName: string;
  readonly channel: string;
  readonly trigger?: string;
  readonly respond?: (body: object) => Promise<unknown>;
}

/** Listens for everything that people do. Each delivery is acknowledged before anything else is done about it. */
export function listen(app: App, context: DeliveryContext): void {
  const { handlers, wire, people } = context;

  app.command(/.*/, async ({ ack, command: given, respond }) => {
    await ack();
    const delivered = {
      id: given.trigger_id,
      user: given.user_id,
      userName: given.user_name,
      channel: given.channel_id,
      trigger: given.trigger_id,
      respond: respond as (body: object) => Promise<unknown>,
    };
    // Where another app has the name already, the manifest calls ours `/inkling-…`.
    const name = given.command.replace(/^\//, '').replace(/^inkling-/, '');
    const common = await commonOf(delivered, context);
    const { action, options } = readText(name, given.text ?? '', common.place, handlers);
    await handlers.invoke({ ...common, command: name, ...(action === undefined ? {} : { action }), options });
  });

  app.shortcut({ type: 'message_action' }, async ({ ack, shortcut }) => {
    await ack();
    const { callback_id, channel, message, user, trigger_id: trigger } = shortcut;
    const found = handlers.onMessage?.(callback_id);
    if (found === undefined) return;
    const delivered = { id: trigger, user: user.id, userName: user.name ?? user.id, channel: channel.id, trigger };
    const text = unescaped(String(message.text ?? '')).replaceAll(/[*_~`]/g, '');
    const common = await commonOf(delivered, context);
    await handlers.invoke({ ...common, command: found.command, options: { [found.option]: text } });
  });

  app.view(/^form:/, async ({ ack, body, view }) => {
    await ack();
    const { command, action, channel, options } = submissionOf(view as SubmittedView);
    const common = await commonOf({ id: view.id, user: body.user.id, userName: body.user.name, channel }, context);
    await handlers.invoke({ ...common, command, ...(action === undefined ? {} : { action }), options });
  });

  app.action(/.*/, async ({ ack, action, body, respond }) => {
    const arrival = nextArrival();
    await ack();
    if (body.type !== 'block_actions') return;
    const { container, user, trigger_id: trigger } = body;
    const channel = String(body.channel?.id ?? container.channel_id ?? '');
    const common = await commonOf(
      {
        ...{ id: trigger, user: user.id, userName: user.name ?? user.username, channel, trigger },
        respond: respond as (body: object) => Promise<unknown>,
      },
      context,
    );
    await handlers.press({
      ...common,
      arrival,
      button: 'action_id' in action ? action.action_id : '',
      values: valuesOf(action),
      message: { ...common.place, message: String(container.message_ts ?? body.message?.ts ?? '') },
    });
  });

  app.event('app_home_opened', async ({ event }) => {
    if (event.tab !== 'home') return;
    const { locale } = await people.find(event.user, event.user);
    await wire.client.views.publish({ user_id: event.user, view: homeView(context.home(locale)) });
  });

  app.error(async (error) => context.logger.error({ err: error }, 'a Slack delivery was not answered'));
}

async function commonOf(delivered: Delivered, { people, wire, sink, logger, team }: DeliveryContext) {
  const { id, user, userName, channel, trigger, respond } = delivered;
  const place: Place = { platform: 'slack', space: team, channel };
  const { person, locale } = await people.find(user, userName);
  const reply = new SlackReply({
    ...{ wire, sink, logger, place, person: user },
    ...(trigger === undefined ? {} : { trigger }),
    ...(respond === undefined ? {} : { respond }),
  });
  return { id, place, person, locale, reply };
}

/** `/battle results` is a subcommand, `/poem sonnet about rain` free words; both are the command's own to read. */
function readText(command: string, text: string, place: Place, handlers: Handlers) {
  const words = unescaped(
    text
      // Mentions stand for the id that an option wants: a channel, a person, a group.
      .replaceAll(/<[#@]([A-Z0-9]+)(?:\|[^>]*)?>/g, '$1')
      .replaceAll(/<!subteam\^([A-Z0-9]+)(?:\|[^>]*)?>/g, '$1'),
  );
  const nothing: { readonly action?: string; readonly options: Readonly<Record<string, OptionValue>> } = {
    options: {},
  };
  return handlers.read?.({ command, text: words, place }) ?? nothing;
}

function valuesOf(action: object): readonly string[] {
  const { selected_options: several, selected_option: one } = action as {
    readonly selected_options?: readonly { readonly value: string }[];
    readonly selected_option?: { readonly value: string } | null;
  };
  return several?.map(({ value }) => value) ?? (one ? [one.value] : []);
}
