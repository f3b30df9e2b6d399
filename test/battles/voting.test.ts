import { expect, test } from 'vitest';
import { createBattleCommand } from '../../commands/battle.ts';
import { createGuard, wordFilter } from '../../src/guard/index.ts';
import { settingsIn } from '../../src/settings/index.ts';
import { openStore } from '../../src/store/index.ts';
import { classroom, presses, student } from '../settings/people.ts';
import { backends } from '../store/backends.ts';
import { setClock } from '../store/clock.ts';
import { localPlatform } from './local-platform.ts';
import { recordedEngine } from './recorded-engine.ts';
import { battleProcess, call, minute } from './world.ts';
import '../store/patience.ts';

const never = new AbortController().signal;

test.each(backends)(
  '500 people vote at once through two processes over $name, and each counts once',
  { timeout: 120_000 },
  async ({ installed, start, name }) => {
    if (!installed) return;
    const service = await start();
    const url = await service.freshUrl();
    const clock = setClock();
    const platform = localPlatform();
    const stores = await Promise.all([openStore(url, { clock }), openStore(url, { clock })]);
    const processes = stores.map((store) => battleProcess({ store, clock, platform, engine: recordedEngine() }));
    const commands = stores.map((store, n) => {
      const settings = settingsIn(store);
      const guard = createGuard({ settings, store, filter: wordFilter([]), quotaSentence: () => '' });
      return createBattleCommand({ battles: processes[n]!, guard, settings, random: () => 0 });
    });
    await processes[0]!.call(call('duel'), never);
    await processes[0]!.idle();

    // Everyone votes, a third of them changes their mind, and some press twice, all at the same moment.
    const firstChoice = (n: number) => (n % 2 === 0 ? 'a' : 'b');
    const press = (n: number, side: string) =>
      commands[n % 2]!.press!(presses(student(`s${n}`), `battle:vote:duel:${side}`), never);
    const people = Array.from({ length: 500 }, (_, n) => n);
    const changed = people.filter((n) => n % 3 === 0);
    await Promise.all(
      people.flatMap((n) => [press(n, firstChoice(n)), ...(n % 5 === 0 ? [press(n, firstChoice(n))] : [])]),
    );
    await Promise.all(changed.map((n) => press(n, 'b')));

    const votesForA = people.filter((n) => n % 2 === 0 && n % 3 !== 0).length;
    const tally = { a: votesForA, b: 500 - votesForA };
    expect(await stores[1]!.ballots.tally('discord/school/duel'), name).toEqual(tally);
    const message = () => platform.in(classroom.channel)[0]!;
    await expect
      .poll(() => {
        clock.advance(1_000);
        return message().content.text;
      })
      .toContain(`${tally.b} (`);
    // A thousand presses are a handful of edits.
    expect(message().history.length).toBeLessThan(60);

    clock.advance(5 * minute);
    await Promise.all(processes.map((one) => one.begin(never)));
    await Promise.all(processes.map((one) => one.idle()));
    expect((await processes[1]!.find(classroom, 'duel')).value).toMatchObject({ state: 'closed', winner: 'b', tally });
    expect(platform.in(classroom.channel)).toHaveLength(2);
    const boards = Promise.all(processes.map((one) => one.boardsIdle()));
    await expect
      .poll(async () => {
        clock.advance(5_000);
        return Promise.race([boards.then(() => 'rest'), new Promise((done) => setTimeout(done, 5))]);
      })
      .toBe('rest');
    expect(message().content.text).toContain('B wins');
    await Promise.all(stores.map((store) => store.close()));
    await service.stop();
  },
);
