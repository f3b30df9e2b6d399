/**
 * `node --import tsx test/built/draw-one-poem.ts FOLDER`: FOLDER holds dist/, models/ and the packages of production.
 * Starts FOLDER/dist/main.js as an operator would, asks /health, has a poem drawn in the local channel, and ends it.
 */
import { strict as assert } from 'node:assert';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startInkling } from '../browser/inkling.ts';
import { messagesIn, Visitor } from '../web/visitor.ts';

const [folder = '.'] = process.argv.slice(2);
const store = join(mkdtempSync(join(tmpdir(), 'inkling-built-')), 'inkling.db');
const inkling = await startInkling({ STORE_URL: `sqlite://${store}` }, [resolve(folder, 'dist/main.js')]);
try {
  const health = (await (await fetch(`${inkling.address}/health`)).json()) as { readonly status: string };
  assert.equal(health.status, 'ok');
  const page = await fetch(`${inkling.address}/`);
  assert.match(await page.text(), /<html/);

  const visitor = await Visitor.enter(inkling.address);
  const heard = await visitor.listenWhile(
    () => visitor.run('poem', { topic: 'autumn rain', style: 'haiku', seed: 7, steps: 8 }),
    (events) => finished(events) !== undefined,
  );
  process.stdout.write(`${finished(heard)}\n`);
} finally {
  assert.equal(await inkling.end(), 0);
}

/** The words of the poem, once it stands. */
function finished(heard: Parameters<typeof messagesIn>[0]): string | undefined {
  const panel = messagesIn(heard)
    .flatMap(({ content }) => content.panels ?? [])
    .find(({ progress, stanzas }) => progress === undefined && stanzas.length > 0);
  return panel?.stanzas
    .map((lines) => lines.map((words) => words.map(({ text }) => text).join(' ')).join('\n'))
    .join('\n\n');
}
