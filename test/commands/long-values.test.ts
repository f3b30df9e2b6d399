import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { ActionDefinition } from '../../commands/command.ts';
import { readLongValues } from '../../commands/long-values.ts';

const text = { kind: 'text', max: 200, description: '' } as const;
const definition: ActionDefinition = {
  description: '',
  options: { time: text, zone: text, topic: text, 'first-voice': text },
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
])('%j is read as %j', (words, options) => {
  expect(readLongValues(definition, words, 'time')).toEqual(options);
});

property.prop([fc.string({ maxLength: 200 })])('any words are read, and nothing is invented', (words) => {
  for (const value of Object.values(readLongValues(definition, words, 'time'))) expect(words).toContain(value);
});
