/**
 * Takes the README's pictures anew, with the model that Inkling ships: `npm run pictures`.
 * One in the middle of denoising, one at the end, one in the dark on a phone's width.
 */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser, openWindow, settledPoem, type } from './browser.ts';
import { startInkling } from './inkling.ts';

const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
/** A busy machine needs a minute and more for a sonnet. */
const patience = 300_000;

mkdirSync(folder, { recursive: true });
const inkling = await startInkling({
  STORE_URL: `sqlite://${join(mkdtempSync(join(tmpdir(), 'inkling-')), 'inkling.db')}`,
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
  await type(page, '/poem the last day of school style:shakespearean-sonnet seed:7');
  await page.keyboard.press('Enter');
  await page.getByText(/^step (8|9|10|11) of/).waitFor();
  await page.screenshot({ path: `${folder}channel-sharpening.png` });
  await settledPoem(page);
  await page.evaluate('Promise.all(document.getAnimations().map((animation) => animation.finished))');
  await page.screenshot({ path: `${folder}channel-finished.png` });

  const narrow = await openWindow(browser, {
    viewport: { width: 390, height: 760 },
    colorScheme: 'dark',
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  });
  const phone = await narrow.openTab(inkling.address);
  phone.setDefaultTimeout(patience);
  await type(phone, '/poem autumn rain style:haiku seed:5');
  await phone.getByRole('button', { name: 'Send' }).click();
  await phone.locator('.panel.open').waitFor();
  await phone.getByText(/^step (7|8|9) of/).waitFor();
  await phone.screenshot({ path: `${folder}phone-dark.png` });
} finally {
  await browser.close();
  await inkling.end();
}
