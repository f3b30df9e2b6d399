/**
 * Tries sampler settings side by side on the same requests, to choose the values of src/diffusion/settings.ts.
 *
 *     node --import tsx bench/sweep.ts --try '{"pairs":{"open":0.6}}' --try '{"temperature":{"draw":1}}' --read
 *
 * Each --try is a part of the settings as JSON; what it leaves out keeps its shipped value. The first row is always the
 * shipped settings. With --voices 10, as many topics are drawn in each of six voices too, and their voices guessed.
 */
import { parseArgs } from 'node:util';
import { Atelier, type SamplingSettings, samplingSettings } from '../src/diffusion/index.ts';
import { type Lexicon, Pronouncer } from '../src/poetics/index.ts';
import { changedSettings } from './changed-settings.ts';
import { type DrawnPoem, printedLines } from './drawn.ts';
import { drawAll, openEncoder, requests } from './eval/draws.ts';
import { fluency } from './eval/fluency.ts';
import { repetition } from './eval/repetition.ts';
import { topicFidelity } from './eval/topic.ts';
import { learnTwoSided } from './eval/two-sided-ngram.ts';
import { classifiedVoices, VoiceClassifier, voiceStyle } from './eval/voice.ts';
import { loadShelf, readLines, verseFolders } from './verse/index.ts';

const { values } = parseArgs({
  options: {
    try: { type: 'string', multiple: true, default: [] },
    styles: { type: 'string', default: 'haiku,quatrains,limerick,shakespearean-sonnet,ballad,rap-battle' },
    poems: { type: 'string', default: '2' },
    model: { type: 'string', default: 'models/verse' },
    threads: { type: 'string', default: '0' },
    voices: { type: 'string', default: '0' },
    read: { type: 'boolean', default: false },
  },
});

const say = (progress: string) => process.stderr.write(`  ${progress}\n`);
const open = (settings: SamplingSettings) =>
  Atelier.open({ folder: values.model, threads: Number(values.threads), device: 'cpu', settings });

async function judges(lexicon: Lexicon) {
  const shelf = await loadShelf({ folders: verseFolders(), lexicon, oldWords: 1_500_000, say });
  const classifier = new VoiceClassifier(shelf, lexicon, classifiedVoices);
  return { ngrams: learnTwoSided(shelf, lexicon).forward, encoder: await openEncoder(values.model), classifier };
}

const rounds = requests(values.styles.split(','), Number(values.poems));
const first = await open(samplingSettings);
const { lexicon } = first.vocabulary;
const { ngrams, encoder, classifier } = await judges(lexicon);
const pronouncer = new Pronouncer(lexicon);

const voicedRounds = requests([voiceStyle], Number(values.voices)).map(([request]) =>
  classifier.voices.map((voice) => ({ ...request!, voice })),
);
const asRead = ({ poem }: DrawnPoem) => ({
  topic: poem.topic,
  voice: poem.voice,
  lines: readLines(printedLines(poem.text), (word) => pronouncer.knows(word)).lines,
});

for (const typed of ['{}', ...values.try]) {
  const atelier = await open(changedSettings(JSON.parse(typed)));
  const { poems, failures } = await drawAll(atelier, rounds, { until: Number.POSITIVE_INFINITY, say });
  const voiced = await drawAll(atelier, voicedRounds, { until: Number.POSITIVE_INFINITY, say });
  await atelier.close();
  const read = poems.map(asRead);
  const lines = read.map((poem) => poem.lines);
  const { words, pairs, withinLine } = repetition(lines);
  const { auc, named } = topicFidelity(read, encoder);
  const strict = poems.filter(({ poem }) => Object.values(poem.checks).every(Boolean)).length;
  const milliseconds = poems.reduce((sum, one) => sum + one.milliseconds, 0) / poems.length;
  const row = {
    strict: `${strict}/${poems.length + failures.length}`,
    repeat: words.toFixed(3),
    pairs: pairs.toFixed(3),
    withinLine: withinLine.toFixed(3),
    nats: fluency(lines, ngrams, lexicon).toFixed(2),
    topic: auc.toFixed(2),
    named: named.toFixed(2),
    voice: classifier.accuracy(voiced.poems.map(asRead)).toFixed(2),
    ms: milliseconds.toFixed(0),
  };
  process.stdout.write(`${typed}\n  ${JSON.stringify(row)}\n`);
  if (values.read)
    for (const { poem } of poems) process.stdout.write(`\n[${poem.style}] ${poem.topic}\n${poem.text}\n`);
  for (const { style, reason } of failures) process.stdout.write(`\n[${style}] ${reason}\n`);
}
