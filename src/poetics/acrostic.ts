/** The acrostic: the lines' first letters spell a word. */
import anyAscii from 'any-ascii';
import { RequestError } from '../errors.ts';
import { wrongLines } from './form.ts';
import { iambic } from './meter.ts';
import type { Form, LineShape } from './types.ts';

const letters = { least: 2, most: 20 };
/** The letter that no word of the model's lexicon begins with. */
const unspellable = 'x';

/** The letters that an acrostic on this text spells, lower case, a–z; '' when there are none. */
export function acrosticLetters(text: string): string {
  return anyAscii(text.normalize('NFC'))
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');
}

/**
 * The word for an acrostic when only a topic was given: its first word that can well be spelt, or as many letters of
 * the whole as there may be lines.
 */
export function acrosticWord(topic: string): string {
  const words = topic.split(/\s+/).map(acrosticLetters);
  const fitting = words.find((word) => word.length >= 3 && word.length <= 12 && !word.includes(unspellable));
  return fitting ?? words.join('').replaceAll(unspellable, '').slice(0, letters.most);
}

/** Couplets; an odd last line joins the pair before it. */
function coupletGroup(line: number, count: number): string {
  const pairs = Math.floor(count / 2);
  return String.fromCharCode(65 + Math.min(Math.floor(line / 2), pairs - 1));
}

export const acrostic: Form = {
  id: 'acrostic',
  name: 'An acrostic',
  modelForm: 'acrostic',
  rhyme: 'AA BB CC …, the last three of an odd number together',
  syllables: '8 a line',
  lines: { usual: 6, ...letters, multipleOf: 1 },
  takesWord: true,
  shape({ lines, word }) {
    const spelt = acrosticLetters(word ?? '');
    if (spelt.length < letters.least || spelt.length > letters.most) {
      throw new RequestError(
        'word',
        `An acrostic needs a word of ${letters.least} to ${letters.most} letters to spell.`,
      );
    }
    if (spelt.includes(unspellable)) {
      throw new RequestError('word', `I know no word that begins with ${unspellable}, so I cannot spell "${spelt}".`);
    }
    if (lines !== undefined && lines !== spelt.length) {
      throw wrongLines(`An acrostic of "${spelt}"`, `${spelt.length} lines`);
    }
    return Array.from(
      spelt,
      (initial, line): LineShape => ({
        syllables: [8],
        meter: iambic,
        rhyme: coupletGroup(line, spelt.length),
        refrain: undefined,
        initial,
        opensStanza: line === 0,
      }),
    );
  },
};
