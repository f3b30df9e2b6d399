/**
 * Marks out of ten by readers who do not know which variant of the sampler drew a poem: what a change is worth.
 *
 *   npx tsx bench/marks.ts ask FOLDER VARIANTS.json       { "as before": {}, "long": { "steps": 64, "redrawShare": 0.3 } },
 *                                                         settings to change; writes poems.json (for readers), key.json
 *   npx tsx bench/marks.ts gather FOLDER MARKS.json…      { "1": 4.5, … } each; prints an entry for the file below
 *   npx tsx bench/marks.ts print [docs/blind-reading/marks.json]
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SeededRandom } from '../src/diffusion/random.ts';
import type { PoemRequest } from '../src/poem.ts';
import { type Marked, standings } from './blind/standings.ts';
import { changedSettings } from './changed-settings.ts';
import { drawPoem, printedLines } from './drawn.ts';
import { openAtelier } from './eval/draws.ts';
import { inOrderOfChance } from './order-of-chance.ts';
import { topics } from './topics.ts';

const styles = ['modern-sonnet', 'ballad', 'limerick', 'heroic-couplets', 'blank-verse', 'dickinson'];
const poemsOfAStyle = 8;

interface KeyEntry {
  readonly variant: string;
  readonly poem: string;
}

function requests(): PoemRequest[] {
  return styles.flatMap((style, number) =>
    Array.from({ length: poemsOfAStyle }, (_, round) => ({
      style,
      topic: topics[(6 * round + 7 * number) % topics.length]!,
      seed: 20_000 + 10 * number + round,
    })),
  );
}

async function ask(folder: string, variantsFile: string): Promise<void> {
  const variants: Record<string, { readonly steps?: number }> = JSON.parse(await readFile(variantsFile, 'utf8'));
  const drawn: (KeyEntry & { readonly style: string; readonly text: string })[] = [];
  for (const [variant, { steps, ...settings }] of Object.entries(variants)) {
    const atelier = await openAtelier('models/verse', 0, changedSettings(settings));
    for (const request of requests()) {
      const { poem } = await drawPoem(atelier, steps === undefined ? request : { ...request, steps });
      const text = printedLines(poem.text).join('\n');
      drawn.push({ variant, poem: `${request.style} ${request.seed}`, style: request.style, text });
    }
    await atelier.close();
    process.stderr.write(`  ${variant}\n`);
  }
  const shown = inOrderOfChance(drawn, new SeededRandom(7));
  await mkdir(folder, { recursive: true });
  const numbered = shown.map(({ style, text }, at) => ({ id: at + 1, style, text }));
  await writeFile(join(folder, 'poems.json'), `${JSON.stringify(numbered, undefined, 1)}\n`);
  const key = Object.fromEntries(shown.map(({ variant, poem }, at) => [at + 1, { variant, poem }]));
  await writeFile(join(folder, 'key.json'), `${JSON.stringify(key, undefined, 1)}\n`);
}

async function gather(folder: string, files: readonly string[]): Promise<void> {
  const key: Record<string, KeyEntry> = JSON.parse(await readFile(join(folder, 'key.json'), 'utf8'));
  const variants: Record<string, Record<string, number[]>> = {};
  for (const file of files) {
    const marks: Record<string, number> = JSON.parse(await readFile(file, 'utf8'));
    for (const [id, { variant, poem }] of Object.entries(key)) {
      variants[variant] ??= {};
      variants[variant][poem] ??= [];
      variants[variant][poem].push(marks[id]!);
    }
  }
  process.stdout.write(`${JSON.stringify({ title: folder, variants } satisfies Marked)}\n`);
}

async function print(file: string): Promise<void> {
  for (const { title, variants } of JSON.parse(await readFile(file, 'utf8')) as Marked[]) {
    process.stdout.write(`\n${title}\n`);
    for (const row of standings(variants)) {
      const gain =
        row.gain && `${row.gain.mean >= 0 ? '+' : ''}${row.gain.mean.toFixed(2)} ± ${row.gain.error.toFixed(2)}`;
      process.stdout.write(`  ${row.mean.toFixed(2)}  ${(gain ?? '').padEnd(13)}  ${row.variant} (${row.poems})\n`);
    }
  }
}

const [task, ...rest] = process.argv.slice(2);
if (task === 'ask' && rest.length === 2) await ask(rest[0]!, rest[1]!);
else if (task === 'gather' && rest.length > 1) await gather(rest[0]!, rest.slice(1));
else if (task === 'print') await print(rest[0] ?? 'docs/blind-reading/marks.json');
else {
  process.stderr.write('npx tsx bench/marks.ts ask FOLDER VARIANTS.json | gather FOLDER MARKS.json… | print [FILE]\n');
  process.exitCode = 2;
}
