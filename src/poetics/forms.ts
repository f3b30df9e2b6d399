/** The table of forms. Sampler, checker, autocomplete, README and tests read it; adding a form adds one entry. */
import { acrostic } from './acrostic.ts';
import { form, type LineKind } from './form.ts';
import { freeVerse } from './free-verse.ts';
import { anapaestic, fourBeat, iambic, trochaic } from './meter.ts';
import type { Form, Meter } from './types.ts';

/** A line of exactly so many syllables. */
const exactly = (syllables: number, meter?: Meter): LineKind => ({
  syllables: [syllables],
  usual: [syllables],
  ...(meter ? { meter } : {}),
});

/** Five iambs; the feminine ending adds an unstressed eleventh syllable. */
const pentameter: LineKind = { syllables: [10, 11], usual: [10], meter: iambic };
const tetrameter = exactly(8, iambic);
const trimeter = exactly(6, iambic);
const commonMetre = [tetrameter, trimeter];
const limerickLong: LineKind = { syllables: [8, 9, 10], usual: [8, 9], meter: anapaestic };
const limerickShort: LineKind = { syllables: [5, 6, 7], usual: [5, 6], meter: anapaestic };
const bar: LineKind = { syllables: [9, 10, 11, 12], usual: [10, 11], meter: fourBeat };

export const forms: readonly Form[] = [
  form({
    id: 'shakespearean-sonnet',
    name: 'A Shakespearean sonnet',
    modelForm: 'sonnet',
    scheme: 'ABAB / CDCD / EFEF / GG',
    line: pentameter,
    syllables: '10, or 11 with a feminine ending',
  }),
  form({
    id: 'petrarchan-sonnet',
    name: 'A Petrarchan sonnet',
    modelForm: 'sonnet',
    scheme: 'ABBAABBA / CDECDE',
    line: pentameter,
    syllables: '10, or 11 with a feminine ending',
  }),
  form({
    id: 'haiku',
    name: 'A haiku',
    modelForm: 'haiku',
    scheme: '---',
    line: [exactly(5), exactly(7), exactly(5)],
    rhyme: 'none',
    syllables: '5-7-5',
  }),
  form({
    id: 'tanka',
    name: 'A tanka',
    modelForm: 'tanka',
    scheme: '-----',
    line: [exactly(5), exactly(7), exactly(5), exactly(7), exactly(7)],
    rhyme: 'none',
    syllables: '5-7-5-7-7',
  }),
  form({
    id: 'limerick',
    name: 'A limerick',
    modelForm: 'limerick',
    scheme: 'AABBA',
    line: [limerickLong, limerickLong, limerickShort, limerickShort, limerickLong],
    syllables: '8 to 10, the short lines 5 to 7',
  }),
  form({
    id: 'ballad',
    name: 'A ballad',
    modelForm: 'ballad',
    scheme: '-A-A',
    line: commonMetre,
    stanzas: { usual: 4, most: 5 },
    rhyme: 'ABCB',
    syllables: '8-6-8-6',
  }),
  form({
    id: 'hymn',
    name: 'A hymn',
    modelForm: 'hymn',
    scheme: 'ABAB',
    line: commonMetre,
    stanzas: { usual: 3, most: 5 },
    syllables: '8-6-8-6',
  }),
  form({
    id: 'couplets',
    name: 'A poem in heroic couplets',
    modelForm: 'couplets',
    scheme: 'AA',
    line: pentameter,
    stanzas: { usual: 5, most: 10 },
    continuous: true,
    rhyme: 'AA BB CC …',
    syllables: '10, or 11 with a feminine ending',
  }),
  form({
    id: 'rap',
    name: 'A rap verse',
    modelForm: 'rap',
    scheme: 'AABB',
    line: bar,
    stanzas: { usual: 2, most: 5 },
    rhyme: 'AABB',
    syllables: '9 to 12',
  }),
  form({
    id: 'villanelle',
    name: 'A villanelle',
    modelForm: 'villanelle',
    scheme: 'A1 b A2 / a b A1 / a b A2 / a b A1 / a b A2 / a b A1 A2',
    line: pentameter,
    syllables: '10, or 11 with a feminine ending',
  }),
  form({
    id: 'blank-verse',
    name: 'A poem in blank verse',
    modelForm: 'blank-verse',
    scheme: '-',
    line: pentameter,
    stanzas: { usual: 10, most: 20 },
    continuous: true,
    rhyme: 'none',
    syllables: '10, or 11 with a feminine ending',
  }),
  form({
    id: 'trochaic-verse',
    name: 'A poem in trochaic verse',
    modelForm: 'blank-verse',
    scheme: '-',
    line: exactly(8, trochaic),
    stanzas: { usual: 12, most: 20 },
    continuous: true,
    rhyme: 'none',
    syllables: '8 a line',
  }),
  freeVerse,
  form({
    id: 'quatrains',
    name: 'A poem in quatrains',
    modelForm: 'quatrains',
    scheme: 'ABAB',
    line: tetrameter,
    stanzas: { usual: 3, most: 5 },
    syllables: '8 a line',
  }),
  form({
    id: 'envelope-quatrains',
    name: 'A poem in envelope quatrains',
    modelForm: 'quatrains',
    scheme: 'ABBA',
    line: tetrameter,
    stanzas: { usual: 3, most: 5 },
    syllables: '8 a line',
  }),
  form({
    id: 'elegiac-quatrains',
    name: 'A poem in elegiac quatrains',
    modelForm: 'quatrains',
    scheme: 'ABAB',
    line: pentameter,
    stanzas: { usual: 3, most: 5 },
    syllables: '10, or 11 with a feminine ending',
  }),
  form({
    id: 'rubaiyat',
    name: 'A rubaiyat',
    modelForm: 'quatrains',
    scheme: 'AA-A',
    line: pentameter,
    stanzas: { usual: 2, most: 5 },
    rhyme: 'AABA',
    syllables: '10, or 11 with a feminine ending',
  }),
  form({
    id: 'nursery-rhyme',
    name: 'A nursery rhyme',
    modelForm: 'nursery',
    scheme: 'AABB',
    line: { syllables: [7, 8], usual: [7, 8], meter: fourBeat },
    stanzas: { usual: 2, most: 5 },
    rhyme: 'AABB',
    syllables: '7 or 8',
  }),
  form({
    id: 'ode',
    name: 'An ode',
    modelForm: 'ode',
    scheme: 'ABABCDECDE',
    line: pentameter,
    stanzas: { usual: 1, most: 2 },
    syllables: '10, or 11 with a feminine ending',
  }),
  form({
    id: 'triolet',
    name: 'A triolet',
    modelForm: 'other',
    scheme: 'A1 B1 a A1 a b A1 B1',
    line: tetrameter,
    rhyme: 'ABaAabAB',
    syllables: '8 a line',
  }),
  acrostic,
];
