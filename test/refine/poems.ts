/** Sound poems of six forms and a wordbook with the real lexicon, for the tests of repairs. */
import { readFileSync } from 'node:fs';
import { parseConfig, parseLexicon } from '../../src/poetics/index.ts';
import { Wordbook } from '../../src/refine/index.ts';

const json = (name: string) => JSON.parse(readFileSync(`models/verse/${name}`, 'utf8'));
const lexicon = parseLexicon(json('lexicon.json'), parseConfig(json('config.json')));
export const words = new Wordbook(lexicon);

/** By style. */
export const sound = {
  haiku: 'The old pond is still.\nA green frog leaps from the bank:\nWater, and then night.',
  limerick:
    'A painter who lived by the sea\nWould paint every fish for a fee,\nTill a whale came along,\nAnd he sang it a song,\nAnd the whale paid in barrels of tea.',
  quatrains:
    'The winter sun is low and red,\nThe garden sleeps beneath the snow;\nThe birds have found their daily bread\nWhere all the frozen rivers go.',
  ballad:
    'The captain stood upon the deck\nAnd watched the rising tide;\nHe thought of all the summer days\nWhen she was at his side.',
  'heroic-couplets':
    'The morning comes with silver on the hill,\nAnd all the little streams are running still;\nThe farmer wakes and walks along the lane\nTo hear the early music of the rain.',
  triolet:
    'The river runs below the town,\nIt never asks the people why;\nThe summer leaves are falling down.\nThe river runs below the town\nWhere every bird is wearing brown\nAnd every cloud is passing by.\nThe river runs below the town,\nIt never asks the people why.',
} as const;

export type SoundStyle = keyof typeof sound;
