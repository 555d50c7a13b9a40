/** The pages of a new secret code in a real browser, walked by their labels and buttons. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { button, heading, requestOnPhone, see } from '../leaflet/at-the-screen.ts';
import { type BrowserWindow, openWindow } from '../leaflet/browser-window.ts';
import { accountOf, newCustomer } from '../world/customers.ts';
import { openWorld, type World } from '../world/world.ts';

const next = '802913';

describeInBrowser('a new secret_code at the screen', () => {
  let browser: Browser;
  let world: World;
  let window: BrowserWindow;
  let page: Page;
  beforeAll(async () => {
    [browser, world] = await Promise.all([launchBrowser(), openWorld('memory')]);
  });
  beforeEach(async () => {
    window = await openWindow(browser);
    page = await window.newTab();
  });
  afterEach(() => window.context.close());
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function fillTwice(code: string): Promise<void> {
    for (const field of await page.getByLabel('Nouveau code secret').all()) await field.fill(code);
    await button(page, 'Enregistrer le nouveau code').click();
  }

  it('after a given code at login', async () => {
    const { pro } = await newCustomer(world);
    await world.demo.server.credentials.reset((await accountOf(world, 'pro', pro)).accountId, '000000');
    await page.goto(`${world.demo.urls.pro}/login`);
    await page.getByLabel('Identifiant').fill(pro);
    await page.getByLabel('Code secret').fill('000000');
    await button(page, 'Se connecter').click();
    await see(heading(page, 'Choisissez un nouveau code secret'));
    await fillTwice('111111');
    await see(page.getByRole('alert'));
    await fillTwice(next);
    await page.waitForURL(`${world.demo.urls.pro}/`);
    expect(window.complaints).toEqual([]);
  }, 90_000);

  it('after a forgotten one', async () => {
    const { pro } = await newCustomer(world);
    const phone = await window.newTab();
    await page.goto(`${world.demo.urls.pro}/login`);
    await page.getByRole('link', { name: 'Code secret oublié ?' }).click();
    await see(heading(page, 'Code secret oublié pour votre Espace Professionnel'));
    await page.getByLabel('Identifiant').fill(pro);
    await button(page, 'Continuer').click();
    await see(button(page, 'Vérifier'));
    const request = await requestOnPhone(phone, world.demo.urls.phone, pro);
    await see(phone.getByText('Nouveau code secret'));
    await request.getByRole('button', { name: 'Approuver' }).click();
    await see(phone.getByText('Approuvée'));
    // The page goes on by itself.
    await see(heading(page, 'Choisissez votre nouveau code secret'));
    await fillTwice(next);
    await see(heading(page, 'Votre code secret est changé'));

    await page.goto(`${world.demo.urls.issuer}/forgotten-code?space=pro`);
    await page.getByLabel('Identifiant').fill(pro);
    await button(page, 'Continuer').click();
    await see(button(page, 'Vérifier'));
    const second = await requestOnPhone(phone, world.demo.urls.phone, pro);
    await second.getByRole('button', { name: 'Refuser' }).click();
    await see(heading(page, 'Votre code secret n’a pas été changé'));
    expect(window.complaints).toEqual([]);
  }, 90_000);
});
