import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, secretsOf, variables } from '../../src/config.ts';

const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');

/** What readConfig throws for these settings. */
function refusal(given: Record<string, string>): ConfigError {
  try {
    readConfig(given);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('The settings were accepted.');
}

describe('without any settings', () => {
  test('the local channel runs alone on this machine', () => {
    const config = readConfig({});

    expect(config).toMatchObject({
      web: { host: '127.0.0.1', port: 8484, channelOpen: true },
      storeUrl: 'sqlite://data/inkling.db',
      engine: { device: 'cpu' },
    });
    expect([config.discord, config.slack]).toEqual([undefined, undefined]);
  });

  test('empty values count as absent', () => {
    expect(readConfig(Object.fromEntries(variables.map((name) => [name, ' '])))).toEqual(readConfig({}));
  });
});

describe('.env.example', () => {
  const explained = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);

  test('names every variable that is read, and no other', () => {
    expect(explained.toSorted()).toEqual(variables.toSorted());
  });

  test('explains each of them in a comment just above it', () => {
    const bare = explained.filter((name) => !new RegExp(`^# .+\\n${name}=`, 'm').test(example));

    expect(bare).toEqual([]);
  });

  test('shows the defaults', () => {
    const given = Object.fromEntries(
      [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );

    expect(readConfig(given)).toEqual(readConfig({}));
  });
});

describe('a wrong setting', () => {
  test.each([
    ['PORT', 'eighty', 'PORT must be a number.'],
    ['PORT', '70000', 'PORT must be at most 65535.'],
    ['PORT', '80.5', 'PORT must be a whole number.'],
    ['LOCAL_CHANNEL', 'maybe', 'LOCAL_CHANNEL must be "on" or "off".'],
    [
      'LOCAL_CHANNELS',
      'Verse & more',
      'LOCAL_CHANNELS must be names of small letters, digits and hyphens with commas between them.',
    ],
    ['TEACHER_CODE', 'abc', 'TEACHER_CODE must have at least 6 characters.'],
    ['FRAME_MS', '0', 'FRAME_MS must be at least 10.'],
    ['DISCORD_SHARDS', 'many', 'DISCORD_SHARDS must be "auto" or a number from 1 to 9999.'],
    ['DISCORD_GUILD_ID', 'my server', 'DISCORD_GUILD_ID must be a Discord id, 17 to 20 digits.'],
    ['SLACK_BOT_TOKEN', 'xapp-1', 'SLACK_BOT_TOKEN must be a bot token, which begins with xoxb-.'],
    ['STORE_URL', 'mysql://x', 'STORE_URL must begin with sqlite://, redis:// or postgres://.'],
    ['ENGINE_THREADS', '0', 'ENGINE_THREADS must be at least 1.'],
    ['ENGINE_DEVICE', 'tpu', 'ENGINE_DEVICE must be "cpu" or "cuda".'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of silent, fatal, error, warn, info, debug, trace.'],
  ])('of %s (%s) is named in one sentence', (variable, value, sentence) => {
    const error = refusal({ [variable]: value });

    expect([error.variable, error.message]).toEqual([variable, sentence]);
  });

  test('never repeats a token', () => {
    expect(refusal({ SLACK_BOT_TOKEN: 'secret-value' }).message).not.toContain('secret-value');
  });
});

describe('Slack', () => {
  const token = { SLACK_BOT_TOKEN: 'xoxb-1' };

  test('takes Socket Mode where there is an app-level token, HTTP where there is only a signing secret', () => {
    const socket = readConfig({ ...token, SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: 's' }).slack;
    const http = readConfig({ ...token, SLACK_SIGNING_SECRET: 's', SLACK_PORT: '3001' }).slack;

    expect(socket?.mode).toEqual({ kind: 'socket', appToken: 'xapp-1' });
    expect(http?.mode).toEqual({ kind: 'http', signingSecret: 's', port: 3001 });
  });

  test.each([
    [{}, 'SLACK_APP_TOKEN'],
    [{ SLACK_MODE: 'http' }, 'SLACK_SIGNING_SECRET'],
    [{ SLACK_MODE: 'socket', SLACK_SIGNING_SECRET: 's' }, 'SLACK_APP_TOKEN'],
  ])('with %j is told which secret is missing', (more, variable) => {
    expect(refusal({ ...token, ...more } as Record<string, string>).variable).toBe(variable);
  });
});

test('secrets are every token and the password of the store', () => {
  const secrets = secretsOf({
    DISCORD_TOKEN: 'discord-token',
    SLACK_SIGNING_SECRET: 'signing',
    STORE_URL: 'postgres://bot:pass@word@host/db',
    PORT: '1',
  });

  expect(secrets).toEqual(expect.arrayContaining(['discord-token', 'signing', 'pass@word']));
  expect(secrets).not.toContain('1');
});
