import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OpenRequest } from '../../src/live/index.ts';
import type { MessageRef } from '../../src/platforms/contract.ts';
import type { LoggedMessage } from '../../src/platforms/web/log.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { channelLogIn, day, keptForDays, openMessagesIn, poemRecordsIn } from '../../src/store/kept/index.ts';
import { type SetClock, setClock } from './clock.ts';

let folder: string;
let store: Store;
let clock: SetClock;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-kept-'));
  clock = setClock();
  store = await openStore(`sqlite://${folder}/inkling.db`, { clock });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const message = (id: string, channel: string, person = 'ann'): LoggedMessage => ({
  id,
  channel,
  at: clock.now(),
  author: { kind: 'person', id: person, name: person },
  content: { text: `said ${id}` },
});
const ids = (messages: readonly LoggedMessage[]) => messages.map(({ id }) => id);

describe('the local channel', () => {
  test('reads back its newest messages a channel at a time, page by page, also after edits', async () => {
    const log = channelLogIn(store, clock);
    for (let n = 10; n < 25; n += 1) await log.save(message(`m${n}`, n % 3 === 0 ? 'battles' : 'verse'));
    await log.save({ ...message('m23', 'verse'), content: { text: 'edited' } });
    const newest = await log.recent('verse', 3);
    expect(ids(newest)).toEqual(['m20', 'm22', 'm23']);
    expect(newest[2]?.content.text).toBe('edited');
    expect(ids(await log.recent('verse', 3, 'm20'))).toEqual(['m16', 'm17', 'm19']);
    expect(ids(await log.recent('battles', 10))).toEqual(['m12', 'm15', 'm18', 'm21', 'm24']);
  });

  test('forgets a removed message with its picture, and everything in time', async () => {
    const log = channelLogIn(store, clock);
    await log.savePicture('p', new Uint8Array([0, 255, 7]));
    await log.save({ ...message('m1', 'verse'), content: { picture: { id: 'p', name: 'p.png', description: '' } } });
    await log.save(message('m2', 'verse'));
    expect([...((await log.picture('p')) ?? [])]).toEqual([0, 255, 7]);
    await log.remove('m1');
    expect([await log.find('m1'), await log.picture('p')]).toEqual([undefined, undefined]);
    clock.advance(keptForDays.channel * day);
    expect(await log.recent('verse', 10)).toEqual([]);
  });
});

test('a message is open from its first frame until it is closed, also for the next process', async () => {
  const ref = (id: string): MessageRef => ({ platform: 'web', space: 'local', channel: 'verse', message: id });
  const request: OpenRequest = {
    kind: 'poem',
    id: 'r',
    request: { topic: 'rain', style: 'haiku', seed: 1 },
    locale: 'en',
  };
  const first = await openMessagesIn(store, clock).open(ref('a'), request);
  await openMessagesIn(store, clock).open(ref('b'), request);
  await first.close();
  expect(await openMessagesIn(store, clock).list()).toEqual([{ ref: ref('b'), request }]);
});

test('a poem’s record belongs to its author', async () => {
  const records = poemRecordsIn(store, clock);
  const request = { topic: 'rain', style: 'haiku', seed: 1, fairnessKey: 'discord:guild:77' };
  await records.save({ id: 'abc', request, author: '77', locale: 'en' });
  await records.save({ id: 'abc', request, author: '77', locale: 'en', text: 'done' });
  expect((await records.find('abc'))?.text).toBe('done');
  expect(await store.collection('poems').ownedBy('discord:77')).toHaveLength(1);
});

test('who asked for a poem to be stopped is known to every process, for a while', async () => {
  await poemRecordsIn(store, clock).askToStop('abc', 'Ada');
  expect(await poemRecordsIn(store, clock).stopAskedBy('abc')).toBe('Ada');
  expect(await poemRecordsIn(store, clock).stopAskedBy('xyz')).toBeUndefined();
  clock.advance(day);
  expect(await poemRecordsIn(store, clock).stopAskedBy('abc')).toBeUndefined();
});

test('messages that wait for somebody else do not hide the one that this process can finish', async () => {
  const ref = (number: number): MessageRef => ({
    ...{ platform: number === 300 ? 'slack' : 'discord', space: 's', channel: 'c' },
    message: `m${number}`,
  });
  const request: OpenRequest = {
    ...{ kind: 'poem', id: 'r', locale: 'en' },
    request: { topic: 'rain', style: 'haiku', seed: 1 },
  };
  const dead = openMessagesIn(store, { ...clock, sleep: () => new Promise<void>(() => {}) });
  for (let number = 0; number <= 300; number++) {
    await dead.open(ref(number), request);
    clock.advance(1);
  }
  clock.advance(day);

  const taken = await openMessagesIn(store, clock).takeOver(({ ref: { platform } }) => platform === 'slack');

  expect(taken.map((held) => held.ref.message)).toEqual(['m300']);
  expect(await openMessagesIn(store, clock).takeOver(() => false)).toEqual([]);
});
