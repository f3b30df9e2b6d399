/**
 * `node --import tsx bench/platform-faults.ts [POEMS=200]`: poems on Discord and on Slack (the real client libraries
 * against loopback peers, at a tenth of the real windows) while 30 % of the edits are answered 429 or 5xx or carried out
 * without an answer, and every connection drops every ten seconds. Every final text must stand, exactly, once.
 */
import { pino } from 'pino';
import { createPoemCommand, createRouter, help, poemRecordsInMemory } from '../commands/index.ts';
import { poemDefinition } from '../commands/poem.ts';
import { systemClock } from '../src/clock.ts';
import { openMessagesInMemory } from '../src/live/index.ts';
import { eventually, type Fault } from '../test/peers/loopback-server.ts';
import { openDiscordHouse } from '../test/platforms/discord-house.ts';
import type { Asked, OpenHouse, Reader } from '../test/platforms/house.ts';
import { RecordedEngine } from '../test/platforms/recorded-engine.ts';
import { openSlackHouse } from '../test/platforms/slack-house.ts';
import { type Finding, report, value } from './platforms/findings.ts';

const poems = Number(process.argv[2] ?? 200);
const together = 10;
const dropEveryMs = 10_000;
const landsWithinMs = 60_000;
const kinds: readonly Fault[] = ['rate-limited', 'unavailable', 'lost'];

interface Evening {
  /** Final texts that stand to the letter. */
  readonly exact: number;
  /** Commands with more than one message. */
  readonly twice: number;
  readonly edits: number;
  readonly faults: number;
  readonly drops: number;
  readonly impatient: number;
  readonly violations: readonly string[];
  readonly seconds: number;
}

async function spend(openHouse: OpenHouse): Promise<Evening> {
  const engine = new RecordedEngine({ steps: 8, stepMs: 15 });
  const logger = pino({ level: 'silent' });
  const ending = new AbortController();
  const dependencies = { engine, logger, clock: systemClock, random: Math.random };
  const poem = createPoemCommand({ ...dependencies, records: poemRecordsInMemory(), open: openMessagesInMemory() });
  let edits = 0;
  let faults = 0;
  const fault = (): Fault => {
    if (edits++ % 10 >= 3) return undefined;
    return kinds[faults++ % kinds.length];
  };
  const house = await openHouse({
    handlers: createRouter([poem, help], { signal: ending.signal, logger }),
    definitions: [poemDefinition, help.definition],
    fault,
  });
  let drops = 0;
  const dropping = setInterval(() => {
    drops++;
    house.dropConnections();
  }, dropEveryMs);

  const startedAt = Date.now();
  const asked: Asked[] = [];
  let exact = 0;
  for (let wave = 0; wave < poems; wave += together) {
    const topics = Array.from({ length: Math.min(together, poems - wave) }, (_, at) => `trouble ${1_000 + wave + at}`);
    const now = topics.map((topic) => house.command('poem', { topic, style: 'haiku' }));
    asked.push(...now);
    const landed = await Promise.all(now.map((one, at) => stands(one, topics[at]!, engine)));
    exact += landed.filter(Boolean).length;
    process.stderr.write(`  ${Math.min(poems, wave + together)} of ${poems}, ${exact} exact\n`);
  }
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  clearInterval(dropping);
  const twice = asked.filter((one) => one.answers() > 1).length;
  const evening = {
    ...{ exact, twice, edits, faults, drops, seconds },
    impatient: house.impatience(),
    violations: [...house.violations()],
  };
  ending.abort();
  await house.close();
  return evening;
}

/** Whether the poem of this topic comes to stand in its message, every line of it and nothing uncertain. */
async function stands(asked: Asked, topic: string, engine: RecordedEngine): Promise<boolean> {
  const isWhole = (reader: Reader) => {
    const shown = reader.texts().at(-1)?.split('\n') ?? [];
    const drawn = engine.poems.filter((poem) => poem.topic === topic);
    const lines = drawn.at(-1)?.text.split('\n') ?? [];
    const start = shown.findIndex((line) => line.trim() === lines[0]);
    const whole = lines.length > 0 && lines.every((line, at) => shown[start + at]?.trim() === line);
    return drawn.length === 1 && whole && reader.controls().some((id) => id.startsWith('poem:again:'));
  };
  try {
    const reader = await asked.answer();
    return await eventually(() => isWhole(reader), `the poem about ${topic} stood whole`, landsWithinMs);
  } catch (error) {
    process.stderr.write(`  ${error instanceof Error ? error.message : error}\n`);
    return false;
  }
}

const evenings = { Discord: await spend(openDiscordHouse), Slack: await spend(openSlackHouse) };
const row = (
  what: string,
  bound: string,
  of: (evening: Evening) => number,
  holds: (figure: number) => boolean = () => true,
): Finding => ({
  ...{ what, bound },
  values: Object.fromEntries(
    Object.entries(evenings).map(([name, evening]) => [name, value(of(evening), holds(of(evening)))]),
  ),
});
for (const { violations } of Object.values(evenings))
  for (const violation of new Set(violations)) process.stderr.write(`  ${violation}\n`);
const none = (figure: number) => figure === 0;
report(Object.keys(evenings), [
  row('poems', '', () => poems),
  row('edits, faulty ones among them', '', ({ edits }) => edits),
  row('edits answered 429 or 5xx, or not at all', '', ({ faults }) => faults),
  row('times that every connection dropped', '', ({ drops }) => drops),
  row(
    'final texts that stand to the letter',
    `${poems}`,
    ({ exact }) => exact,
    (exact) => exact === poems,
  ),
  row('commands with two messages', '0', ({ twice }) => twice, none),
  row('edits sent before the wait of a 429 was over', '0', ({ impatient }) => impatient, none),
  row('what the platform would have refused', '0', ({ violations }) => violations.length, none),
  row('seconds', '', ({ seconds }) => seconds),
]);
