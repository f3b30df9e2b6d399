/** A class by hand: one browser, two tabs, two people, with the real engine and store. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserThere, openBrowser, openWindow, type } from '../browser/browser.ts';
import { type Inkling, startInkling } from '../browser/inkling.ts';

const patience = 240_000;

describe.skipIf(!browserThere)('a class on the local channel, in two tabs', { timeout: patience }, () => {
  let browser: Browser;
  let inkling: Inkling;
  beforeAll(async () => {
    const STORE_URL = `sqlite://${join(mkdtempSync(join(tmpdir(), 'inkling-')), 'inkling.db')}`;
    [browser, inkling] = await Promise.all([openBrowser(), startInkling({ STORE_URL })]);
  }, patience);
  afterAll(async () => {
    await browser?.close();
    await inkling?.end();
  }, patience);

  const says = async (page: Page, line: string) => {
    await type(page, line);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
  };
  const shows = (page: Page, text: string) => page.locator('.message', { hasText: text }).last().waitFor();

  test('battles, votes, changes a vote, and the teacher closes; everyone sees the result', async () => {
    const { openTab, faults, close } = await openWindow(browser);
    const [teacher, student] = [await openTab(inkling.address), await openTab(inkling.address)];
    for (const page of [teacher, student]) page.setDefaultTimeout(patience / 2);

    await says(teacher, '/battle start first:haiku second:limerick minutes:30 first snow');
    const vote = (page: Page, side: string) => page.getByRole('button', { name: `Vote ${side}` }).last();
    await vote(student, 'B').click();
    await shows(student, 'Your vote for B counts.');
    await vote(teacher, 'A').click();
    await shows(teacher, 'Your vote for A counts.');
    await vote(student, 'A').click();
    await shows(student, 'Your vote for A counts.');
    await shows(teacher, '2 (100 %) Haiku');
    expect(await teacher.locator('.message', { hasText: 'Your vote for B' }).count()).toBe(0);

    const end = (page: Page) => page.getByRole('button', { name: 'Close the vote' }).last();
    await end(student).click();
    await shows(student, 'Only teachers can do that here.');
    await end(teacher).click();
    for (const page of [teacher, student]) await shows(page, 'A wins: Haiku');
    await says(student, '/battle results');
    await shows(teacher, 'Haiku: 1 won, 0 drawn, 0 lost');
    expect(faults).toEqual([]);
    await close();
  });

  test('keeps to the teacher’s settings, previews a daily verse, and shows and deletes one’s own data', async () => {
    const { openTab, close } = await openWindow(browser);
    const [teacher, student] = [await openTab(inkling.address), await openTab(inkling.address)];
    for (const page of [teacher, student]) page.setDefaultTimeout(patience / 2);
    // A teacher was there before; on one's own machine the part is free to take.
    await teacher.locator('#me').click();
    await teacher.getByLabel(/teacher/i).check();
    await teacher.getByRole('button', { name: 'Save' }).click();

    await says(teacher, '/settings words add:homework');
    await shows(teacher, 'Own blocked words (1): homework');
    await says(student, '/poem my homework');
    await shows(student, 'I would rather not write about that here.');
    await says(student, '/daily set time:8:00 zone:UTC topic:rain');
    await shows(student, 'Only people who manage this server can do that.');
    await says(teacher, '/daily set time:8:00 zone:Europe/Berlin topic:rain style:haiku');
    await shows(teacher, '(Europe/Berlin) for the first time.');
    const set = await teacher.locator('.message', { hasText: 'for the first time' }).last().textContent();
    await says(teacher, `/daily preview name:${/“(\w+)”/.exec(set ?? '')?.[1]}`);
    await shows(teacher, 'Haiku: rain');

    await says(student, '/poem autumn rain style:haiku');
    await shows(teacher, 'Haiku: autumn rain');
    await says(student, '/privacy');
    await shows(student, 'haiku: autumn rain');
    await student.getByRole('button', { name: 'Delete all of it' }).last().click();
    await student.getByRole('button', { name: 'Yes, delete it' }).last().click();
    await shows(student, 'things are gone.');
    await close();
  });
});
