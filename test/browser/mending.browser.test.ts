/** Drafts, repairs and replays as people see them in the channel, on a phone's width. Real engine, real pictures. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserThere, openBrowser, openWindow, settledPoem, type } from './browser.ts';
import { type Inkling, startInkling } from './inkling.ts';

const { naturalWidth, newestPictureIs, pageWidth } = await import(new URL('page-probes.js', import.meta.url).href);
const patience = 240_000;
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

describe.skipIf(!browserThere)('on a phone', () => {
  const STORE_URL = `sqlite://${join(mkdtempSync(join(tmpdir(), 'inkling-')), 'inkling.db')}`;
  let browser: Browser;
  let inkling: Inkling;
  let page: Page;
  let faults: readonly string[];
  beforeAll(async () => {
    [browser, inkling] = await Promise.all([openBrowser(), startInkling({ STORE_URL })]);
    const window = await openWindow(browser, phone);
    faults = window.faults;
    page = await window.openTab(inkling.address);
    page.setDefaultTimeout(patience / 2);
  }, patience);
  afterAll(async () => {
    await browser?.close();
    await inkling?.end();
  }, patience);

  /** The newest picture, once it is loaded: its place on the page and the pixels that it has. */
  async function newestPicture(name: RegExp) {
    const image = page.locator('.message .picture img').last();
    await page.waitForFunction(newestPictureIs, name.source);
    const box = (await image.boundingBox())!;
    const width = await image.evaluate(naturalWidth);
    return { box, width, alt: (await image.getAttribute('alt'))! };
  }

  test(
    'a grocery list becomes a poem with its words, and its replay, card and heat map fit the screen',
    async () => {
      await type(page, '/poem draft:eggs, olive oil, milk style:haiku seed:3 steps:6');
      await page.keyboard.press('Enter');
      const poem = (await settledPoem(page)).toLowerCase();
      for (const item of ['eggs', 'olive oil', 'milk']) expect(poem).toContain(item);

      await page.getByRole('button', { name: 'Replay' }).last().click();
      const film = await newestPicture(/\.gif$/);
      await page.getByRole('button', { name: 'Card to share' }).last().click();
      const card = await newestPicture(/^poem\.png$/);
      await page.getByRole('button', { name: 'Heat map' }).last().click();
      const heat = await newestPicture(/settling/);
      if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, 'replay.png') });

      for (const { box, width, alt } of [film, card, heat]) {
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(phone.viewport.width);
        // Not blurred by enlarging: a pixel of the picture for each point of the screen at least.
        expect(width).toBeGreaterThan(box.width);
        expect(alt.toLowerCase()).toContain(poem.split('\n')[0]!);
      }
      expect(faults).toEqual([]);
    },
    patience,
  );

  test(
    'a broken haiku comes back in form, with an account of what was changed',
    async () => {
      await type(
        page,
        '/refine text:The old pond is quiet. / A green frog leaps from the bank: / Water and then night. style:haiku',
      );
      await page.keyboard.press('Enter');
      const message = page.locator('.message').last();
      await message.getByText('After:').waitFor();
      if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, 'refine.png') });
      const account = (await message.textContent())!;
      expect(account).toContain('Line 1: 6 syllables instead of 5');
      expect(account).toMatch(/Words kept: 15 of 16/);
      const wide = await page.evaluate(pageWidth);
      expect(wide).toBeLessThanOrEqual(phone.viewport.width);
    },
    patience,
  );
});
