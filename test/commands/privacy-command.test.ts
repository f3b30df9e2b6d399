import { expect, test } from 'vitest';
import { createPrivacyCommand } from '../../commands/privacy.ts';
import { channelLogIn, keptPersonalData, poemRecordsIn } from '../../src/store/kept/index.ts';
import { storeForTest } from '../settings/memory.ts';
import { classroom, presses, runs, student } from '../settings/people.ts';

const never = new AbortController().signal;
const here = { ...classroom, platform: 'web' } as const;

test('/privacy lists what is stored about oneself and how long, deletes it when sure, and nobody else’s', async () => {
  const { store, clock } = await storeForTest();
  const records = poemRecordsIn(store, clock);
  const log = channelLogIn(store, clock);
  for (const author of ['ann', 'ben'])
    for (let n = 0; n < 10; n += 1)
      await records.save({
        ...{ id: `${author}${n}`, author, locale: 'en' },
        request: {
          topic: `topic ${n}`,
          style: 'haiku',
          seed: n,
          draft: 'milk, eggs',
          fairnessKey: `web:local:${author}`,
        },
      });
  const said = { channel: 'verse', at: clock.now(), author: { kind: 'person', id: 'ann', name: 'Ann' } } as const;
  await log.save({ ...said, id: 'm1', content: { text: 'hello there' } });
  const cause = { person: 'ann', name: 'Ann', line: '/poem rain' };
  await log.save({
    ...said,
    id: 'm2',
    author: { kind: 'bot', id: 'i', name: 'I' },
    cause,
    content: { text: 'a poem' },
  });
  const privacy = createPrivacyCommand(keptPersonalData(store));
  const ann = student('ann');

  const look = runs(ann, 'privacy', { place: here });
  await privacy.run(look, never);
  expect(look.answers.text()).toContain('Poems you asked for, with their topics and drafts (10), kept for 180 days:');
  expect(look.answers.text()).toContain('• haiku: topic 0 · milk, eggs');
  expect(look.answers.text()).toContain('… and 2 more');
  expect(look.answers.text()).toContain('• hello there');

  const first = presses(ann, look.answers.whispers[0]!.buttons![0]!.id, undefined, { place: here });
  await privacy.press!(first, never);
  expect(await records.find('ann0')).toBeDefined();
  const sure = presses(ann, first.answers.whispers[0]!.buttons![0]!.id, undefined, { place: here });
  await privacy.press!(sure, never);
  expect(sure.answers.text()).toBe('Done. 12 things are gone.');

  const after = runs(ann, 'privacy', { place: here });
  await privacy.run(after, never);
  expect(after.answers.text()).toContain('I store nothing about you.');
  expect([await records.find('ann0'), await log.find('m1')]).toEqual([undefined, undefined]);
  expect((await log.find('m2'))?.cause).toBeUndefined();
  expect(await records.find('ben0')).toBeDefined();
});
