/** The whole way for those who use no mouse, read English on a telephone, and whose browser runs no script. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { camille, secretCodes } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { press, type } from './at-the-keyboard.ts';
import { button, heading, requestOnPhone, see, wordsOn } from './at-the-screen.ts';
import { openWindow } from './browser-window.ts';
import { picture } from './screens.ts';

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

  it('from login to logout in English with Tab, Enter and digits, no script, on a screen 360 pixels wide; the browser blocks nothing', async () => {
    const options = { locale: 'en-GB', javaScriptEnabled: false, viewport: { width: 360, height: 740 } };
    const window = await openWindow(browser, options);
    const [page, telephone] = [await window.newTab(), await window.newTab()];
    await signIn(page);
    await activate(page, telephone);
    await switchBackAndForth(page);
    await approveAnOperation(page, telephone);
    await keepTheReceiptAndDeactivate(page);
    await signOut(page);
    expect(window.complaints).toEqual([]);
    await window.context.close();
  }, 90_000);

  async function signIn(page: Page): Promise<void> {
    await page.goto(`${world.demo.urls.pro}/`);
    await press(page, page.getByRole('link', { name: 'Sign in' }));
    await see(heading(page, 'Sign in to your Business space'));
    await type(page, page.getByLabel('Identifier'), camille.pro);
    await page.keyboard.press('Tab');
    await page.keyboard.type(secretCodes.pro);
    await page.keyboard.press('Enter');
    await see(heading(page, 'Hello Camille Martin'));
  }

  async function activate(page: Page, telephone: Page): Promise<void> {
    await choose(page, 'Business space', 'Open your personal space');
    await see(heading(page, 'Open your Personal space from your Business space'), heading(page, 'What the gateway does'));
    await picture(page, '13-consent-360');
    await press(page, page.getByRole('link', { name: 'Skip to content' }));
    await press(page, button(page, 'Accept and activate the gateway'));
    await see(heading(page, 'Confirm the activation in Pass Sécurité'));
    await press(page, button(page, 'Check'));
    await see(heading(page, 'Confirm the activation in Pass Sécurité'));
    await approve(page, telephone, camille.pro);
    await see(heading(page, 'Hello Camille Martin'), page.getByRole('status'));
    await press(page, page.getByText('Information received from the login service'));
    await see(page.getByText('"acr": "urn:passerelle:acr:linked"'));
  }

  async function switchBackAndForth(page: Page): Promise<void> {
    const { pro, particuliers } = world.demo.urls;
    await choose(page, 'Personal space', 'Open your business space');
    await page.waitForURL(`${pro}/`);
    await choose(page, 'Business space', 'Open your personal space');
    await page.waitForURL(`${particuliers}/`);
  }

  async function approveAnOperation(page: Page, telephone: Page): Promise<void> {
    await type(page, page.getByLabel('Payee'), 'Bakery');
    await page.keyboard.press('Tab');
    await page.keyboard.type('12.50');
    await page.keyboard.press('Enter');
    await see(heading(page, 'Confirm that it is you'));
    await type(page, page.getByLabel('Secret code'), secretCodes.pro);
    await page.keyboard.press('Enter');
    // Where the mistake is, the customer is.
    await see(page.getByRole('alert'));
    expect(await focusedId(page)).toBe('secret_code');
    await page.keyboard.type(secretCodes.particuliers);
    await page.keyboard.press('Enter');
    await see(heading(page, 'Confirm the operation in Pass Sécurité'));
    await approve(page, telephone, camille.particuliers);
    await see(page.getByRole('status').getByText('Operation carried out'));
  }

  async function keepTheReceiptAndDeactivate(page: Page): Promise<void> {
    await choose(page, 'Personal space', 'Open your business space');
    await page.waitForURL(`${world.demo.urls.pro}/`);
    await press(page, page.getByRole('link', { name: 'Access to your web spaces' }));
    await press(page, page.getByRole('link', { name: 'See the receipt of your consent' }));
    await see(heading(page, 'Receipt of your consent'));
    await press(page, page.getByRole('link', { name: 'Back to your preferences' }));
    await press(page, button(page, 'Switch off the gateway'));
    await press(page, button(page, 'Confirm switching off'));
    await see(page.getByRole('status').getByText('The gateway is switched off.'));
  }

  async function signOut(page: Page): Promise<void> {
    await press(page, page.getByRole('link', { name: 'Back to your Business space' }));
    await press(page, button(page, 'Sign out'));
    await press(page, button(page, 'Sign me out'));
    await see(page.getByRole('link', { name: 'Sign in' }));
  }

  it('ui_locales goes before the language of the browser, which goes before French', async () => {
    const asked = [
      { locale: 'fr-FR', query: '?ui_locales=en', expected: 'Sign in to your Business space', language: 'en' },
      { locale: 'en-GB', query: '?ui_locales=fr', expected: 'Connexion à votre Espace Professionnel', language: 'fr' },
      { locale: 'en-GB', query: '', expected: 'Sign in to your Business space', language: 'en' },
      { locale: 'de-DE', query: '', expected: 'Connexion à votre Espace Professionnel', language: 'fr' },
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

  /** By the drop-down. */
  async function choose(page: Page, here: string, way: string): Promise<void> {
    await press(page, page.getByRole('navigation', { name: 'Change space' }).getByText(here, { exact: true }));
    await press(page, page.getByRole('link', { name: way }));
  }

  /** No script: the page stays until the customer asks; the approver may want a second between two questions. */
  async function approve(page: Page, telephone: Page, identifier: string): Promise<void> {
    const request = await requestOnPhone(telephone, world.demo.urls.phone, identifier, 'en');
    await see(request.getByText(await wordsOn(page)));
    await press(telephone, request.getByRole('button', { name: 'Approve' }));
    await see(telephone.getByText('Approved'));
    const home = `${world.demo.urls.particuliers}/`;
    const deadline = Date.now() + 15_000;
    while (page.url() !== home && Date.now() < deadline) {
      const asked = page.waitForEvent('framenavigated');
      await press(page, button(page, 'Check'));
      await asked;
    }
    expect(page.url()).toBe(home);
  }
});

function focusedId(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.id);
}
