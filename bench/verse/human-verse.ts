/**
 * Reads the corpus of public-domain verse, where it is present, and the project's own verse, which always is.
 * What is held out follows the same rules as training/corpus.py: the corpus's own held-out file, and one poem in
 * twenty of the original verse by the hash of its title.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { voiceOf } from './voices.ts';

export interface HumanPoem {
  readonly id: string;
  readonly title: string;
  /** As a person would type it; '' for the old books. */
  readonly topic: string;
  /** The corpus's form, for example `sonnet`. */
  readonly form: string;
  /** A voice's id where the author or the style leaves no doubt. */
  readonly voice: string | undefined;
  readonly stanzas: readonly (readonly string[])[];
  /** Written for this project or its corpus, on modern topics; otherwise from the old books. */
  readonly original: boolean;
  readonly heldout: boolean;
}

export interface VerseFolders {
  /** The corpus of old books; undefined where it is not present. */
  readonly corpus: string | undefined;
  /** The project's own verse. */
  readonly own: string;
}

interface Row {
  readonly id?: string;
  readonly title: string | null;
  readonly topic?: string;
  readonly author?: string | null;
  readonly source?: string;
  readonly style?: string;
  readonly voice?: string;
  readonly form: string;
  readonly stanzas: string[][];
}

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** @param corpus the folder of the corpus; `../shared/corpus` beside the repository when absent */
export function verseFolders(corpus = join(repository, '..', 'shared', 'corpus')): VerseFolders {
  return { corpus: existsSync(corpus) ? corpus : undefined, own: join(repository, 'training', 'data') };
}

/**
 * Every poem that is fit to measure on.
 * @param oldShare  share of the old books' training verse, taken evenly; 0 leaves its large files unread
 */
export async function* readHumanVerse({ corpus, own }: VerseFolders, oldShare = 1): AsyncGenerator<HumanPoem> {
  for (const folder of [...(corpus ? [join(corpus, 'original')] : []), own])
    for (const file of [...(await filesIn(folder, '.jsonl')), ...(await filesIn(folder, '.jsonl.gz'))].sort())
      yield* originalPoems(file, await readText(file));
  if (!corpus) return;
  for (const file of await filesIn(corpus, '.jsonl.gz')) {
    const heldout = basename(file).includes('heldout');
    const share = heldout ? 1 : oldShare;
    if (!basename(file).startsWith('verse') || share === 0) continue;
    yield* oldPoems(await readText(file), heldout, share);
  }
}

/** The poems that no training has seen. */
export async function heldOutPoems(folders: VerseFolders): Promise<HumanPoem[]> {
  const poems: HumanPoem[] = [];
  for await (const poem of readHumanVerse(folders, 0)) if (poem.heldout) poems.push(poem);
  return poems;
}

async function filesIn(folder: string, ending: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => join(folder, name));
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

function* rowsOf(text: string): Generator<Row> {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    if (stop > start) yield JSON.parse(text.slice(start, stop));
    start = stop + 1;
  }
}

function* originalPoems(file: string, text: string): Generator<HumanPoem> {
  let number = 0;
  for (const row of rowsOf(text)) {
    const title = row.title ?? '';
    // The bracketed answer of a riddle is no line of the poem.
    const riddle = row.style === 'riddle';
    const stanzas = riddle ? row.stanzas.map((stanza) => stanza.filter((line) => !/^[([]/.test(line))) : row.stanzas;
    yield {
      id: `${basename(file).replace(/\.jsonl(\.gz)?$/, '')}-${number++}`,
      title,
      topic: row.topic ?? '',
      form: row.form,
      voice: row.voice ?? voiceOf({ style: row.style ?? '', text: row.stanzas.flat().join(' ') }),
      stanzas,
      original: true,
      heldout: heldoutByTitle(title),
    };
  }
}

function* oldPoems(text: string, heldout: boolean, share: number): Generator<HumanPoem> {
  for (const row of rowsOf(text)) {
    if ((share < 1 && portionOf(row.id ?? '') >= share) || isDirty(row.stanzas)) continue;
    yield {
      id: row.id ?? '',
      title: row.title ?? '',
      topic: '',
      form: row.form,
      voice: voiceOf({ author: row.author ?? '', source: row.source ?? '' }),
      stanzas: row.stanzas,
      original: false,
      heldout,
    };
  }
}

/** A number in [0, 1) from an id, always the same. */
function portionOf(id: string): number {
  return createHash('sha1').update(`share ${id}`).digest().readUInt32BE(0) / 2 ** 32;
}

/** One poem in twenty of the original verse is kept from training. */
export function heldoutByTitle(title: string): boolean {
  const hash = createHash('sha1').update(title).digest('hex').slice(0, 8);
  return Number.parseInt(hash, 16) % 1000 < 50;
}

const dirt = /[<>{}|\\~^=]|https?:|www\.|\d{4,}|&c|\[Illustration|Footnote/gi;

/** Rows that are no verse: mark-up, years, shouting. */
export function isDirty(stanzas: readonly (readonly string[])[]): boolean {
  const lines = stanzas.flat();
  if (lines.length < 2) return true;
  const text = lines.join(' ');
  let letters = 0;
  let capitals = 0;
  // By character codes, since this runs over a hundred million characters.
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at) | 32;
    if (code < 97 || code > 122) continue;
    letters++;
    if (code !== text.charCodeAt(at)) capitals++;
  }
  return letters < 20 || capitals > 0.3 * letters || (text.match(dirt)?.length ?? 0) > 1 + lines.length / 40;
}
