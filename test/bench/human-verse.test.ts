import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type HumanPoem, heldoutByTitle, isDirty, readHumanVerse } from '../../bench/verse/human-verse.ts';

const row = (fields: object) =>
  `${JSON.stringify({ title: 'Rain', form: 'other', stanzas: [['The rain is on the roof tonight', 'and falls']], ...fields })}\n`;

async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'verse-'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

async function all(poems: AsyncIterable<HumanPoem>): Promise<HumanPoem[]> {
  const read: HumanPoem[] = [];
  for await (const poem of poems) read.push(poem);
  return read;
}

describe('human verse', () => {
  test('is read from the project’s own folder where there is no corpus', async () => {
    const own = await folderWith({ 'own.jsonl': row({ topic: 'rain', style: 'rap battle' }) });

    const poems = await all(readHumanVerse({ corpus: undefined, own }));

    expect(poems).toMatchObject([{ topic: 'rain', voice: 'rap', original: true }]);
  });

  test('of the project’s own folder may be packed', async () => {
    const own = await folderWith({
      'b.jsonl.gz': gzipSync(row({ topic: 'snow', style: 'haiku' })),
      'a.jsonl': row({ topic: 'rain', style: 'haiku' }),
    });

    const poems = await all(readHumanVerse({ corpus: undefined, own }));

    expect(poems).toMatchObject([
      { id: 'a-0', topic: 'rain' },
      { id: 'b-0', topic: 'snow' },
    ]);
  });

  test('of the held-out file is held out, and of the other books only a share is read', async () => {
    const many = Array.from({ length: 200 }, (_, at) => row({ id: `book:${at}`, author: 'Emily Dickinson' })).join('');
    const corpus = await folderWith({
      'verse-heldout.jsonl.gz': gzipSync(row({ id: 'a', author: 'Walt Whitman' })),
      'verse-books.jsonl.gz': gzipSync(many),
    });
    const own = await folderWith({});

    const none = await all(readHumanVerse({ corpus, own }, 0));
    const half = await all(readHumanVerse({ corpus, own }, 0.5));

    expect(none).toMatchObject([{ heldout: true, voice: 'whitman' }]);
    expect(half.length).toBeGreaterThan(60);
    expect(half.length).toBeLessThan(140);
  });

  test('holds out one title in twenty, always the same ones', () => {
    const titles = Array.from({ length: 4000 }, (_, at) => `Title ${at}`);
    const share = titles.filter(heldoutByTitle).length / titles.length;

    expect(share).toBeGreaterThan(0.04);
    expect(share).toBeLessThan(0.06);
    // As Python has it: int(hashlib.sha1(title).hexdigest()[:8], 16) % 1000 is 88 and 44.
    expect(heldoutByTitle('Fog')).toBe(false);
    expect(heldoutByTitle('Worm')).toBe(true);
  });

  test('leaves out shouting, mark-up and single lines', () => {
    expect(isDirty([['THE RAIN IS ON THE ROOF', 'AND FALLS AND FALLS']])).toBe(true);
    expect(isDirty([['<b>the rain</b> | is on', 'the roof {tonight} at http://a']])).toBe(true);
    expect(isDirty([['one line']])).toBe(true);
    expect(isDirty([['The rain is on the roof', 'and falls']])).toBe(false);
  });
});
