/** Steps against quality: what a poem gains from more of them. Draws docs/steps.svg. */
import { writeFile } from 'node:fs/promises';
import { Pronouncer } from '../src/poetics/index.ts';
import { printedLines } from './drawn.ts';
import { drawAll, openAtelier, openEncoder, requests } from './eval/draws.ts';
import { fluency } from './eval/fluency.ts';
import { repetition } from './eval/repetition.ts';
import { topicFidelity } from './eval/topic.ts';
import { learnTwoSided } from './eval/two-sided-ngram.ts';
import { plot } from './plot.ts';
import { loadShelf, readLines, verseFolders } from './verse/index.ts';

const stepCounts = [4, 8, 16, 32, 64];
const styles = ['haiku', 'limerick', 'quatrains', 'rap-battle', 'shakespearean-sonnet'];

export interface StepsPlotOptions {
  readonly model: string;
  readonly threads: number;
  /** Poems of each style at each number of steps. */
  readonly poems: number;
}

export async function drawStepsPlot(
  file: string,
  { model, threads, poems }: StepsPlotOptions,
  say: (progress: string) => void,
): Promise<void> {
  const atelier = await openAtelier(model, threads);
  const encoder = await openEncoder(model);
  const { lexicon } = atelier.vocabulary;
  const pronouncer = new Pronouncer(lexicon);
  const shelf = await loadShelf({ folders: verseFolders(), lexicon, oldWords: 1_500_000, say });
  const { forward } = learnTwoSided(shelf, lexicon);
  const nats: number[] = [];
  const repeated: number[] = [];
  const topical: number[] = [];
  for (const steps of stepCounts) {
    say(`${steps} steps`);
    const rounds = requests(styles, poems).map((round) => round.map((request) => ({ ...request, steps })));
    const drawn = await drawAll(atelier, rounds, { until: Number.POSITIVE_INFINITY, say });
    const read = drawn.poems.map(({ poem }) => ({
      topic: poem.topic,
      lines: readLines(printedLines(poem.text), (word) => pronouncer.knows(word)).lines,
    }));
    const lines = read.map((poem) => poem.lines);
    nats.push(fluency(lines, forward, lexicon));
    repeated.push(100 * repetition(lines).words);
    topical.push(topicFidelity(read, encoder).auc);
    say(
      `  ${nats.at(-1)!.toFixed(2)} nats, ${repeated.at(-1)!.toFixed(1)} % repeated, topic ${topical.at(-1)!.toFixed(2)}`,
    );
  }
  await atelier.close();
  const panels = [
    { name: 'nats a word under a 3-gram model', values: nats, digits: 2 },
    { name: 'content words said before, %', values: repeated, digits: 1 },
    { name: 'topic told from others (AUC)', values: topical, digits: 2 },
  ].map((panel) => ({ ...panel, axis: 'denoising steps', places: stepCounts }));
  await writeFile(file, plot('Steps against quality', panels));
}
