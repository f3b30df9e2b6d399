import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { ActionDefinition } from '../../commands/command.ts';
import { readLongValues } from '../../commands/long-values.ts';

const text = { kind: 'text', max: 200, description: '' } as const;
const definition: ActionDefinition = {
  description: '',
  options: {
    ...{ time: text, zone: text, topic: text, 'first-voice': text },
    minutes: { kind: 'integer', min: 1, max: 60, description: '' },
    hide: { kind: 'flag', description: '' },
  },
};

test.each([
  [
    '8:00 zone:Europe/Berlin topic:autumn rain; snow',
    { time: '8:00', zone: 'Europe/Berlin', topic: 'autumn rain; snow' },
  ],
  ['topic: "first snow" time=7 pm', { topic: 'first snow', time: '7 pm' }],
  ['Topic:a FIRST-VOICE:modern', { topic: 'a', 'first-voice': 'modern' }],
  ['8:00 topic: zone:UTC', { time: '8:00', zone: 'UTC' }],
  ['mytopic:x', { time: 'mytopic:x' }],
  ['', {}],
  ['zone:UTC minutes:30 hide:yes autumn rain', { zone: 'UTC', minutes: '30', hide: 'yes', time: 'autumn rain' }],
  ['minutes:30 autumn hide:no rain', { minutes: '30', hide: 'no', time: 'autumn rain' }],
  ['8:00 minutes:30 or so', { time: '8:00', minutes: '30 or so' }],
])('%j is read as %j', (words, options) => {
  expect(readLongValues(definition, words, 'time')).toEqual(options);
});

test('a value reaches as far as it is said to', () => {
  const reach = (option: string) => (option === 'zone' ? 2 : 9);
  expect(readLongValues(definition, 'zone:New York City topic:rain', 'time', reach)).toEqual({
    ...{ zone: 'New York', time: 'City', topic: 'rain' },
  });
});

property.prop([fc.string({ maxLength: 200 })])('any words are read, and nothing is invented', (words) => {
  const plain = words.replaceAll(/\s+/g, ' ');
  for (const value of Object.values(readLongValues(definition, words, 'time')))
    for (const part of String(value).split(/\s+/)) expect(plain).toContain(part);
});
