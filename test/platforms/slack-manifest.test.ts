import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const manifest = JSON.parse(readFileSync('docs/slack-manifest.json', 'utf8'));

test('the Slack manifest names only commands that there are', () => {
  const names: string[] = manifest.features.slash_commands.map(({ command }: { command: string }) =>
    command.replace(/^\/(?:inkling-)?/, ''),
  );

  expect(names.filter((name) => !existsSync(`commands/${name}.ts`))).toEqual([]);
});

test('the Slack manifest asks for no right to read messages', () => {
  const scopes: string[] = manifest.oauth_config.scopes.bot;

  expect(scopes.filter((scope) => scope.includes('history'))).toEqual([]);
  expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
});
