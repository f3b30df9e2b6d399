/** Topics and drafts as a mischievous class would type them: every mark that a chat platform reads, in every mixture. */
import { fc } from '@fast-check/vitest';
import type { Content, PoemPanel } from '../../src/platforms/contract.ts';
import type { PrintedLine } from '../../src/poem.ts';

const charms = [
  ...[
    '@everyone',
    '@here',
    '<@123456789012345678>',
    '<@!123456789012345678>',
    '<@&123456789012345678>',
    '<#123456789012345678>',
  ],
  ...[
    '<!channel>',
    '<!here>',
    '<@U12345678>',
    '<#C12345678|general>',
    '<!subteam^S12345678>',
    '<https://evil.example|click>',
  ],
  ...[
    'https://evil.example/x',
    'http://a.b',
    'discord.gg/abc',
    'www.evil.example',
    'mail@evil.example',
    '[text](https://evil.example)',
  ],
  ...[
    '**',
    '*',
    '***',
    '_',
    '__',
    '~~',
    '~',
    '||',
    '`',
    '```',
    '```js',
    '> ',
    '>>> ',
    '# ',
    '## ',
    '-# ',
    '- ',
    '* ',
    '1. ',
    '• ',
  ],
  ...[
    ':smile:',
    '<:wave:123456789012345678>',
    '<a:wave:123456789012345678>',
    '<t:1700000000:R>',
    '</poem:123456789012345678>',
    '<id:home>',
  ],
  ...[
    '\\',
    '\\\\',
    '&lt;',
    '&amp;',
    '&',
    '<',
    '>',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '¯\\_(ツ)_/¯',
    '🦊',
    '👩‍👧',
    'é',
    'ノ',
    'العربية',
  ],
  ...[
    '\n',
    '\r\n',
    '\t',
    '\u2028',
    '\u2029',
    '\u0085',
    '\u000b',
    '\u200b',
    '\u200d',
    '\u202e',
    '\ufeff',
    '\u2066',
    ' ',
    '  ',
  ],
];

/** Up to `most` pieces of mischief and plain letters, glued together with nothing between. */
export const hostileText = (most = 30) =>
  fc
    .array(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...charms) },
        { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
        { weight: 3, arbitrary: fc.constantFrom('rain', 'autumn', 'a', '1', '12', ' ', 'poem') },
      ),
      { maxLength: most },
    )
    .map((pieces) => pieces.join(''));

const hostileLine: fc.Arbitrary<PrintedLine> = fc
  .record({
    text: hostileText(12),
    certainties: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }),
    settled: fc.boolean(),
  })
  .map(({ text, certainties, settled }) =>
    text
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word, place) => ({ text: word, certainty: settled ? 1 : certainties[place % certainties.length]! })),
  );

const hostilePanel: fc.Arbitrary<PoemPanel> = fc.record({
  heading: hostileText(),
  stanzas: fc.array(fc.array(hostileLine, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
  footnote: hostileText(10),
});

/** A message whose every text is hostile, from the first frame (all uncertain) to the last (all settled). */
export const hostileContent: fc.Arbitrary<Content> = fc.record(
  {
    text: hostileText(),
    panels: fc.array(hostilePanel, { minLength: 1, maxLength: 2 }),
    buttons: fc.array(
      fc.record({ id: fc.constant('poem:again:x'), label: hostileText(8).map((label) => `b ${label}`) }),
      { maxLength: 1 },
    ),
    menus: fc.array(
      fc.record({
        id: fc.constant('poem:keep:x'),
        placeholder: hostileText(8).map((label) => `m ${label}`),
        choices: fc
          .uniqueArray(fc.nat(99).map(String), { minLength: 1, maxLength: 25 })
          .chain((values) => fc.tuple(...values.map((value) => hostileText(8).map((label) => ({ value, label }))))),
        atMost: fc.integer({ min: 1, max: 25 }),
      }),
      { maxLength: 1 },
    ),
  },
  { requiredKeys: ['panels'] },
);

/** What a person should read of a text: hidden characters and runs of white space do not count. */
export function visible(text: string): string {
  return text
    .replaceAll(/[\s\u0085\u2028\u2029]+/gu, ' ')
    .replaceAll(
      /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu,
      '',
    )
    .trim();
}
