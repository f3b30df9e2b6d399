import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ModelFileError } from '../../src/errors.ts';
import { parseLexicon, readModelFiles } from '../../src/poetics/index.ts';
import { flags, smallConfig, smallLexicon, smallRows, smallTopics } from './worlds.ts';

describe('the lexicon', () => {
  const lexicon = smallLexicon();

  test('special tokens come first, in the order of the format', () => {
    const spellings = Array.from({ length: lexicon.firstWord }, (_, id) => lexicon.spelling(id));
    expect(spellings.slice(0, 5)).toEqual(['<pad>', '<mask>', '<rare>', '<topic>', '<drop>']);
    expect(lexicon.spelling(lexicon.formToken('haiku')!)).toBe('<form:haiku>');
    expect(lexicon.spelling(lexicon.voiceToken('plain')!)).toBe('<voice:plain>');
    expect(lexicon.spelling(lexicon.guest(3))).toBe('<guest4>');
    expect(lexicon.spelling(lexicon.none)).toBe('<none>');
    expect(lexicon.spelling(lexicon.punctuationToken(4))).toBe('.');
    expect(lexicon.spelling(lexicon.firstWord)).toBe('the');
    expect(lexicon.size).toBe(smallRows().length);
  });

  test('what it does not know is undefined', () => {
    expect([lexicon.id('zebra'), lexicon.formToken('epic'), lexicon.voiceToken('loud')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(() => lexicon.guest(4)).toThrow(RangeError);
    expect(() => lexicon.spelling(lexicon.size)).toThrow(RangeError);
  });

  test('a special token is no word', () => {
    for (const typed of ['<pad>', '<guest1>', ',', '<none>']) expect(lexicon.id(typed)).toBeUndefined();
  });

  test('flags tell names, capitals and blocked words', () => {
    const id = (word: string) => lexicon.id(word)!;
    expect([lexicon.isName(id('london')), lexicon.isName(id('cat'))]).toEqual([true, false]);
    expect([lexicon.alwaysCapital(id("i'll")), lexicon.alwaysCapital(id('cat'))]).toEqual([true, false]);
    expect([lexicon.blocked(id('darn')), lexicon.blocked(id('cat'))]).toEqual([true, false]);
  });

  test.each([
    ['another version', { version: 2, tokens: smallRows() }],
    ['too few tokens', { version: 1, tokens: smallRows().slice(0, -1) }],
    ['special tokens in another order', { version: 1, tokens: smallRows().toReversed() }],
    ['a row that is none', { version: 1, tokens: [['<pad>'], ...smallRows().slice(1)] }],
    ['no object', 'lexicon'],
  ])('a file with %s is damaged', (_, json) => {
    expect(() => parseLexicon(json, smallConfig())).toThrow(expect.objectContaining({ code: 'model-damaged' }));
  });

  test('flags are independent bits', () => {
    expect(flags.name & flags.capital & flags.blocked).toBe(0);
  });
});

describe('the model folder', () => {
  let folder: string;
  const files: Record<string, string | Uint8Array> = {
    'denoiser.onnx': 'weights',
    'lexicon.json': JSON.stringify({ version: 1, tokens: smallRows() }),
    'pairs.bin': 'pairs',
    'triples.bin': 'triples',
    'commas.bin': 'commas',
    'said.bin': 'said',
    'voices.json': JSON.stringify({ version: 1, voices: { rap: { yo: 1.5 } } }),
    'topics.bin': smallTopics(),
    'config.json': JSON.stringify(smallConfig()),
  };
  const sum = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  async function write(changed: Record<string, string | Uint8Array> = {}) {
    const all = { ...files, ...changed };
    const sums = Object.fromEntries(Object.entries(all).map(([name, bytes]) => [name, sum(bytes)]));
    for (const [name, bytes] of Object.entries(all)) await writeFile(join(folder, name), bytes);
    await writeFile(join(folder, 'checksums.json'), JSON.stringify(sums));
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inkling-model-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('sound files are read whole', async () => {
    await write();
    const model = await readModelFiles(folder);
    expect(model.config).toEqual(smallConfig());
    expect(parseLexicon(model.lexicon, model.config).id('rain')).toBeDefined();
    expect(new TextDecoder().decode(model.denoiser)).toBe('weights');
  });

  test.each(Object.keys(files))('a changed byte in %s is found', async (name) => {
    await write();
    await writeFile(join(folder, name), 'something else');
    await expect(readModelFiles(folder)).rejects.toThrow(
      `${join(folder, name)} does not match its checksum. Restore it`,
    );
  });

  test.each([...Object.keys(files), 'checksums.json'])('a missing %s is named', async (name) => {
    await write();
    await rm(join(folder, name));
    const error = await readModelFiles(folder).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ModelFileError);
    expect(error).toMatchObject({ code: 'model-missing', message: expect.stringContaining(join(folder, name)) });
    expect((error as ModelFileError).person).not.toContain(name);
  });

  test('files of another version say which two differ', async () => {
    await write({ 'config.json': JSON.stringify({ ...smallConfig(), version: 7 }) });
    await expect(readModelFiles(folder)).rejects.toThrow('has version 7, this program reads version 4');
  });

  test('voices that are no words with numbers are damaged', async () => {
    await write({ 'voices.json': JSON.stringify({ version: 1, voices: { rap: ['yo'] } }) });
    await expect(readModelFiles(folder)).rejects.toThrow('voices.json is wrong at "voices.rap"');
  });

  test('a config without its sizes is damaged', async () => {
    await write({ 'config.json': JSON.stringify({ version: 4 }) });
    await expect(readModelFiles(folder)).rejects.toThrow('config.json is wrong at "vocabulary"');
  });
});
