/** Slack: both tokens, and the scopes of the bot's. */
import type { Config } from '../config.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

type SlackConfig = NonNullable<Config['slack']>;

/** Without these there is no bot. */
const needed = ['commands', 'chat:write'] as const;
/** What is missing without each of these. */
const useful = {
  'users:read': 'people have no names and nobody is known as an administrator',
  'usergroups:read': '/settings cannot use user groups as roles',
  'files:write': 'pictures of poems cannot be attached',
} as const;

interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly team?: string;
  readonly user?: string;
  readonly scopes: readonly string[];
}

export async function examineSlack(config: SlackConfig): Promise<readonly Finding[]> {
  const bot = await ask(config, 'auth.test', config.token);
  if (!bot.ok) {
    const how = 'Copy the Bot User OAuth Token again from “OAuth & Permissions”, after installing the app.';
    return [problem(`Slack does not accept SLACK_BOT_TOKEN (${bot.error}). ${how}`)];
  }
  return [
    fine(`Slack knows the bot as ${bot.user} in “${bot.team}”.`),
    ...examineScopes(bot.scopes),
    ...(config.mode.kind === 'socket'
      ? [await examineSocket(config, config.mode.appToken)]
      : [fine(`Slack's requests are expected on port ${config.mode.port} at /slack/events.`)]),
  ];
}

function examineScopes(scopes: readonly string[]): readonly Finding[] {
  const missing = needed.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0) {
    return [problem(`The Slack app lacks the scopes ${missing.join(' and ')}. Add them and install the app again.`)];
  }
  return Object.entries(useful).flatMap(([scope, without]) =>
    scopes.includes(scope) ? [] : [warning(`The Slack app lacks the scope ${scope}: without it ${without}.`)],
  );
}

async function examineSocket(config: SlackConfig, appToken: string): Promise<Finding> {
  const opened = await ask(config, 'apps.connections.open', appToken);
  if (opened.ok) return fine('Slack opens a socket for SLACK_APP_TOKEN.');
  const how =
    opened.error === 'missing_scope'
      ? 'Give the app-level token the scope connections:write.'
      : 'Turn on Socket Mode and copy the app-level token again from “Basic Information”.';
  return problem(`Slack does not open a socket for SLACK_APP_TOKEN (${opened.error}). ${how}`);
}

async function ask({ apiUrl }: SlackConfig, method: string, token: string): Promise<Answer> {
  const base = (apiUrl ?? 'https://slack.com/api/').replace(/\/?$/, '/');
  const answer = await fetch(`${base}${method}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/x-www-form-urlencoded' },
    signal: AbortSignal.timeout(10_000),
  });
  const scopes = (answer.headers.get('x-oauth-scopes') ?? '').split(',').map((scope) => scope.trim());
  return { ...((await answer.json()) as Omit<Answer, 'scopes'>), scopes };
}
