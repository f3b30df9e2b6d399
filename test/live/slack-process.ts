/** One bot on Slack as a process of its own, over a shared store; says on its output what it does, and ends when killed. */
import { pino } from 'pino';
import { createPoemCommand, createRouter, helpPage } from '../../commands/index.ts';
import { systemClock } from '../../src/clock.ts';
import { keepFinishing } from '../../src/live/index.ts';
import { createSlack } from '../../src/platforms/slack/index.ts';
import type { Engine } from '../../src/poem.ts';
import { openStore } from '../../src/store/index.ts';
import { openMessagesIn, poemRecordsIn } from '../../src/store/kept/index.ts';
import { RecordedEngine, type Recording } from '../platforms/recorded-engine.ts';

export interface SlackProcessTerms {
  readonly storeUrl: string;
  readonly apiUrl: string;
  readonly token: string;
  readonly appToken: string;
  readonly leaseMs: number;
  readonly recording: Recording;
}

const terms = JSON.parse(process.argv[2] ?? '') as SlackProcessTerms;
const clock = systemClock;
const logger = pino({ level: 'silent' });
const { signal } = new AbortController();
const store = await openStore(terms.storeUrl, { clock });
const open = openMessagesIn(store, clock, terms.leaseMs);
const recorded = new RecordedEngine(terms.recording);
const engine: Engine = {
  ...{ ready: () => recorded.ready(), status: () => recorded.status(), close: () => recorded.close() },
  draw(request, options) {
    process.stdout.write(`draws ${request.topic}\n`);
    return recorded.draw(request, options);
  },
};
const records = poemRecordsIn(store, clock);
const poem = createPoemCommand({ engine, clock, records, open, logger, random: Math.random });
const router = createRouter([poem], { signal, logger });
const slack = createSlack({
  ...{ token: terms.token, apiUrl: terms.apiUrl, mode: { kind: 'socket', appToken: terms.appToken } },
  ...{ home: helpPage, clock, logger },
});
await slack.start(router, signal);
process.stdout.write('ready\n');
await keepFinishing({
  ...{ open, clock, logger, signal, everyMs: terms.leaseMs / 4 },
  ...{ platforms: [slack], redraw: { poem: poem.redraw } },
});
