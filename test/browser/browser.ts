/** Debian's Chromium, for tests that look at the page as people do. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Whether the browser is there; on a build machine its absence is a failure, not a reason to skip. */
export const browserThere = existsSync(executablePath) || process.env.CI === 'true';

export function openBrowser(): Promise<Browser> {
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update'];
  return chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-sync', ...quiet],
  });
}

/** A window of its own, with whatever went wrong in its pages. */
export async function openWindow(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const faults: string[] = [];
  context.on('weberror', (error) => faults.push(error.error().message));
  context.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  return {
    faults,
    async openTab(address: string): Promise<Page> {
      const page = await context.newPage();
      await page.goto(address);
      await page.waitForSelector('body[data-ready]');
      return page;
    },
    close: () => context.close(),
  };
}

/** Types into the message box, as a person does. */
export async function type(page: Page, text: string): Promise<void> {
  await page.locator('#box').click();
  await page.locator('#box').pressSequentially(text);
}

/** The text of the page's newest poem, line by line, once it is settled. */
export async function settledPoem(page: Page): Promise<string> {
  const panel = page.locator('.message').last().locator('.panel:not(.open)').first();
  await panel.waitFor();
  return (await panel.locator('.line').allTextContents()).join('\n');
}
