import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Bench, inForm, openBench } from '../../bench/mending/draw.ts';
import { dates, names, numbers, some, things } from '../../bench/mending/everyday.ts';
import { measureFacts } from '../../bench/mending/facts.ts';
import { measureLists } from '../../bench/mending/lists.ts';
import { measureRepairs } from '../../bench/mending/repairs.ts';
import { tokenise } from '../../src/poetics/index.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.atelier.close());

const patience = 120_000;
const steps = 2;
const anySeed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('a draft', () => {
  test('of four lists loses no word: each is in the poem or named, and the form is kept', {
    timeout: patience,
  }, async () => {
    const figures = await measureLists(bench, 4, steps);
    expect(figures).toMatchObject({ lists: 4, inForm: 4, lost: 0 });
    expect(figures.sideBySide).toBe(figures.phrases);
  });

  test('keeps more unknown words than the model has guest tokens for', { timeout: patience }, async () => {
    const draft = 'Zoltan, Priya, Kwame, Yusuf, Ingrid, Blorptastic, Fizzbin';
    const poem = await bench.draw({ topic: 'my friends', style: 'quatrains', draft, steps, seed: 2 });
    expect(poem.leftOut).toEqual([]);
    for (const name of draft.split(', ')) expect(poem.text).toContain(name);
    expect(inForm(poem)).toBe(true);
  });

  test('says a number in one piece, and no part of it elsewhere', { timeout: patience }, async () => {
    const poem = await bench.draw({ topic: 'market', style: 'quatrains', draft: 'buy 42 tomatoes', steps, seed: 5 });
    expect(poem.text.toLowerCase()).toMatch(/forty two\b/);
    expect(poem.text.toLowerCase().match(/\b(?:forty|two)\b/g)).toHaveLength(2);
  });

  test('names what has no room', { timeout: patience }, async () => {
    const draft = some(things, 20, () => 0.4).join(', ');
    const poem = await bench.draw({ topic: 'shopping', style: 'haiku', draft, steps, seed: 1 });
    expect(poem.leftOut!.length).toBeGreaterThan(5);
    for (const word of tokenise(poem.leftOut!.join(' '))) expect(tokenise(poem.text)).not.toContain(word);
  });

  test('of lines that keep the form stands as it is where nothing may change', { timeout: patience }, async () => {
    const draft = 'the old pond is still\na green frog leaps from the bank\nwater and then night';
    const poem = await bench.draw({ topic: 'pond', style: 'haiku', draft, strength: 0, steps, seed: 1 });
    expect(tokenise(poem.text.replaceAll('\n', ' '))).toEqual(tokenise(draft.replaceAll('\n', ' ')));
  });

  test('of a stranger gives words, but neither names nor numbers', { timeout: patience }, async () => {
    const draft = 'Jupiter sends seven lanterns over Lisbon\na quiet harbour and a silver boat';
    const poem = await bench.draw({ topic: 'harbour', style: 'ballad', draft, draftBy: 'machine', steps, seed: 3 });
    expect(poem.text).not.toMatch(/Jupiter|seven|Lisbon/i);
    expect(poem.text).toMatch(/lanterns|boat|silver/);
    expect(poem.facts!.claims).toEqual([]);
    expect(poem.leftOut).toBeUndefined();
  });
});

describe('the guard on facts', () => {
  test('lets no name, number or date into poems from six drafts', { timeout: patience }, async () => {
    expect(await measureFacts(bench, 6, steps)).toMatchObject({ drafts: 6, inForm: 6, invented: 0 });
  });

  test.prop(
    [
      anySeed,
      fc.constantFrom(...names.split(',')),
      fc.constantFrom(...numbers.split(',')),
      fc.constantFrom(...dates.split(',')),
    ],
    {
      numRuns: 4,
    },
  )(
    'holds whatever is drafted',
    async (seed, name, number, date) => {
      const draft = `${name} has ${number} lamps ${date}`;
      const { facts } = await bench.draw({ topic: 'a lamp', style: 'haiku', draft, steps, seed });
      expect(facts!.claims).toEqual([]);
    },
    patience,
  );

  test('of a free topic says which words to check, when it is asked', { timeout: patience }, async () => {
    const request = { topic: 'London in April', style: 'quatrains', steps, seed: 4 };
    const [asked, unasked] = [await bench.draw({ ...request, facts: true }), await bench.draw(request)];
    expect(unasked.facts).toBeUndefined();
    expect(asked.text).toBe(unasked.text);
    const said = [...asked.facts!.kept, ...asked.facts!.claims].map((word) => word.toLowerCase());
    expect(said.every((word) => asked.text.toLowerCase().includes(word))).toBe(true);
  });
});

describe('a repair', () => {
  test('brings broken poems into form and leaves sound words and sound poems alone', {
    timeout: 2 * patience,
  }, async () => {
    const figures = await measureRepairs(bench, 6, steps);
    expect(figures).toMatchObject({ poems: 6, inForm: 6, sound: 2, soundUnchanged: 2 });
    expect(figures.untouched).toBeGreaterThan(0.9);
  });

  test('prints settled words to the letter, around the ones it draws', { timeout: patience }, async () => {
    const settled = (text: string) => ({ word: tokenise(text)[0]!, text, open: false });
    const start = {
      lines: [
        {
          syllables: 5,
          words: [settled('“Zoltan'), settled('—'.concat('said')), { word: '', text: 'night,', open: true }],
        },
        { syllables: 7, words: ['A', 'Kwame', 'and', 'an', 'Ingrid'].map(settled) },
        { syllables: 5, words: [] },
      ],
    };
    const poem = await bench.draw({ topic: 'friends', style: 'haiku', start, steps, seed: 1 });
    const [first, second] = poem.text.split('\n');
    expect(first).toMatch(/^“Zoltan —said [A-Za-z']+,$/);
    expect(second).toBe('A Kwame and an Ingrid');
  });

  test('refuses a poem laid out for another form', async () => {
    const start = { lines: [{ syllables: 5, words: [] }] };
    await expect(bench.draw({ topic: 'rain', style: 'haiku', start })).rejects.toMatchObject({ code: 'start' });
    const wrong = { lines: [4, 7, 5].map((syllables) => ({ syllables, words: [] })) };
    await expect(bench.draw({ topic: 'rain', style: 'haiku', start: wrong })).rejects.toMatchObject({ code: 'start' });
  });
});
