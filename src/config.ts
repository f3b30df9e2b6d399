/**
 * The environment as one validated object. Every variable that Inkling reads is named here, and explained in
 * .env.example; nothing else of the bot reads `process.env`.
 */
import { join } from 'node:path';
import { config as readDotenv } from 'dotenv';
import { z } from 'zod';
import { InklingError } from './errors.ts';
import { packageFolder } from './own-module.ts';

export interface Config {
  readonly web: {
    readonly host: string;
    readonly port: number;
    /** Names beside localhost under which browsers may come; lower case. */
    readonly allowedHosts: readonly string[];
    readonly channelOpen: boolean;
    readonly channels: readonly string[];
    readonly teacherCode?: string | undefined;
    /** Milliseconds that each frame of a poem stands; the terminal's animation keeps to it, too. */
    readonly frameMs: number;
  };
  /** Absent without a token. */
  readonly discord?: {
    readonly token: string;
    readonly applicationId?: string;
    readonly guildId?: string;
    /** Processes for the gateway, or as many as Discord recommends; absent: this one alone. */
    readonly shards?: number | 'auto';
    readonly apiUrl?: string;
  };
  /** Absent without a token. */
  readonly slack?: {
    readonly token: string;
    readonly mode:
      | { readonly kind: 'socket'; readonly appToken: string }
      | { readonly kind: 'http'; readonly signingSecret: string; readonly port: number };
    readonly apiUrl?: string;
  };
  readonly storeUrl: string;
  readonly engine: {
    readonly modelFolder: string;
    readonly threads?: number;
    readonly processes?: number;
    readonly device: 'cpu' | 'cuda';
  };
  /** Workers draw the poems, on this or on other machines; absent without an address. */
  readonly queue?: {
    readonly url: string;
    /** Poems that one worker draws at the same time. */
    readonly concurrency: number;
  };
  /** A language model that writes first drafts; absent without an address. */
  readonly drafter?: { readonly url: string; readonly model: string; readonly key?: string };
  readonly logLevel: LogLevel;
}

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

/** A setting is missing or wrong; the sentence names it. */
export class ConfigError extends InklingError {
  /** The variable to mend. */
  readonly variable: string;

  constructor(variable: string, sentence: string) {
    super('config', { operator: sentence, person: 'I am not set up yet.' });
    this.variable = variable;
  }
}

const wholeNumber = (least: number, most: number) =>
  z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);
const port = wholeNumber(0, 65_535);
const list = z.string().transform((text) => text.split(',').flatMap((part) => part.trim() || []));
const onOff = z.enum(['on', 'off'], 'must be "on" or "off"').transform((word) => word === 'on');
const webAddress = z.string().regex(/^https?:\/\/\S+$/, 'must be an address that begins with http:// or https://');
const snowflake = z.string().regex(/^\d{15,21}$/, 'must be a Discord id, 17 to 20 digits');
const channelName = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** Each variable with its rule; what a rule says of a wrong value follows the variable's name. */
const shape = {
  PORT: port.default(8484),
  HOST: z.string().default('127.0.0.1'),
  ALLOWED_HOSTS: list.transform((names) => names.map((name) => name.toLowerCase())).default([]),
  LOCAL_CHANNEL: onOff.default(true),
  LOCAL_CHANNELS: list
    .refine((names) => names.length > 0 && names.every((name) => channelName.test(name)), {
      error: 'must be names of small letters, digits and hyphens with commas between them',
    })
    .default(['verse', 'battles', 'daily']),
  TEACHER_CODE: z.string().min(6, 'must have at least 6 characters').optional(),
  FRAME_MS: wholeNumber(10, 5000).default(90),
  DISCORD_TOKEN: z.string().optional(),
  DISCORD_APPLICATION_ID: snowflake.optional(),
  DISCORD_GUILD_ID: snowflake.optional(),
  DISCORD_SHARDS: z
    .string()
    .regex(/^(auto|[1-9]\d{0,3})$/, 'must be "auto" or a number from 1 to 9999')
    .transform((text) => (text === 'auto' ? text : Number(text)))
    .optional(),
  DISCORD_API_URL: webAddress.optional(),
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', 'must be a bot token, which begins with xoxb-').optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must be an app-level token, which begins with xapp-').optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_MODE: z.enum(['socket', 'http'], 'must be "socket" or "http"').optional(),
  SLACK_PORT: port.default(3000),
  SLACK_API_URL: webAddress.optional(),
  STORE_URL: z
    .string()
    .regex(
      /^(sqlite|rediss?|redis\+unix|postgres|postgresql):\/\/./,
      'must begin with sqlite://, redis:// or postgres://',
    )
    .default('sqlite://data/inkling.db'),
  MODEL_FOLDER: z.string().default(join(packageFolder(), 'models', 'verse')),
  ENGINE_THREADS: wholeNumber(1, 256).optional(),
  ENGINE_PROCESSES: wholeNumber(1, 64).optional(),
  ENGINE_DEVICE: z.enum(['cpu', 'cuda'], 'must be "cpu" or "cuda"').default('cpu'),
  QUEUE_URL: z
    .string()
    .regex(/^(rediss?|redis\+unix):\/\/./, 'must begin with redis:// or rediss://')
    .optional(),
  WORKER_CONCURRENCY: wholeNumber(1, 32).default(8),
  DRAFTER_URL: webAddress.optional(),
  DRAFTER_MODEL: z.string().optional(),
  DRAFTER_KEY: z.string().optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
};

