/** What a new user does: starts Inkling, opens the page, types /poem, and watches. Real engine, real store. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserThere, openBrowser, openWindow, settledPoem, type } from './browser.ts';
import { type Inkling, startInkling } from './inkling.ts';

const { watchDoubts } = await import(new URL('page-probes.js', import.meta.url).href);
const patience = 180_000;

describe.skipIf(!browserThere)('Inkling, started by a new user', () => {
  const STORE_URL = `sqlite://${join(mkdtempSync(join(tmpdir(), 'inkling-')), 'inkling.db')}`;
  let browser: Browser;
  let inkling: Inkling;
  beforeAll(async () => {
    [browser, inkling] = await Promise.all([openBrowser(), startInkling({ STORE_URL })]);
  }, patience);
  afterAll(async () => {
    await browser?.close();
    await inkling?.end();
  }, patience);

  test(
    'draws a haiku from noise to its final text, and has it still after a restart',
    async () => {
      const { openTab, faults, close } = await openWindow(browser);
      const page = await openTab(inkling.address);
      page.setDefaultTimeout(patience / 2);

      const watching: Promise<number[]> = page.evaluate(watchDoubts);
      await type(page, '/poem autumn rain style:haiku seed:7');
      await page.keyboard.press('Enter');
      const doubts = await watching;
      const poem = await settledPoem(page);

      expect(poem.split('\n')).toHaveLength(3);
      expect(doubts.length).toBeGreaterThanOrEqual(8);
      expect(doubts[0]).toBeGreaterThan(doubts[Math.floor(doubts.length / 2)]!);
      expect(faults).toEqual([]);
      await close();

      expect(await inkling.end()).toBe(0);
      inkling = await startInkling({ STORE_URL });
      const again = await openWindow(browser);
      expect(await settledPoem(await again.openTab(inkling.address))).toBe(poem);
      await again.close();
    },
    patience,
  );

  test('logs nothing that anybody wrote', () => {
    expect(inkling.log()).not.toContain('autumn rain');
  });
});
