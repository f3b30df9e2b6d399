import { test } from '@fast-check/vitest';
import { describe, expect, vi } from 'vitest';
import { bodyOf } from '../../src/platforms/slack/blocks.ts';
import { type Block, messageViolations } from '../peers/slack-rules.ts';
import { hostileContent, hostileText, visible } from './hostile-text.ts';
import { mischiefOf, plainText } from './slack-reading.ts';

const asJson = (content: Parameters<typeof bodyOf>[0]) =>
  bodyOf(content) as unknown as { text: string; blocks: Block[] };

// Thousands of messages: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 600_000 });

describe('a message for Slack', () => {
  test.prop([hostileContent], { numRuns: 10_000 })(
    'pings, links and formats nothing, and keeps every size',
    (content) => {
      const body = asJson(content);

      expect(mischiefOf(body)).toEqual([]);
      expect(messageViolations(body.text, body.blocks)).toEqual([]);
    },
  );

  test.prop([hostileText()], { numRuns: 10_000 })('shows a topic as it was typed', (topic) => {
    const { blocks } = asJson({
      panels: [{ heading: `Haiku: ${topic}`, stanzas: [[[{ text: 'rain', certainty: 1 }]]] }],
    });

    const shown = plainText(blocks).split('\n')[0]!;
    expect(
      shown.endsWith('…')
        ? visible(`Haiku: ${topic}`).startsWith(shown.slice(0, -1))
        : shown === visible(`Haiku: ${topic}`),
    ).toBe(true);
  });

  test('shows the finished poem as plain lines, in the blocks and in the notification', () => {
    const word = (text: string) => ({ text, certainty: 1 });
    const stanzas = [[[word('The'), word("winter's"), word('tale—')]], [[word('o’er'), word('and'), word('done.')]]];

    const { text, blocks } = asJson({ panels: [{ heading: 'Haiku: snow', stanzas, footnote: 'seed 7' }] });

    expect(plainText(blocks)).toBe("Haiku: snow\nThe winter's tale—\n\no’er and done.\nseed 7");
    expect(text).toContain("The winter's tale—\n\no’er and done.");
  });

  test('a word that is nearly settled keeps a shaded letter until it is', () => {
    const shown = (certainty: number) =>
      plainText(asJson({ panels: [{ stanzas: [[[{ text: 'harbour,', certainty }]]] }] }).blocks);

    expect(shown(0.95)).toMatch(/^(?=.*▓)[a-z▓]{7},$/);
    expect(shown(0.95).replaceAll(/[^▓]/g, '')).toBe('▓');
    expect(shown(1)).toBe('harbour,');
  });

  test('a long poem is split between its stanzas, each section within 3000 characters', () => {
    const line = Array.from({ length: 12 }, () => ({ text: 'remembering', certainty: 1 }));
    const stanzas = Array.from({ length: 9 }, () => Array.from({ length: 4 }, () => line));

    const sections = asJson({ panels: [{ stanzas }] }).blocks.filter(({ type }) => type === 'section');

    expect(sections.length).toBeGreaterThan(1);
    for (const { text } of sections) {
      expect(text!.text.length).toBeLessThanOrEqual(3000);
      expect(text!.text.split('\n').filter((one) => one !== '').length % 4).toBe(0);
    }
  });

  test('buttons that cannot be used are not there', () => {
    const { blocks } = asJson({
      text: 'Vote',
      buttons: [
        { id: 'a', label: 'A' },
        { id: 'b', label: 'B', disabled: true },
      ],
    });

    expect(blocks.at(-1)!.elements!.map(({ action_id }) => action_id)).toEqual(['a']);
  });
});
