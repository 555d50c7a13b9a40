/** The way to the personal space for those who use no mouse, read English, and whose browser runs no script. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { camille, secretCodes } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { button, heading, requestOnPhone, see, wordsOn } from './at-the-screen.ts';
import { openWindow } from './browser-window.ts';

/** More elements than a page of ours has before the one that is looked for. */
const enough = 30;

describeInBrowser('the leaflet without mouse and script', () => {
  let browser: Browser;
  let world: World;
  beforeAll(async () => {
    [browser, world] = await Promise.all([launchBrowser(), openWorld('memory')]);
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it('activates in English with Tab, Enter and digits, no script: login, consent, a button that asks again, the personal space', async () => {
    const { pro, particuliers, phone } = world.demo.urls;
    const window = await openWindow(browser, { locale: 'en-GB', javaScriptEnabled: false });
    const [page, telephone] = [await window.newTab(), await window.newTab()];

    await page.goto(`${pro}/`);
    await press(page, page.getByRole('link', { name: 'Sign in' }));
    await see(heading(page, 'Sign in to Business space'));
    await type(page, page.getByLabel('Identifier'), camille.pro);
    await page.keyboard.press('Tab');
    await page.keyboard.type(secretCodes.pro);
    await page.keyboard.press('Enter');
    await see(heading(page, 'Hello Camille Martin'));

    await press(page, page.getByRole('navigation', { name: 'Change space' }).getByText('Business space', { exact: true }));
    await press(page, page.getByRole('link', { name: 'Open your personal space' }));
    await see(heading(page, 'Open Personal space from Business space'), heading(page, 'What the gateway does'));
    await press(page, page.getByRole('link', { name: 'Skip to content' }));
    await press(page, button(page, 'Accept and activate the gateway'));
    await see(heading(page, 'Confirm the activation in Pass Sécurité'));

    const request = await requestOnPhone(telephone, phone, camille.pro, 'en');
    await see(request.getByText(await wordsOn(page)));
    await press(page, button(page, 'Check'));
    await see(heading(page, 'Confirm the activation in Pass Sécurité'));
    await request.getByRole('button', { name: 'Approve' }).click();
    await see(telephone.getByText('Approved'));
    // No script: the page stays until the customer asks; the approver may want a second between two questions.
    await askUntil(page, `${particuliers}/`);
    await see(heading(page, 'Hello Camille Martin'));
    await press(page, page.getByText('Information received from the login service'));
    await see(page.getByText('"acr": "urn:passerelle:acr:linked"'));
    expect(window.complaints).toEqual([]);
    await window.context.close();
  }, 60_000);

  it('ui_locales goes before the language of the browser, which goes before French', async () => {
    const asked = [
      { locale: 'fr-FR', query: '?ui_locales=en', expected: 'Sign in to Business space', language: 'en' },
      { locale: 'en-GB', query: '?ui_locales=fr', expected: 'Connexion à Espace Professionnel', language: 'fr' },
      { locale: 'en-GB', query: '', expected: 'Sign in to Business space', language: 'en' },
      { locale: 'de-DE', query: '', expected: 'Connexion à Espace Professionnel', language: 'fr' },
    ];
    for (const { locale, query, expected, language } of asked) {
      const window = await openWindow(browser, { locale });
      const page = await window.newTab();
      await page.goto(`${world.demo.urls.pro}/login${query}`);
      await see(heading(page, expected));
      expect(await page.getByRole('document').getAttribute('lang')).toBe(language);
      await window.context.close();
    }
  });

  /** Tab by Tab from where the customer is, until it has the focus; then Enter. */
  async function press(page: Page, thing: Locator): Promise<void> {
    await focusByTab(page, thing);
    await page.keyboard.press('Enter');
  }

  async function type(page: Page, field: Locator, text: string): Promise<void> {
    await focusByTab(page, field);
    await page.keyboard.type(text);
  }

  async function focusByTab(page: Page, thing: Locator): Promise<void> {
    await thing.waitFor({ state: 'attached' });
    for (let tabs = 0; tabs < enough; tabs += 1) {
      await page.keyboard.press('Tab');
      if (await thing.evaluate((element) => element === element.ownerDocument.activeElement)) {
        await thing.waitFor({ state: 'visible' });
        return;
      }
    }
    throw new Error(`${thing} is not to be reached with Tab`);
  }

  async function askUntil(page: Page, url: string): Promise<void> {
    const deadline = Date.now() + 15_000;
    while (page.url() !== url && Date.now() < deadline) {
      await button(page, 'Check').click();
      await page.waitForLoadState();
    }
    expect(page.url()).toBe(url);
  }
});
