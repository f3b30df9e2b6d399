import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';

const page = new URL('../../src/platforms/web/page/', import.meta.url);
const { completionAt, missingOptions, readCommandLine, readRequest } = await import(`${page}command-line.js`);

const option = (name: string, kind: string, more: object = {}) => ({
  name,
  kind,
  description: name,
  required: false,
  ...more,
});
const styles = ['haiku', 'heroic-couplets'].map((value) => ({ value, label: value }));
const commands = [
  {
    name: 'poem',
    description: 'Watch a poem',
    options: [
      option('topic', 'text'),
      option('style', 'choice', { choices: styles }),
      option('voice', 'completed'),
      option('voice2', 'completed'),
      option('seed', 'integer'),
      option('draft', 'text'),
    ],
  },
  {
    name: 'daily',
    description: 'Daily verses',
    options: [],
    actions: [
      {
        name: 'set',
        description: 'Set',
        options: [option('time', 'text', { required: true }), option('where', 'channel')],
      },
      { name: 'list', description: 'List', options: [] },
    ],
  },
];
const read = (text: string) => readRequest(readCommandLine(text, commands));
/** The place in `marked` where the caret (`|`) stands. */
function at(marked: string) {
  const text = marked.replace('|', '');
  return completionAt(text, marked.indexOf('|'), readCommandLine(text, commands));
}

describe('a command line', () => {
  test.each([
    ['/poem autumn rain', { command: 'poem', options: {}, words: 'autumn rain' }],
    ['/poem topic:autumn rain style:haiku', { command: 'poem', options: { topic: 'autumn rain', style: 'haiku' } }],
    [
      '/poem the sea style: haiku seed:7',
      { command: 'poem', words: 'the sea', options: { style: 'haiku', seed: '7' } },
    ],
    ['/poem style:haiku autumn rain', { command: 'poem', words: 'autumn rain', options: { style: 'haiku' } }],
    ['/poem voice:modern autumn rain', { command: 'poem', words: 'autumn rain', options: { voice: 'modern' } }],
    ['/poem voice:modern, rap', { command: 'poem', options: { voice: 'modern, rap' } }],
    ['/poem rain voice2:modern', { command: 'poem', words: 'rain', options: { voice2: 'modern' } }],
    ['/poem rain voice:walt whitman', { command: 'poem', words: 'rain', options: { voice: 'walt whitman' } }],
    ['/poem topic:rain voice:walt whitman', { command: 'poem', options: { topic: 'rain', voice: 'walt whitman' } }],
    ['/poem seed:7 autumn rain', { command: 'poem', words: 'autumn rain', options: { seed: '7' } }],
    ['/poem 3:15 at http://example.com', { command: 'poem', words: '3:15 at http://example.com', options: {} }],
    ['/POEM Topic:Rain', { command: 'poem', options: { topic: 'Rain' } }],
    ['/daily set time:07:30', { command: 'daily', action: 'set', options: { time: '07:30' } }],
    ['/daily list', { command: 'daily', action: 'list', options: {} }],
  ])('%s is understood', (text, request) => {
    expect(read(text)).toEqual(request);
  });

  test.each(['hello', ' /poem', 'what /poem does'])('%s is none', (text) => {
    expect(readCommandLine(text, commands)).toBeUndefined();
  });

  test.each(['/po', '/nothing at all', '/daily', '/daily nothing'])('%s asks for nothing yet', (text) => {
    expect(read(text)).toBeUndefined();
  });

  test('tells which required options are missing', () => {
    const missing = (text: string) =>
      missingOptions(readCommandLine(text, commands)).map(({ name }: { name: string }) => name);

    expect(missing('/daily set')).toEqual(['time']);
    expect(missing('/daily set time:')).toEqual(['time']);
    expect(missing('/daily set 07:30')).toEqual([]);
  });

  test.prop([fc.string(), fc.string()])('carries any value to where its name stands', (topic, draft) => {
    const plain = (text: string) => text.replaceAll(':', '').trim();

    const request = read(`/poem topic:${topic.replaceAll(':', '')} style:haiku draft:${draft.replaceAll(':', '')}`);

    expect(request.options.style).toBe('haiku');
    expect(request.options.topic ?? '').toBe(plain(topic));
    expect(request.options.draft ?? '').toBe(plain(draft));
  });
});

describe('a completion', () => {
  test.each([
    ['/|', 'command', '', [0, 1]],
    ['/po|', 'command', 'po', [0, 3]],
    ['/daily s|', 'action', 's', [7, 8]],
    ['/poem |', 'option', '', [6, 6]],
    ['/poem the sea st|', 'option', 'st', [14, 16]],
    ['/poem style:|', 'value', '', [12, 12]],
    ['/poem style:ha|', 'value', 'ha', [12, 14]],
    ['/poem style:ha| seed:7', 'value', 'ha', [12, 14]],
    ['/poem style:haiku se|', 'option', 'se', [18, 20]],
  ])('at %s is one of a %s', (marked, stage, typed, [start, end]) => {
    expect(at(marked)).toMatchObject({ stage, typed, start, end });
  });

  const scrap = fc.constantFrom('/', 'poem', 'daily', 'set', ' ', 'style', ':', 'haiku', 'topic', 'x', '\n', '🌧');
  test.prop([fc.array(scrap), fc.nat(60)])(
    'replaces a part of the text, wherever the caret stands',
    (scraps, caret) => {
      const text = `/${scraps.join('')}`;
      const place = completionAt(text, Math.min(caret, text.length), readCommandLine(text, commands));

      expect(place?.start ?? 0).toBeGreaterThanOrEqual(0);
      expect(place?.end ?? 0).toBeGreaterThanOrEqual(place?.start ?? 0);
      expect(place?.end ?? 0).toBeLessThanOrEqual(text.length);
    },
  );
});
