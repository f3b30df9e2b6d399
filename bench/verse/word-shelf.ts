/**
 * The training verse as one long array of token ids, so that statistics over twenty million words take seconds. Reading
 * the printed verse takes minutes, so the array is kept under data/bench/ until the corpus or the lexicon changes.
 *
 * A line is its words and then its end mark; the marks are tokens, so lines need no other separator.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Lexicon, Pronouncer } from '../../src/poetics/index.ts';
import { readHumanVerse, type VerseFolders } from './human-verse.ts';
import { readLines } from './read-lines.ts';

export interface WordShelf {
  /** Words and end marks of all poems. */
  readonly tokens: Uint16Array;
  /** First token of each poem, and the end of the last. */
  readonly poems: Uint32Array;
  /** 1 for the poems of the original verse. */
  readonly original: Uint8Array;
  /** The number of each poem's voice in `voices`; 255 = none that is certain. */
  readonly voice: Uint8Array;
  readonly voices: readonly string[];
}

const NO_VOICE = 255;
const WORDS_OF_OLD_BOOKS = 19_000_000;

export interface ShelfOptions {
  readonly folders: VerseFolders;
  readonly lexicon: Lexicon;
  /** Most words of old verse; the original verse is always taken whole. */
  readonly oldWords: number;
  readonly say: (progress: string) => void;
}

/** The shelf from data/bench/, or read anew. */
export async function loadShelf(options: ShelfOptions): Promise<WordShelf> {
  const folder = fileURLToPath(new URL('../../data/bench/', import.meta.url));
  const file = join(folder, `verse-${await keyOf(options)}`);
  if (existsSync(`${file}.json`)) return readShelf(file);
  const shelf = await shelve(options);
  await mkdir(folder, { recursive: true });
  await writeShelf(file, shelf);
  return shelf;
}

/** Names the shelf by all that it depends on. */
async function keyOf({ folders, lexicon, oldWords }: ShelfOptions): Promise<string> {
  const hash = createHash('sha256').update(`${oldWords}/${lexicon.size}/`);
  for (let token = lexicon.firstWord; token < lexicon.size; token++) hash.update(`${lexicon.spelling(token)} `);
  for (const folder of [folders.corpus, folders.corpus && join(folders.corpus, 'original'), folders.own]) {
    if (!folder || !existsSync(folder)) continue;
    for (const name of (await readdir(folder)).sort()) hash.update(`${name}:${(await stat(join(folder, name))).size};`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Reads the training verse. */
async function shelve({ folders, lexicon, oldWords, say }: ShelfOptions): Promise<WordShelf> {
  const pronouncer = new Pronouncer(lexicon);
  const knows = (word: string) => pronouncer.knows(word);
  const marks = new Map(lexicon.punctuation.map((mark, number) => [mark, lexicon.punctuationToken(number)]));
  const tokens: number[][] = [];
  const original: number[] = [];
  const voice: number[] = [];
  const voices: string[] = [];
  let old = 0;
  let all = 0;
  const share = Math.min(1, oldWords / WORDS_OF_OLD_BOOKS);
  for await (const poem of readHumanVerse(folders, share)) {
    if (poem.heldout) continue;
    const { lines, marks: ends } = readLines(poem.stanzas.flat(), knows);
    const row: number[] = [];
    for (const [number, words] of lines.entries()) {
      for (const word of words) row.push(lexicon.id(word) ?? lexicon.rare);
      row.push(marks.get(ends[number]!)!);
    }
    tokens.push(row);
    original.push(poem.original ? 1 : 0);
    if (poem.voice !== undefined && !voices.includes(poem.voice)) voices.push(poem.voice);
    voice.push(poem.voice === undefined ? NO_VOICE : voices.indexOf(poem.voice));
    if (!poem.original) old += row.length;
    all += row.length;
    if (tokens.length % 10_000 === 0)
      say(`reading the training verse: ${tokens.length} poems, ${old} words of old books`);
  }
  const flat = new Uint16Array(all);
  const poems = new Uint32Array(tokens.length + 1);
  for (const [number, row] of tokens.entries()) {
    flat.set(row, poems[number]!);
    poems[number + 1] = poems[number]! + row.length;
  }
  return { tokens: flat, poems, original: Uint8Array.from(original), voice: Uint8Array.from(voice), voices };
}

async function writeShelf(file: string, { tokens, poems, original, voice, voices }: WordShelf): Promise<void> {
  await writeFile(`${file}.tokens`, tokens);
  await writeFile(`${file}.poems`, poems);
  await writeFile(`${file}.original`, original);
  await writeFile(`${file}.voice`, voice);
  // Last: a shelf without this file was never finished.
  await writeFile(`${file}.json`, JSON.stringify({ voices }));
}

async function readShelf(file: string): Promise<WordShelf> {
  const bytes = async (part: string) => {
    const { buffer, byteOffset, byteLength } = await readFile(`${file}.${part}`);
    return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  };
  return {
    tokens: new Uint16Array(await bytes('tokens')),
    poems: new Uint32Array(await bytes('poems')),
    original: new Uint8Array(await bytes('original')),
    voice: new Uint8Array(await bytes('voice')),
    voices: JSON.parse(await readFile(`${file}.json`, 'utf8')).voices,
  };
}
