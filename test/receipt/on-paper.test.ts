/**
 * The receipt in a real browser: reached from the preferences, examined by axe as it is printed, saved as a PDF, and the
 * signed one downloaded; without JavaScript.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { publishedKeys } from '../../src/server/receipt/published-keys.ts';
import { verifyReceipt } from '../../src/server/receipt/verify-receipt.ts';
import { violationsOn } from '../every-page/auditor.ts';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { heading, see, signIn } from '../leaflet/at-the-screen.ts';
import { type BrowserWindow, openWindow } from '../leaflet/browser-window.ts';
import { type Customer, newCustomer } from '../world/customers.ts';
import { openWorld, type World } from '../world/world.ts';
import { activated } from './asking.ts';

describeInBrowser('the receipt on paper', () => {
  let browser: Browser;
  let world: World;
  let customer: Customer;
  let linkId: string;
  let window: BrowserWindow;
  let page: Page;
  beforeAll(async () => {
    [browser, world] = await Promise.all([launchBrowser(), openWorld('memory')]);
    customer = await newCustomer(world, { pro: { company: 'Atelier Dubois' } });
    ({ linkId } = await activated(world, customer));
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function atPreferences(options: Parameters<typeof openWindow>[1] = {}): Promise<void> {
    window = await openWindow(browser, options);
    page = await window.newTab();
    await signIn(page, `${world.demo.urls.pro}/`, 'pro', customer.pro);
    await page.goto(`${world.demo.urls.issuer}/preferences?space=pro`);
  }

  it('without JavaScript: from the preferences to the receipt, and the signed one in a file that verifies; two or three sheets of A4 as a PDF', async () => {
    await atPreferences({ javaScriptEnabled: false });
    await page.getByRole('link', { name: 'Voir le reçu de votre consentement' }).click();
    await see(heading(page, 'Reçu de votre consentement'));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Télécharger le reçu signé' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^recu-passerelle-\d{4}-\d\d-\d\d\.jwt$/);
    const { issuer } = world.demo.urls;
    const token = readFileSync(await download.path(), 'utf8');
    expect(await verifyReceipt(token, { keys: await publishedKeys(issuer, fetch), issuer, now: new Date() })).toMatchObject({
      ok: true,
      receipt: { record_id: linkId, accounts: [{ company: 'Atelier Dubois' }, { role: 'other' }] },
    });

    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    const [sheets] = [...pdf.matchAll(/\/Type \/Pages\s[^>]*?\/Count (\d+)/g)].map(([, count]) => Number(count));
    expect([2, 3]).toContain(sheets);
    expect(window.complaints).toEqual([]);
    await window.context.close();
  }, 60_000);

  it('axe finds nothing in either language as it is printed; paper has words and addresses and nothing to press', async () => {
    await atPreferences();
    const cookies = await window.context.storageState();
    await window.context.close();
    for (const [language, title] of [
      ['fr-FR', 'Reçu de votre consentement'],
      ['en-GB', 'Receipt of your consent'],
    ] as const) {
      window = await openWindow(browser, { bypassCSP: true, locale: language, storageState: cookies });
      page = await window.newTab();
      await page.goto(`${world.demo.urls.issuer}/receipt?space=pro&link=${linkId}`);
      await see(heading(page, title));
      await page.emulateMedia({ media: 'print' });
      expect((await violationsOn(page)).violations).toEqual([]);
      for (const name of ['#download', '.breadcrumb', '.skip']) expect(await page.locator(name).isVisible()).toBe(false);
      const address = page.getByRole('link', { name: `${world.demo.urls.issuer}/preferences?space=pro` });
      expect(await address.isVisible()).toBe(true);
      for (const shown of [page.getByRole('banner'), address, page.locator('.account-space').first()])
        expect(await shown.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(0, 0, 0)');
      expect(await page.getByRole('banner').evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(255, 255, 255)');
      await window.context.close();
    }
  }, 60_000);
});
