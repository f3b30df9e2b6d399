import { expect, test } from 'vitest';
import { Deck, isOfForm } from '../../bench/blind/counterparts.ts';
import { Questionnaire, shares } from '../../bench/blind/questions.ts';
import { SeededRandom } from '../../src/diffusion/random.ts';
import { Pronouncer } from '../../src/poetics/index.ts';

const topics = ['rain', 'a lost key', 'the sea', 'exam week', 'robots', 'soup', 'winter'];
const poem = (number: number, by: string) => ({
  text: `${by} ${number}`,
  style: 'haiku',
  topic: topics[number % topics.length]!,
  voice: 'modern',
});

function reading() {
  const questionnaire = new Questionnaire(new SeededRandom(3));
  for (let number = 0; number < 40; number++) {
    questionnaire.pair('over people', poem(number, 'own'), poem(number, 'person'));
    questionnaire.choice('topic', poem(number, 'own'), topics, 5);
  }
  return questionnaire.finish();
}

test('a blind reading shows nothing that tells the right answer', () => {
  const { questions, key } = reading();
  expect(questions).toHaveLength(80);
  const sides = questions.filter(({ kind }) => kind === 'pair').map(({ id }) => key[id]!.answer);
  // A reader who always says "A" is right about half of the time.
  expect(sides.filter((side) => side === 'A').length).toBeGreaterThan(8);
  expect(sides.filter((side) => side === 'B').length).toBeGreaterThan(8);
  for (const { id, kind, choices, poems } of questions) {
    expect(choices).toContain(key[id]!.answer);
    expect(new Set(choices).size).toBe(kind === 'pair' ? 2 : 5);
    if (kind === 'pair')
      expect(poems.findIndex((text) => text.startsWith('own'))).toBe(key[id]!.answer === 'A' ? 0 : 1);
  }
});

test('shares count what was answered, and a wrong or strange answer as wrong', () => {
  const { questions, key } = reading();
  const knowing = Object.fromEntries(questions.map(({ id }) => [id, key[id]!.answer]));
  expect(shares(key, knowing)).toEqual([
    { group: 'over people', right: 40, answered: 40 },
    { group: 'topic', right: 40, answered: 40 },
  ]);
  const topic = questions.find(({ kind }) => kind === 'topic')!.id;
  const pair = questions.find(({ kind }) => kind === 'pair')!.id;
  expect(shares(key, { [topic]: 'none of them', [pair]: key[pair]!.answer })).toEqual([
    { group: 'over people', right: 1, answered: 1 },
    { group: 'topic', right: 0, answered: 1 },
  ]);
});

const hymn = [
  'The sun went down behind the hill',
  'And left the sky in grey',
  'The lamps were lit along the street',
  'And I went home to bed',
];
const isBallad = (lines: readonly string[]) => isOfForm(lines.join('\n'), 'ballad', new Pronouncer());
const four = (lines: readonly string[]) => [...lines, ...lines, ...lines, ...lines];

test('a counterpart is of the form by the number and the length of its lines, whatever its rhymes', () => {
  expect(isBallad(four(hymn))).toBe(true);
  const longer = [...hymn.slice(0, 3), 'And I went home and to my bed'];
  expect(isBallad(four([...hymn.slice(0, 3), 'And I went home to my bed']))).toBe(true);
  expect(isBallad(four(longer))).toBe(false);
  expect(isBallad([...four(hymn).slice(0, 12), ...longer])).toBe(true);
  expect(isBallad(hymn.slice(0, 3))).toBe(false);
  expect(isOfForm(four(hymn).join('\n'), 'heroic-couplets', new Pronouncer())).toBe(false);
});

test('no counterpart comes again while another of its style has come less often', () => {
  const deck = new Deck(
    new Map([
      ['ballad', ['one', 'two', 'three']],
      ['dickinson', ['one', 'two', 'three']],
      ['haiku', []],
    ]),
    new SeededRandom(4),
  );
  const first = [deck.next('ballad'), deck.next('dickinson'), deck.next('ballad')];
  expect(new Set(first)).toEqual(new Set(['one', 'two', 'three']));
  expect(first).toContain(deck.next('ballad'));
  expect(deck.next('haiku')).toBeUndefined();
  expect(deck.styles).toEqual(['ballad', 'dickinson']);
});
