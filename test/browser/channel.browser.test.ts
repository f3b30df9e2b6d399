/** The local channel in a real browser, with a recorded engine. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type HouseOptions, type LocalHouse, openHouse } from '../web/local-house.ts';
import { recordedEngine, recordedText } from '../web/recorded-engine.ts';
import { stageCommand } from '../web/stage-command.ts';
import { browserThere, openBrowser, openWindow, settledPoem, type } from './browser.ts';
import { openClassHouse } from './class-house.ts';

const { contrastFaults, watchDoubts } = await import(new URL('page-probes.js', import.meta.url).href);

/** Slow enough to be seen by a page that looks at every animation frame. */
const visible = () => recordedEngine({ pace: (_step, signal) => sleep(60, undefined, signal ? { signal } : {}) });

// A machine that does other work at the same time is slow with browsers.
describe.skipIf(!browserThere)('the local channel in a browser', { timeout: 90_000 }, () => {
  let browser: Browser;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function house(options: HouseOptions = {}): Promise<LocalHouse> {
    const opened = await openHouse({ more: [stageCommand()], ...options });
    closing.push(() => opened.close());
    return opened;
  }

  async function window(options = {}) {
    const opened = await openWindow(browser, options);
    closing.push(() => opened.close());
    return opened;
  }

  test('shows a poem that was asked for by keyboard alone coming into focus, to its final text', async () => {
    const { address } = await house({ engine: visible() });
    const { openTab, faults } = await window();
    const page = await openTab(address);

    await page.keyboard.type('/po');
    await page.getByRole('option', { name: '/poem' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('autumn rain style:hai');
    await page.getByRole('option', { name: 'Haiku' }).first().waitFor();
    await page.keyboard.press('Enter');
    const watching: Promise<number[]> = page.evaluate(watchDoubts);
    await page.keyboard.press('Enter');
    const doubts = await watching;

    expect(await settledPoem(page)).toBe(recordedText);
    expect(doubts.length).toBeGreaterThanOrEqual(8);
    expect(doubts).toEqual(doubts.toSorted((a, b) => b - a));
    expect(await page.locator('#announcer').textContent()).toContain(recordedText);
    expect(faults).toEqual([]);
  });

  test('is understood when the command is typed in one go', async () => {
    const engine = recordedEngine();
    const { address } = await house({ engine });
    const page = await (await window()).openTab(address);

    await type(page, '/poem topic:the sea style:limerick seed:7');
    await page.keyboard.press('Enter');

    expect(await settledPoem(page)).toBe(recordedText);
    expect(engine.requests[0]).toMatchObject({ topic: 'the sea', style: 'limerick', seed: 7 });
  });

  test('draws again, and stops, by buttons', async () => {
    const engine = recordedEngine({
      pace: (_step, signal) =>
        engine.requests.length < 2 ? Promise.resolve() : sleep(400, undefined, { signal: signal! }),
    });
    const { address } = await house({ engine });
    const page = await (await window()).openTab(address);
    await type(page, '/poem the sea');
    await page.keyboard.press('Enter');
    await settledPoem(page);

    await page.getByRole('button', { name: 'Again' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();

    await page.getByText(/stopped by/).waitFor();
    expect(engine.requests).toHaveLength(2);
    expect(await page.locator('.panel.open').count()).toBe(0);
  });

  test('has two people in two tabs, who see each other and keep private answers apart', async () => {
    const { address } = await house();
    const { openTab } = await window();
    const ada = await openTab(address);
    const ben = await openTab(address);
    await ben.locator('#me').click();
    await ben.getByLabel('Your name').fill('Ben');
    await ben.getByRole('button', { name: 'Save' }).click();

    await ada.getByText('Ben', { exact: true }).waitFor();
    await type(ada, '/stage whisper a secret');
    await ada.keyboard.press('Enter');
    await ada.getByText('Only you can see this').waitFor();
    await type(ada, 'aloud');
    await ada.keyboard.press('Enter');

    await ben.locator('.message', { hasText: 'aloud' }).waitFor();
    expect(await ben.getByText('a secret').count()).toBe(0);
    await ada.getByRole('button', { name: 'Dismiss' }).click();
    await ada.getByText('a secret').waitFor({ state: 'detached' });
  });

  test('remembers its people over a reload, and its messages over a restart', async () => {
    const first = await house();
    const port = Number(new URL(first.address).port);
    const { memoryChannelLog } = await import('../../src/platforms/web/index.ts');
    const log = memoryChannelLog();
    await first.close();
    const second = await house({ log, port });
    const page = await (await window()).openTab(second.address);
    await page.locator('#me').click();
    await page.getByLabel('Your name').fill('Ada');
    await page.getByRole('button', { name: 'Save' }).click();
    await type(page, 'good morning');
    await page.keyboard.press('Enter');
    await page.locator('.message', { hasText: 'good morning' }).waitFor();

    await second.close();
    await page.getByText('The line is down').waitFor();
    await house({ log, port });
    await page.getByText('The line is down').waitFor({ state: 'hidden' });
    await page.locator('.present', { hasText: 'Ada (you)' }).waitFor();
    await page.reload();

    await page.locator('.message', { hasText: 'good morning' }).waitFor();
    expect(await page.locator('#me').textContent()).toBe('AAdaTeacher');
  });

  test('never takes anybody’s words for markup', async () => {
    const { address } = await house();
    const { openTab, faults } = await window();
    const page = await openTab(address);
    const attack = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

    await type(page, attack);
    await page.keyboard.press('Enter');
    await type(page, `/poem ${attack} style:haiku`);
    await page.keyboard.press('Enter');
    await settledPoem(page);

    await page.locator('.text', { hasText: attack }).waitFor();
    expect(await page.locator('.message img, .message script').count()).toBe(0);
    expect(await page.title()).toBe('#verse · Inkling');
    expect(faults).toEqual([]);
  });

  test('asks in a dialog, and keeps it open while something is missing', async () => {
    const { address } = await house();
    const page = await (await window()).openTab(address);

    await type(page, '/stage form ');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Your verse' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await page.getByRole('textbox', { name: 'Verse' }).fill('O wild West Wind');
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();

    await page.locator('.message', { hasText: 'You wrote: O wild West Wind' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('asks for an option that a command cannot do without', async () => {
    const { address } = await house();
    const page = await (await window()).openTab(address);

    await type(page, '/stage whisper ');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: '/stage whisper' }).getByLabel('words').fill('here you are');
    await page.keyboard.press('Enter');

    await page.locator('.message', { hasText: 'here you are' }).waitFor();
  });

  test('puts the poems of a battle side by side, one under the other on a phone', async () => {
    const { address } = await house();
    const wide = await (await window()).openTab(address);
    await type(wide, '/stage battle ');
    await wide.keyboard.press('Enter');
    await wide.locator('.panel').nth(1).waitFor();
    const narrow = await (
      await window({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
    ).openTab(address);

    const tops = async (page: typeof wide) =>
      Promise.all([0, 1].map(async (index) => (await page.locator('.panel').nth(index).boundingBox())?.y ?? 0));

    const [[left = 0, right = 0], [upper = 0, lower = 0]] = [await tops(wide), await tops(narrow)];
    expect(left).toBe(right);
    expect(lower).toBeGreaterThan(upper);
    expect(await narrow.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  test('holds a battle in which two people in two tabs vote, and the teacher alone ends the vote', async () => {
    const { address, close } = await openClassHouse();
    closing.push(close);
    const { openTab, faults } = await window();
    const teacher = await openTab(address);
    const student = await openTab(address);

    await type(teacher, '/battle start rain on the roof first:haiku second:tanka minutes:5');
    await teacher.keyboard.press('Enter');
    await student.getByRole('button', { name: 'Vote B' }).click();
    await student.locator('.message', { hasText: 'Your vote for B counts.' }).waitFor();
    await teacher.getByRole('button', { name: 'Vote B' }).click();
    await student.locator('.message', { hasText: /B █+ 2 \(100 %\)/ }).waitFor();
    await student.getByRole('button', { name: 'Close the vote' }).click();
    await student.locator('.message.private', { hasText: 'teacher' }).waitFor();
    await teacher.getByRole('button', { name: 'Close the vote' }).click();

    await student.locator('.message', { hasText: 'B wins: Tanka' }).nth(1).waitFor();
    expect(await student.locator('.panels.side-by-side .panel').count()).toBe(2);
    expect(await student.getByRole('button', { name: 'Close the vote' }).count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test('lets several lines be chosen from a menu', async () => {
    const stage = stageCommand();
    const { address } = await house({ more: [stage] });
    const page = await (await window()).openTab(address);
    await type(page, '/stage battle ');
    await page.keyboard.press('Enter');

    await page.locator('summary', { hasText: 'Keep lines' }).click();
    await page.getByLabel('The first line').check();
    await page.getByLabel('The third line').check();
    await page.getByRole('button', { name: 'Apply' }).click();

    await page.locator('.message', { hasText: 'You chose first and third' }).waitFor();
  });

  test('describes its pictures', async () => {
    const { address } = await house();
    const page = await (await window()).openTab(address);

    await type(page, '/stage picture ');
    await page.keyboard.press('Enter');

    const picture = page.getByRole('img', { name: 'The poem, as a picture' });
    await picture.waitFor();
    expect(await picture.evaluate((image: { naturalWidth: number }) => image.naturalWidth)).toBe(1);
  });

  test('moves nothing for whoever asked for less motion', async () => {
    const { address } = await house();
    const page = await (await window({ reducedMotion: 'reduce' })).openTab(address);

    await type(page, '/poem rain');
    await page.keyboard.press('Enter');
    await settledPoem(page);

    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
    expect(await page.evaluate("getComputedStyle(document.querySelector('.word')).transitionDuration")).toBe('0s');
  });

  test.each(['light', 'dark'] as const)('is legible in its %s look', async (colorScheme) => {
    const { address } = await house();
    const page = await (await window({ colorScheme })).openTab(address);
    await type(page, 'good morning');
    await page.keyboard.press('Enter');
    await type(page, '/poem rain');
    await page.keyboard.press('Enter');
    await settledPoem(page);

    const faint = await page.evaluate(contrastFaults);

    expect(faint).toEqual([]);
  });
});
