/** Everything that can be wrong, looked at one after the other. */
import { ConfigError, readConfig } from '../config.ts';
import { InklingError } from '../errors.ts';
import { examineDiscord } from './discord.ts';
import { type Finding, fine, problem } from './finding.ts';
import { examineModel, examineNode, examinePort, examineStore } from './machine.ts';
import { examineSlack } from './slack.ts';

type Found = Finding | readonly Finding[];

/**
 * Yields findings as they are made. Never throws: what goes wrong is what it is looking for.
 *
 * @param given  the environment
 */
export async function* examine(given: Readonly<Record<string, string | undefined>>): AsyncGenerator<Finding> {
  yield examineNode();
  let config: ReturnType<typeof readConfig>;
  try {
    config = readConfig(given);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    yield problem(error.message);
    return;
  }
  const { discord, slack } = config;
  const examinations: readonly [what: string, look: () => Found | Promise<Found>][] = [
    ['The model', () => examineModel(config.engine)],
    ['The store', () => examineStore(config.storeUrl)],
    ['The port', () => examinePort(config.web)],
    [
      'Discord',
      () => (discord === undefined ? fine('DISCORD_TOKEN is empty: Discord is left out.') : examineDiscord(discord)),
    ],
    ['Slack', () => (slack === undefined ? fine('SLACK_BOT_TOKEN is empty: Slack is left out.') : examineSlack(slack))],
  ];
  for (const [what, look] of examinations) {
    try {
      const found = await look();
      yield* 'verdict' in found ? [found] : found;
    } catch (error) {
      yield problem(
        error instanceof InklingError ? error.message : `${what} could not be reached (${reasonOf(error)}).`,
      );
    }
  }
}

/** `fetch` hides the reason in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? reasonOf(cause) : 'code' in error ? String(error.code) : error.message;
}
