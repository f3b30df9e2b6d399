/** Workers that are killed without warning, one after another, while people ask for poem after poem. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoemEvent, PoemRequest } from '../../src/poem.ts';
import { atOnce, smallEngine } from './small-engine.ts';
import { allOf, kill, stepsOf, upTo, type World } from './world.ts';

export interface Killing {
  readonly kills: number;
  readonly asked: number;
  /** Seeds of poems that did not end, or not with the frames and the text that an undisturbed engine gives, once each. */
  readonly faulty: readonly number[];
}

const people = 16;
const steps = 12;
const stepMs = 50;
/** Between two kills every worker has drawn something again. */
const stepsBetween = 16;

/** Three workers at a time; each that is killed is followed by another. */
export async function killing(world: World, kills: number): Promise<Killing> {
  const bot = world.bot();
  const start = () => world.workerProcess('small-worker.ts', { args: [world.url, 'Infinity', `${stepMs}`] });
  const workers = await Promise.all([start(), start(), start()]);
  const faulty: number[] = [];
  let killed = 0;
  let asked = 0;
  const person = async () => {
    while (killed < kills) {
      asked += 1;
      const request: PoemRequest = { topic: 'sea', style: 'haiku', seed: asked, steps };
      const events = await allOf(bot, request).catch(() => []);
      if (!(await isWhole(request, events))) faulty.push(asked);
    }
  };
  const asking = Promise.all(upTo(people).map(person));
  while (killed < kills) {
    const drawn = bot.status().steps;
    while (bot.status().steps < drawn + stepsBetween) await sleep(20);
    const next = start();
    await kill(workers.shift()!);
    killed += 1;
    workers.push(await next);
  }
  await asking;
  return { kills: killed, asked, faulty };
}

async function isWhole(request: PoemRequest, events: readonly PoemEvent[]): Promise<boolean> {
  const alone = await allOf(smallEngine(atOnce), request);
  const seen = events.filter(({ type }) => type !== 'queued');
  return stepsOf(seen).length === steps && JSON.stringify(seen) === JSON.stringify(alone);
}
