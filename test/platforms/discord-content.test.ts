import { fc, test } from '@fast-check/vitest';
import { describe, expect, vi } from 'vitest';
import { bodyOf } from '../../src/platforms/discord/content.ts';
import { inert, oneLine } from '../../src/platforms/discord/markdown.ts';
import type { MessageJson } from '../peers/discord-peer.ts';
import { bodyViolations } from '../peers/discord-rules.ts';
import { mischiefOf, plainText } from './discord-reading.ts';
import { hostileContent, hostileText, visible } from './hostile-text.ts';

const asJson = (content: Parameters<typeof bodyOf>[0]) => bodyOf(content) as unknown as MessageJson;

// Thousands of messages: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 600_000 });

describe('a message for Discord', () => {
  test.prop([hostileContent], { numRuns: 10_000 })(
    'pings, links and formats nothing, and keeps every size',
    (content) => {
      const body = asJson(content);

      expect(mischiefOf(body)).toEqual([]);
      expect(bodyViolations(body)).toEqual([]);
    },
  );

  test.prop([hostileText()], { numRuns: 10_000 })('of one line shows that line and nothing else', (text) => {
    const line = oneLine(text);
    const body = { content: inert(line) } as MessageJson;

    expect(plainText(body)).toBe(visible(text));
    expect(mischiefOf(body)).toEqual([]);
  });

  test('shows the finished poem as plain lines that can be copied', () => {
    const word = (text: string) => ({ text, certainty: 1 });
    const stanzas = [
      [
        [word('The'), word("winter's"), word('tale—')],
        [word('o’er'), word('and'), word('done.')],
      ],
    ];

    const { content } = bodyOf({ panels: [{ heading: 'Haiku: snow', stanzas, footnote: 'seed 7' }] });

    expect(content).toBe("**Haiku: snow**\nThe winter's tale—\no’er and done.\n-# seed 7");
  });

  test('shows words that are nearly settled in italics, and less certain ones shaded, at their length', () => {
    const stanzas = [
      [
        [
          { text: 'morning', certainty: 0.9 },
          { text: 'harbour,', certainty: 0 },
        ],
      ],
    ];

    const { content } = bodyOf({ panels: [{ stanzas }] });

    expect(content).toMatch(/^\*morning\* [░▒▓]{7},$/);
  });

  test('a poem that is too long for italics shows its nearly settled words with a shaded letter', () => {
    const line = Array.from({ length: 12 }, () => ({ text: 'remembering', certainty: 0.9 }));
    const stanzas = [Array.from({ length: 13 }, () => line)];

    const { content } = bodyOf({ panels: [{ stanzas }] });

    expect(content.length).toBeGreaterThan(1_800);
    for (const word of content.split(/\s/)) expect(word).toMatch(/^(?=.*▓)[a-z▓]{11}$/);
  });

  test.prop([fc.integer({ min: 0, max: 100 })])('a word shows more of its letters the surer it is', (percent) => {
    const shown = (certainty: number) =>
      [...bodyOf({ panels: [{ stanzas: [[[{ text: 'remembering', certainty }]]] }] }).content].filter((letter) =>
        /[a-z]/.test(letter),
      ).length;

    expect(shown(percent / 100)).toBeLessThanOrEqual(shown(Math.min(1, percent / 100 + 0.1)));
  });

  test('two poems stand side by side as embeds', () => {
    const stanzas = [[[{ text: 'rain', certainty: 1 }]]];

    const body = bodyOf({
      panels: [
        { heading: 'Left', stanzas },
        { heading: 'Right', stanzas, footnote: '3 votes' },
      ],
    });

    expect(body.embeds).toEqual([
      { title: 'Left', description: 'rain' },
      { title: 'Right', description: 'rain', footer: { text: '3 votes' } },
    ]);
  });

  test('a poem too long for one message is split between its stanzas', () => {
    const line = Array.from({ length: 12 }, () => ({ text: 'remembering', certainty: 1 }));
    const stanzas = Array.from({ length: 9 }, () => Array.from({ length: 4 }, () => line));

    const { content, embeds } = bodyOf({ panels: [{ heading: 'Long', stanzas }] });

    expect(content).toBe('');
    for (const { description } of embeds)
      expect(description!.split('\n').every((one) => /^(?:remembering ?){12}$|^$|^…$/.test(one))).toBe(true);
  });
});
