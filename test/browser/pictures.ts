/**
 * Takes the README's pictures anew, with the model that Inkling ships: `npm run pictures`.
 * One in the middle of denoising, one at the end, one in the dark on a phone's width.
 *
 * Another model draws other poems from the same seeds. They are printed: where one reads badly, take another seed,
 * `npm run pictures -- --sonnet 3 --haiku 8`.
 */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openBrowser, openWindow, settledPoem, type } from './browser.ts';
import { startInkling } from './inkling.ts';

const { comesIntoFocus, stillness } = await import(new URL('page-probes.js', import.meta.url).href);
const { values: seeds } = parseArgs({
  options: { sonnet: { type: 'string', default: '10' }, haiku: { type: 'string', default: '6' } },
});
const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
/** A busy machine needs a minute and more for a sonnet. */
const patience = 300_000;
/** A frame stands still while its picture is taken, however fast the poem is drawn and however slow the browser is. */
const frameMs = 2000;

async function takePicture(page: Page, name: string): Promise<void> {
  await page.evaluate(stillness);
  await page.screenshot({ path: join(folder, name) });
}

mkdirSync(folder, { recursive: true });
const inkling = await startInkling({
  STORE_URL: `sqlite://${join(mkdtempSync(join(tmpdir(), 'inkling-')), 'inkling.db')}`,
  FRAME_MS: String(frameMs),
});
const browser = await openBrowser();
try {
  const wide = await openWindow(browser, { viewport: { width: 1200, height: 760 }, colorScheme: 'light' });
  const page = await wide.openTab(inkling.address);
  page.setDefaultTimeout(patience);
  await page.locator('#me').click();
  await page.getByLabel('Your name').fill('Ada');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await type(page, `/poem the sea at night style:modern-sonnet seed:${seeds.sonnet}`);
  await page.keyboard.press('Enter');
  // What is looked for is a look, not a step: how many steps there are, and when words settle, is the model's affair.
  await page.waitForFunction(comesIntoFocus);
  await takePicture(page, 'channel-sharpening.png');
  console.info(await settledPoem(page));
  await takePicture(page, 'channel-finished.png');

  const narrow = await openWindow(browser, {
    viewport: { width: 390, height: 760 },
    colorScheme: 'dark',
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  });
  const phone = await narrow.openTab(inkling.address);
  phone.setDefaultTimeout(patience);
  await type(phone, `/poem autumn rain style:haiku seed:${seeds.haiku}`);
  await phone.getByRole('button', { name: 'Send' }).click();
  await phone.waitForFunction(comesIntoFocus);
  await takePicture(phone, 'phone-dark.png');
  console.info(`\n${await settledPoem(phone)}`);
} finally {
  await browser.close();
  await inkling.end();
}