const secretVariables = [
  'DISCORD_TOKEN',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'TEACHER_CODE',
  'DRAFTER_KEY',
];

type Values = z.infer<z.ZodObject<typeof shape>>;

/** Names of all variables, as .env.example explains them. */
export const variables: readonly string[] = Object.keys(shape);

/** Values that must never be written anywhere. */
export function secretsOf(given: Readonly<Record<string, string | undefined>>): readonly string[] {
  const passwords = [given.STORE_URL, given.QUEUE_URL].flatMap(
    (url) => /:\/\/[^/@:]*:(.+)@/.exec(url ?? '')?.[1] ?? [],
  );
  return [...secretVariables.flatMap((name) => given[name]?.trim() || []), ...passwords];
}

/** The process's environment, and under it what a file .env says. */
export function environment(): Readonly<Record<string, string | undefined>> {
  const fromFile: Record<string, string> = {};
  readDotenv({ processEnv: fromFile, quiet: true });
  return { ...fromFile, ...process.env };
}

/**
 * @throws {ConfigError} one sentence about the first variable that is missing or wrong
 */
export function readConfig(given: Readonly<Record<string, string | undefined>>): Config {
  const filled = Object.fromEntries(
    variables.flatMap((name) => {
      const value = given[name]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  const read = z.object(shape).safeParse(filled);
  if (!read.success) {
    const { path, message } = read.error.issues[0]!;
    const variable = String(path[0]);
    throw new ConfigError(variable, `${variable} ${message}.`);
  }
  return arrange(read.data);
}

function arrange(values: Values): Config {
  const discord = discordOf(values);
  const slack = slackOf(values);
  return {
    web: {
      host: values.HOST,
      port: values.PORT,
      allowedHosts: values.ALLOWED_HOSTS,
      channelOpen: values.LOCAL_CHANNEL,
      channels: values.LOCAL_CHANNELS,
      teacherCode: values.TEACHER_CODE,
      frameMs: values.FRAME_MS,
    },
    ...(discord === undefined ? {} : { discord }),
    ...(slack === undefined ? {} : { slack }),
    storeUrl: values.STORE_URL,
    engine: {
      modelFolder: values.MODEL_FOLDER,
      device: values.ENGINE_DEVICE,
      ...(values.ENGINE_THREADS === undefined ? {} : { threads: values.ENGINE_THREADS }),
      ...(values.ENGINE_PROCESSES === undefined ? {} : { processes: values.ENGINE_PROCESSES }),
    },
    ...(values.QUEUE_URL === undefined
      ? {}
      : { queue: { url: values.QUEUE_URL, concurrency: values.WORKER_CONCURRENCY } }),
    ...drafterOf(values),
    logLevel: values.LOG_LEVEL,
  };
}

function discordOf(values: Values): Config['discord'] {
  if (values.DISCORD_TOKEN === undefined) return undefined;
  return {
    token: values.DISCORD_TOKEN,
    ...(values.DISCORD_APPLICATION_ID === undefined ? {} : { applicationId: values.DISCORD_APPLICATION_ID }),
    ...(values.DISCORD_GUILD_ID === undefined ? {} : { guildId: values.DISCORD_GUILD_ID }),
    ...(values.DISCORD_SHARDS === undefined ? {} : { shards: values.DISCORD_SHARDS }),
    ...(values.DISCORD_API_URL === undefined ? {} : { apiUrl: values.DISCORD_API_URL }),
  };
}

function drafterOf({ DRAFTER_URL: url, DRAFTER_MODEL: model, DRAFTER_KEY: key }: Values): Pick<Config, 'drafter'> {
  if (url === undefined) return {};
  if (model === undefined)
    throw new ConfigError(
      'DRAFTER_MODEL',
      'DRAFTER_MODEL is missing: DRAFTER_URL needs the name of a model beside it.',
    );
  return { drafter: { url, model, ...(key === undefined ? {} : { key }) } };
}

function slackOf(values: Values): Config['slack'] {
  if (values.SLACK_BOT_TOKEN === undefined) return undefined;
  const apiUrl = values.SLACK_API_URL === undefined ? {} : { apiUrl: values.SLACK_API_URL };
  // Socket Mode needs no address that the internet can reach, so it wins where both are possible.
  const kind =
    values.SLACK_MODE ?? (values.SLACK_APP_TOKEN === undefined && values.SLACK_SIGNING_SECRET ? 'http' : 'socket');
  if (kind === 'http') {
    const signingSecret = values.SLACK_SIGNING_SECRET;
    if (signingSecret === undefined) {
      throw new ConfigError('SLACK_SIGNING_SECRET', 'SLACK_SIGNING_SECRET is missing: Slack over HTTP needs it.');
    }
    return { token: values.SLACK_BOT_TOKEN, mode: { kind, signingSecret, port: values.SLACK_PORT }, ...apiUrl };
  }
  const appToken = values.SLACK_APP_TOKEN;
  if (appToken === undefined) {
    throw new ConfigError(
      'SLACK_APP_TOKEN',
      'SLACK_APP_TOKEN is missing: SLACK_BOT_TOKEN in Socket Mode needs it beside it.',
    );
  }
  return { token: values.SLACK_BOT_TOKEN, mode: { kind, appToken }, ...apiUrl };
}
