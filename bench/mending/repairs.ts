/** Broken poems made by damaging good ones: are they in form afterwards, and is what was sound left alone? */
import { SeededRandom } from '../../src/diffusion/random.ts';
import { checkPoem, findStyle, type Style } from '../../src/poetics/index.ts';
import { judge, mendingRequest, Wordbook } from '../../src/refine/index.ts';
import { damage, damages, untouchedWords } from './damage.ts';
import { type Bench, inForm } from './draw.ts';

const styles = ['haiku', 'limerick', 'quatrains', 'ballad', 'heroic-couplets', 'triolet'];
const topics = [
  'autumn rain',
  'the sea at night',
  'my old bicycle',
  'a letter home',
  'bread and butter',
  'the school bus',
];

export interface RepairFigures {
  readonly poems: number;
  readonly inForm: number;
  /** Share of the undamaged words that stand untouched, 0–1. */
  readonly untouched: number;
  /** Of the poems whose form was not given, those in which it was recognised. */
  readonly recognised: number;
  readonly unnamed: number;
  readonly sound: number;
  readonly soundUnchanged: number;
}

export async function measureRepairs({ draw, atelier }: Bench, count: number, steps: number): Promise<RepairFigures> {
  const { lexicon } = atelier.vocabulary;
  const words = new Wordbook(lexicon);
  const random = new SeededRandom(5).next;
  const figures = { poems: 0, inForm: 0, recognised: 0, unnamed: 0, sound: 0, soundUnchanged: 0 };
  let kept = 0;
  let all = 0;
  for (let number = 0; figures.poems < count; number++) {
    const style = findStyle(styles[number % styles.length]!);
    const good = await draw({ topic: topics[number % topics.length]!, style: style.id, steps, seed: number });
    if (!inForm(good)) continue;
    if (figures.sound < Math.ceil(count / 4)) {
      figures.sound++;
      if (judge({ text: good.text, style }, words).plan === undefined) figures.soundUnchanged++;
      else console.log('touched a sound poem', style.id, good.text);
    }
    const broken = damage(good.text, damages[Math.floor(number / styles.length) % damages.length]!, lexicon, random);
    if (broken === undefined) continue;
    figures.poems++;
    const named = number % 2 === 0;
    const mended = await repair(broken.text, named ? style : undefined);
    if (!named) figures.unnamed++;
    if (!named && mended.style.form.id === style.form.id) figures.recognised++;
    if (mended.inForm) figures.inForm++;
    else console.log('not in form', style.id, mended.style.id, `\n${broken.text}\n--\n${mended.text}`);
    const untouched = untouchedWords(broken.sound, mended.text);
    kept += untouched.kept;
    all += untouched.all;
  }
  return { ...figures, untouched: kept / all };

  async function repair(text: string, style: Style | undefined) {
    const judgement = judge({ text, style }, words);
    const request = mendingRequest(judgement);
    const result = request ? (await draw({ ...request, seed: 1, steps })).text : text;
    const { checks } = checkPoem(result, judgement.style, judgement.options, words.pronouncer);
    return { text: result, style: judgement.style, inForm: inForm({ checks }) };
  }
}
