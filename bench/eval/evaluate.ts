/** One evaluation from the model's files to its figures. */
import type { Atelier } from '../../src/diffusion/index.ts';
import { SeededRandom } from '../../src/diffusion/random.ts';
import { findStyle, Pronouncer } from '../../src/poetics/index.ts';
import { type DrawnPoem, printedLines } from '../drawn.ts';
import { inOrderOfChance } from '../order-of-chance.ts';
import { type HumanPoem, heldOutPoems, loadShelf, readLines, verseFolders, type WordShelf } from '../verse/index.ts';
import { drawAll, guidedSettings, openAtelier, openEncoder, requests } from './draws.ts';
import { comparableLines, type Figures, figuresOf, type MeasuredPoem } from './figures.ts';
import { type FormRate, formRates, strictShare } from './form.ts';
import { type HeldOutFigures, HeldOutTest, type Loss, maskRates } from './held-out.ts';
import { type Window, WindowReader } from './held-out-window.ts';
import { type HouseWord, houseStyle } from './house-style.ts';
import { HumanVerse } from './human.ts';
import { lineLengths, NgramDenoiser } from './ngram-denoiser.ts';
import type { EvalOptions } from './options.ts';
import { learnTwoSided, type TwoSidedNgram } from './two-sided-ngram.ts';
import { classifiedVoices, VoiceClassifier, voiceStyle } from './voice.ts';

export interface Evaluation {
  readonly seconds: number;
  /** What could not be measured, and why; and what a short run left out. */
  readonly notes: readonly string[];
  readonly form: ReadonlyMap<string, FormRate & { readonly human: number }>;
  /** Held-out verse of all kinds together, and apart. */
  readonly heldOut: { readonly all: HeldOutFigures; readonly original: HeldOutFigures; readonly old?: HeldOutFigures };
  readonly model: Figures;
  /** The same model with classifier-free guidance, which is not shipped. */
  readonly guided: Figures;
  readonly ngram: Figures;
  readonly human: Figures;
  readonly voice: { readonly model: number; readonly human: number; readonly voices: readonly string[] };
  readonly houseStyle: readonly HouseWord[];
}

/** Shares of the drawing time: the model's own poems, guided ones, the 3-gram model's, those in six voices. */
const shares = { model: 0.5, guided: 0.1, ngram: 0.12, voices: 0.28 };

export async function evaluate(options: EvalOptions, say: (progress: string) => void): Promise<Evaluation> {
  const began = performance.now();
  const notes: string[] = [];
  const atelier = await openAtelier(options.model, options.threads);
  const guided = await openAtelier(options.model, options.threads, guidedSettings);
  const { lexicon } = atelier.vocabulary;
  const encoder = await openEncoder(options.model);
  const pronouncer = new Pronouncer(lexicon);
  const folders = verseFolders(options.corpus);
  if (!folders.corpus)
    notes.push(
      "The corpus of old books is not here: human figures and 3-grams come from the project's own verse alone.",
    );
  const shelf = await loadShelf({ folders, lexicon, oldWords: options.words, say });
  const heldout = await heldOutPoems(folders);
  const human = new HumanVerse(heldout, atelier);
  say('counting 3-grams');
  const learnt = learnTwoSided(shelf, lexicon);

  say('reading held-out verse');
  const reader = new WindowReader(atelier, encoder);
  const lengths = lineLengths(shelf, lexicon);
  const test = new HeldOutTest(atelier, reader, lengths);
  const heldOut = await measureHeldOut(heldout, options, { test, reader, learnt, say });

  const until = untilClock(options.seconds);
  const brief = options.short;
  const rounds = requests(options.styles, options.poems, { brief });
  if (brief) notes.push('A short run: eight steps, and about eight lines where their number is free.');
  say('drawing with the model');
  const drawn = await drawAll(atelier, rounds, { until: until(shares.model), say });
  say('drawing with guidance');
  const steered = await drawAll(guided, rounds, { until: until(shares.guided), whole: false, say });
  say('drawing with the 3-gram model');
  const denoiser = new NgramDenoiser(heldOut.ngram, lengths);
  const grams = await drawAll(atelier, rounds, { until: until(shares.ngram), whole: false, denoiser, say });
  say('drawing in six voices');
  const voices = await measureVoices(atelier, human, shelf, options, until(shares.voices), say);
  const cut = rounds.length * options.styles.length - drawn.poems.length - drawn.failures.length;
  if (cut > 0) notes.push(`The time was up ${cut} poems early: ${drawn.poems.length} were drawn.`);
  const tooOld = shelf.original.includes(0) && options.words < 1e9;
  if (tooOld)
    notes.push(`3-grams and copies were counted in ${options.words} words of old books and all original verse.`);

  say('measuring');
  const knows = (word: string) => pronouncer.knows(word);
  const read = (poems: readonly DrawnPoem[]) => poems.map((poem) => measured(poem, knows));
  const counterparts = options.styles.flatMap((style) => human.counterparts(style, Math.max(20, options.poems)));
  const people: MeasuredPoem[] = counterparts.map(({ style, topic, lines }) => ({ style, topic, lines }));
  const comparable = comparableLines([read(drawn.poems), people]);
  const measures = { lexicon, pronouncer, encoder, shelf, ngrams: learnt.forward };
  const figures = (set: readonly MeasuredPoem[]) => figuresOf(set, comparable, measures);
  const rates = formRates(drawn);
  return {
    seconds: (performance.now() - began) / 1000,
    notes,
    form: new Map(
      [...rates].map(([style, rate]) => {
        const texts = counterparts.filter((one) => one.style === style).map(({ text }) => text);
        return [style, { ...rate, human: strictShare(texts, style, pronouncer) }];
      }),
    ),
    heldOut: heldOut.figures,
    model: figures(read(drawn.poems)),
    guided: figures(read(steered.poems)),
    ngram: figures(read(grams.poems)),
    human: figures(people),
    voice: voices,
    houseStyle: houseStyle(read(drawn.poems), shelf, lexicon),
  };
}

