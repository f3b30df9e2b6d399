/** Lists of everyday words: is every word in the poem that is not named as left out, and is the form kept? */
import { SeededRandom } from '../../src/diffusion/random.ts';
import { tokenise } from '../../src/poetics/index.ts';
import { type Bench, inForm } from './draw.ts';
import { some, things } from './everyday.ts';

const styles = ['haiku', 'tanka', 'limerick', 'quatrains', 'ballad', 'nursery-rhyme', 'heroic-couplets', 'free-verse'];

export interface ListFigures {
  readonly lists: number;
  readonly inForm: number;
  /** Lists of which a word is neither in the poem nor named. */
  readonly lost: number;
  readonly words: number;
  /** Words named as left out. */
  readonly leftOut: number;
  /** Entries of several words, and those that stand side by side. */
  readonly phrases: number;
  readonly sideBySide: number;
}

export async function measureLists({ draw }: Bench, count: number, steps: number): Promise<ListFigures> {
  const random = new SeededRandom(11).next;
  const figures = { lists: 0, inForm: 0, lost: 0, words: 0, leftOut: 0, phrases: 0, sideBySide: 0 };
  for (let number = 0; number < count; number++) {
    const items = some(things, 5 + Math.floor(random() * 6), random);
    const draft = items.join(random() < 0.5 ? ', ' : '\n');
    const style = styles[number % styles.length]!;
    const poem = await draw({ topic: items.slice(0, 3).join(', '), style, draft, steps, seed: number });
    const printed = tokenise(poem.text);
    const missing = new Set(tokenise((poem.leftOut ?? []).join(' ')));
    const words = new Set(items.flatMap((item) => [...tokenise(item)]));
    figures.lists++;
    figures.words += words.size;
    figures.leftOut += missing.size;
    if (inForm(poem)) figures.inForm++;
    else console.log(style, poem.checks, poem.text);
    const lost = [...words].filter((word) => !printed.includes(word) && !missing.has(word));
    if (lost.length > 0) figures.lost++;
    for (const item of items.map((one) => tokenise(one).join(' '))) {
      if (!item.includes(' ')) continue;
      figures.phrases++;
      if (printed.join(' ').includes(item)) figures.sideBySide++;
    }
  }
  return figures;
}
