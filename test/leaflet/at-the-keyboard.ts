/** What a customer does without a mouse: Tab by Tab to a thing, and then Enter, or what is to be typed. */
import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';

/** More elements than a page of ours has before the one that is looked for. */
const enough = 30;

export async function press(page: Page, thing: Locator): Promise<void> {
  await focusByTab(page, thing);
  await page.keyboard.press('Enter');
}

export async function type(page: Page, field: Locator, text: string): Promise<void> {
  await focusByTab(page, field);
  await page.keyboard.type(text);
}

/** One sees where one is (WCAG 2.4.7), and nothing is wider than the screen. */
async function focusByTab(page: Page, thing: Locator): Promise<void> {
  await thing.waitFor({ state: 'attached' });
  for (let tabs = 0; tabs < enough; tabs += 1) {
    await page.keyboard.press('Tab');
    if (await thing.evaluate((element) => element === element.ownerDocument.activeElement)) {
      await thing.waitFor({ state: 'visible' });
      expect(await thing.evaluate((element) => getComputedStyle(element).outline)).toMatch(/ solid 3px$/);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
      return;
    }
  }
  throw new Error(`${thing} is not to be reached with Tab`);
}
