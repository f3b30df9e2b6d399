import { readFileSync } from 'node:fs';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { tokeniseLine } from '../../src/poetics/index.ts';

interface Example {
  readonly text: string;
  readonly words: readonly string[];
  readonly mark: string;
}

// The training's tests read the same file.
const examples = JSON.parse(readFileSync(new URL('../fixtures/lines.json', import.meta.url), 'utf8')) as {
  known: string[];
  lines: Example[];
};

describe('lines are read as the training reads them', () => {
  const known = new Set(examples.known);
  test.each(examples.lines)('$text', ({ text, words, mark }) => {
    const line = tokeniseLine(text, (word) => known.has(word));
    expect({ words: line.words, mark: line.mark }).toEqual({ words, mark });
  });
});

test('each word knows where it stands in the printed line', () => {
  const text = "“To-night,” the café—'tis closed—said…";
  const { words, spans } = tokeniseLine(text);
  const printed = spans.map(([start, end]) => text.slice(start, end));
  expect(words).toEqual(['tonight', 'the', 'cafe', "'tis", 'closed', 'said']);
  expect(printed).toEqual(['To-night', 'the', 'café', "'tis", 'closed', 'said']);
});

property.prop([fc.string({ unit: 'grapheme', maxLength: 120 })])('any text has words in order', (text) => {
  const { words, spans } = tokeniseLine(text);
  expect(spans).toHaveLength(words.length);
  let last = 0;
  for (const [place, [start, end]] of spans.entries()) {
    expect(words[place]).toMatch(/^'?[a-z0-9']+$/);
    expect(start).toBeGreaterThanOrEqual(last);
    expect(end).toBeGreaterThan(start);
    last = end;
  }
  expect(last).toBeLessThanOrEqual(text.length);
});