/** Successive deadlines, each a share of the seconds further on, counted from when it is asked for. */
function untilClock(seconds: number): (share: number) => number {
  return (share) => performance.now() + 1000 * seconds * share;
}

async function measureHeldOut(
  heldout: readonly HumanPoem[],
  { poems }: EvalOptions,
  {
    test,
    reader,
    learnt,
    say,
  }: {
    readonly test: HeldOutTest;
    readonly reader: WindowReader;
    readonly learnt: TwoSidedNgram;
    readonly say: (progress: string) => void;
  },
): Promise<{ figures: Evaluation['heldOut']; ngram: TwoSidedNgram }> {
  const most = Math.min(200, 2 * poems);
  const windows = (original: boolean): Window[] => {
    const poems = heldout.filter((poem) => poem.original === original);
    // In an order of chance that is always the same, so that few windows still come from many books.
    const random = new SeededRandom(7);
    const found: Window[] = [];
    for (const poem of inOrderOfChance(poems, random)) {
      if (found.length === most) break;
      const window = reader.read(poem);
      if (window) found.push(window);
    }
    return found;
  };
  const own = windows(true);
  const old = windows(false);
  say(`predicting masked words of ${own.length + old.length} held-out windows`);
  const figures = async (set: readonly Window[]) => {
    const ngram = await test.fitted(learnt, set.slice(0, 4));
    return { ngram, figures: await test.figures(set, ngram) };
  };
  const original = await figures(own);
  if (old.length === 0)
    return { figures: { all: original.figures, original: original.figures }, ngram: original.ngram };
  const olds = await figures(old);
  return {
    figures: { all: together(original.figures, olds.figures), original: original.figures, old: olds.figures },
    ngram: original.ngram,
  };
}

/** The mean over both kinds of verse, each counting alike: most requests are modern, most training verse is old. */
function together(one: HeldOutFigures, other: HeldOutFigures): HeldOutFigures {
  const mean = (a: Loss, b: Loss): Loss => ({ word: (a.word + b.word) / 2, slot: (a.slot + b.slot) / 2 });
  return {
    model: Object.fromEntries(maskRates.map((rate) => [rate, mean(one.model[rate]!, other.model[rate]!)])),
    baseline: mean(one.baseline, other.baseline),
    windows: one.windows + other.windows,
  };
}

async function measureVoices(
  atelier: Atelier,
  human: HumanVerse,
  shelf: WordShelf,
  { poems, short }: EvalOptions,
  until: number,
  say: (progress: string) => void,
): Promise<Evaluation['voice']> {
  const { lexicon } = atelier.vocabulary;
  const classifier = new VoiceClassifier(shelf, lexicon, classifiedVoices);
  const rounds = requests([voiceStyle], poems, { brief: short }).map(([request], round) =>
    classifier.voices.map((voice, number) => ({ ...request!, voice, seed: 90_000 + 100 * round + number })),
  );
  const drawn = await drawAll(atelier, rounds, { until, say });
  const pronouncer = new Pronouncer(lexicon);
  const voiced = drawn.poems.map(({ poem }) => ({
    voice: poem.voice,
    lines: readLines(printedLines(poem.text), (word) => pronouncer.knows(word)).lines,
  }));
  const length = findStyle(voiceStyle).form.lines.usual;
  const people = classifier.voices.flatMap((voice) =>
    human.inVoice(voice, length).map(({ lines }) => ({ voice, lines })),
  );
  return { model: classifier.accuracy(voiced), human: classifier.accuracy(people), voices: classifier.voices };
}

function measured({ poem }: DrawnPoem, knows: (word: string) => boolean): MeasuredPoem {
  return { style: poem.style, topic: poem.topic, lines: readLines(printedLines(poem.text), knows).lines };
}
