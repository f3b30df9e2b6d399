/** Discord: the token, the application's settings, and what the bot may do where it is. */
import type { Config } from '../config.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

type DiscordConfig = NonNullable<Config['discord']>;

/** What the bot needs in a channel, by Discord's permission bits. */
const permissions = {
  'View Channels': 1n << 10n,
  'Send Messages': 1n << 11n,
  'Embed Links': 1n << 14n,
  'Attach Files': 1n << 15n,
} as const;
const administrator = 1n << 3n;
const needed = Object.values(permissions).reduce((all, bit) => all | bit, 0n);

interface Application {
  readonly id: string;
  readonly interactions_endpoint_url?: string | null;
  readonly bot_public?: boolean;
}

interface Gateway {
  readonly shards?: number;
  readonly session_start_limit?: { readonly remaining?: number };
}

interface Guild {
  readonly id: string;
  readonly name: string;
  readonly permissions: string;
}

export async function examineDiscord(config: DiscordConfig): Promise<readonly Finding[]> {
  const me = await ask<{ username: string }>(config, '/users/@me');
  if (me.status === 401) {
    return [
      problem('Discord does not accept DISCORD_TOKEN. Copy the token again from the Bot page of the developer portal.'),
    ];
  }
  if (me.body === undefined)
    return [problem(`Discord answers with ${me.status}; try again later, or check DISCORD_API_URL.`)];
  const [application, guilds, gateway] = await Promise.all([
    ask<Application>(config, '/applications/@me'),
    ask<readonly Guild[]>(config, '/users/@me/guilds'),
    ask<Gateway>(config, '/gateway/bot'),
  ]);
  const invite = inviteLink(application.body?.id ?? config.applicationId ?? 'APPLICATION_ID');
  return [
    fine(`Discord knows the bot as ${me.body.username}.`),
    ...examineApplication(config, application.body),
    ...examineGuilds(config, guilds.body ?? [], invite),
    ...examineGateway(config, gateway.body),
  ];
}

function examineGateway({ shards = 1 }: DiscordConfig, gateway: Gateway = {}): readonly Finding[] {
  const { shards: recommended = 1, session_start_limit: starts } = gateway;
  return [
    ...(starts?.remaining === 0
      ? [problem('Discord allows no more connections today: the bot was started too often. Wait until tomorrow.')]
      : []),
    ...(shards !== 'auto' && shards < recommended
      ? [warning(`Discord recommends ${recommended} shards for this bot. Set DISCORD_SHARDS=auto.`)]
      : []),
  ];
}

function examineApplication(config: DiscordConfig, application: Application | undefined): readonly Finding[] {
  if (application === undefined) return [];
  const findings: Finding[] = [];
  if (config.applicationId !== undefined && config.applicationId !== application.id) {
    findings.push(
      problem(`DISCORD_APPLICATION_ID is of another application: this token belongs to ${application.id}.`),
    );
  }
  if (application.interactions_endpoint_url) {
    findings.push(
      problem(
        'The application has an Interactions Endpoint URL, so Discord sends commands there and not to Inkling. Empty that field under General Information.',
      ),
    );
  }
  return findings;
}

function examineGuilds(config: DiscordConfig, guilds: readonly Guild[], invite: string): readonly Finding[] {
  if (config.guildId !== undefined && !guilds.some(({ id }) => id === config.guildId)) {
    return [problem(`The bot is not in the server of DISCORD_GUILD_ID. Invite it: ${invite}`)];
  }
  if (guilds.length === 0) return [warning(`The bot is in no server yet. Invite it: ${invite}`)];
  const lacking = guilds.flatMap((guild) => {
    const has = BigInt(guild.permissions);
    if ((has & administrator) !== 0n) return [];
    const names = Object.entries(permissions).flatMap(([name, bit]) => ((has & bit) === 0n ? [name] : []));
    return names.length === 0 ? [] : [warning(`In “${guild.name}” the bot's role lacks: ${names.join(', ')}.`)];
  });
  const count = guilds.length === 1 ? 'one server' : `${guilds.length} servers`;
  return lacking.length > 0 ? lacking : [fine(`The bot is in ${count} and may do there what it needs.`)];
}

function inviteLink(application: string): string {
  return `https://discord.com/oauth2/authorize?client_id=${application}&scope=bot+applications.commands&permissions=${needed}`;
}

async function ask<T>(
  { token, apiUrl }: DiscordConfig,
  path: string,
): Promise<{ status: number; body: T | undefined }> {
  const base = (apiUrl ?? 'https://discord.com/api').replace(/\/$/, '');
  const answer = await fetch(`${base}/v10${path}`, {
    headers: { Authorization: `Bot ${token.replace(/^(?:Bot|Bearer)\s+/i, '')}` },
    signal: AbortSignal.timeout(10_000),
  });
  return { status: answer.status, body: answer.ok ? ((await answer.json()) as T) : undefined };
}
