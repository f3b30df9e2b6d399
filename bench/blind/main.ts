/**
 * A blind reading: which poem of two is better, what a poem is about, in whose voice it speaks.
 *
 *   npx tsx bench/blind/main.ts ask FOLDER [--pairs 30]      writes questions.json (for readers) and key.json (not for them)
 *   npx tsx bench/blind/main.ts score FOLDER VERDICTS.json…  { "q1": "A", "q2": "autumn rain", … } each; prints the shares
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Atelier } from '../../src/diffusion/index.ts';
import { SeededRandom } from '../../src/diffusion/random.ts';
import type { PoemRequest } from '../../src/poem.ts';
import { Pronouncer } from '../../src/poetics/index.ts';
import { drawPoem, printedLines } from '../drawn.ts';
import { openAtelier, openEncoder } from '../eval/draws.ts';
import { HeldOutTest } from '../eval/held-out.ts';
import { type Window, WindowReader } from '../eval/held-out-window.ts';
import { HumanVerse } from '../eval/human.ts';
import { lineLengths, NgramDenoiser } from '../eval/ngram-denoiser.ts';
import { learnTwoSided } from '../eval/two-sided-ngram.ts';
import { classifiedVoices, voiceStyle } from '../eval/voice.ts';
import { topics } from '../topics.ts';
import { heldOutPoems, loadShelf, verseFolders } from '../verse/index.ts';
import { Deck, isOfForm } from './counterparts.ts';
import { Questionnaire, type ReadPoem, shares } from './questions.ts';

const styles = [
  'modern-sonnet',
  'ballad',
  'limerick',
  'haiku',
  'rap-battle',
  'heroic-couplets',
  'blank-verse',
  'dickinson',
];
/** Held-out poems of a form that are looked through for some of its line lengths. */
const mostCounterparts = 200;
/** Old books behind the 3-gram model; it reads all original verse. */
const oldWords = 4_000_000;

async function ask(folder: string, pairs: number): Promise<void> {
  const atelier = await openAtelier('models/verse', 0);
  const { ngram, people, written } = await baselines(atelier);
  const random = new SeededRandom(11);
  const pronouncer = new Pronouncer(atelier.vocabulary.lexicon);
  const deckOf = (verse: HumanVerse) => {
    const textsOf = (style: string) => new Set(verse.counterparts(style, mostCounterparts).map(({ text }) => text));
    const ofForm = (style: string) => [...textsOf(style)].filter((text) => isOfForm(text, style, pronouncer));
    return new Deck(new Map(styles.map((style) => [style, ofForm(style)])), random);
  };
  const [ofPeople, ofTraining] = [deckOf(people), deckOf(written)];
  const questionnaire = new Questionnaire(random);
  const draw = async (request: PoemRequest, denoiser?: NgramDenoiser): Promise<ReadPoem> => {
    const { poem } = await drawPoem(atelier, request, denoiser);
    // People's poems are known without their stanzas.
    const text = printedLines(poem.text).join('\n');
    return { text, style: poem.style, topic: poem.topic, voice: poem.voice };
  };
  const requestOf = (number: number, among = styles): PoemRequest => ({
    style: among[number % among.length]!,
    topic: topics[(5 * number + 3) % topics.length]!,
    seed: 7000 + number,
  });
  const pairWith = (deck: Deck, own: ReadPoem, group: string) => {
    const text = deck.next(own.style);
    if (text !== undefined) questionnaire.pair(group, own, { ...own, text });
  };
  for (let number = 0; number < pairs; number++) {
    const own = await draw(requestOf(number));
    questionnaire.pair('chosen over the 3-gram model', own, await draw(requestOf(number), ngram));
    questionnaire.choice('topic', own, topics, 5);
    pairWith(ofTraining, own, 'chosen over the verse written for training');
    // Nobody of old wrote haiku or rap battles.
    pairWith(ofPeople, await draw(requestOf(number, ofPeople.styles)), 'chosen over people');
    const voiced = await draw({
      style: voiceStyle,
      voice: classifiedVoices[number % classifiedVoices.length]!,
      topic: requestOf(number + 1).topic,
      seed: 8000 + number,
    });
    questionnaire.choice('voice', voiced, classifiedVoices, classifiedVoices.length);
    process.stderr.write(`  ${number + 1} of ${pairs}\n`);
  }
  await atelier.close();
  const { questions, key } = questionnaire.finish();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'questions.json'), `${JSON.stringify(questions, undefined, 1)}\n`);
  await writeFile(join(folder, 'key.json'), `${JSON.stringify(key, undefined, 1)}\n`);
}

/** The 3-gram model, held-out poems by people of old, and held-out poems that were written for the training. */
async function baselines(atelier: Atelier): Promise<{ ngram: NgramDenoiser; people: HumanVerse; written: HumanVerse }> {
  const { lexicon } = atelier.vocabulary;
  const folders = verseFolders(undefined);
  const say = (progress: string) => process.stderr.write(`  ${progress}\n`);
  const shelf = await loadShelf({ folders, lexicon, oldWords, say });
  const heldout = await heldOutPoems(folders);
  const original = heldout.filter((poem) => poem.original);
  const old = heldout.filter((poem) => !poem.original);
  const lengths = lineLengths(shelf, lexicon);
  const reader = new WindowReader(atelier, await openEncoder('models/verse'));
  const windows: Window[] = [];
  for (const poem of original) {
    if (windows.length === 4) break;
    const window = reader.read(poem);
    if (window) windows.push(window);
  }
  const ngram = await new HeldOutTest(atelier, reader, lengths).fitted(learnTwoSided(shelf, lexicon), windows);
  return {
    ngram: new NgramDenoiser(ngram, lengths),
    people: new HumanVerse(old, atelier),
    written: new HumanVerse(original, atelier),
  };
}

async function score(folder: string, files: readonly string[]): Promise<void> {
  const key = JSON.parse(await readFile(join(folder, 'key.json'), 'utf8'));
  for (const file of files) {
    process.stdout.write(`${file}\n`);
    for (const { group, right, answered } of shares(key, JSON.parse(await readFile(file, 'utf8'))))
      process.stdout.write(`  ${group}: ${right} of ${answered} (${((100 * right) / answered).toFixed(0)} %)\n`);
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string', default: '30' } },
});
const [task, folder, ...files] = positionals;
if (task === 'ask' && folder) await ask(folder, Number(values.pairs));
else if (task === 'score' && folder) await score(folder, files);
else {
  process.stderr.write('npx tsx bench/blind/main.ts ask FOLDER [--pairs N] | score FOLDER VERDICTS.json…\n');
  process.exitCode = 2;
}
