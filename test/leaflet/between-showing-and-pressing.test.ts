/**
 * What happens in other tabs and at the bank between a page and the press of its button counts for nothing that was not shown; and what is
 * shown, read aloud and focused after a refusal says nothing of whether an identifier exists.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { accountOf, type Customer, newCustomer } from '../world/customers.ts';
import { openWorld, type World } from '../world/world.ts';
import { button, goTo, heading, see, signIn } from './at-the-screen.ts';
import { type BrowserWindow, openWindow } from './browser-window.ts';

const changed = 'La situation a changé depuis l’affichage de cette page. Relisez-la et choisissez de nouveau.';
const accept = 'Accepter et activer la passerelle';

describeInBrowser('between showing and pressing', () => {
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

  it('T8: both identities are shown; another user signed in in another tab is shown instead, and neither is linked', async () => {
    const [customer, other] = [await ofCompany('Menuiserie Alpha'), await ofCompany('Garage Bêta')];
    await toConsent(customer);
    await seeBoth(customer, 'Menuiserie Alpha');

    const tab = await window.newTab();
    await tab.goto(`${world.demo.urls.issuer}/sign-out`);
    await button(tab, 'Quitter votre Espace Professionnel').click();
    await see(heading(tab, 'Vous êtes déconnecté'));
    await signIn(tab, `${world.demo.urls.pro}/`, 'pro', other.pro);

    await button(page, accept).click();
    await seeRefused();
    await seeBoth(other, 'Garage Bêta');
    expect(await page.getByText('Menuiserie Alpha').count()).toBe(0);
    await expectNothingWritten(customer, other);
  }, 60_000);

  it('T43: a text that has changed meanwhile is shown again before it can be accepted', async () => {
    const customer = await ofCompany('Menuiserie Alpha');
    await toConsent(customer);
    const account = await accountOf(world, 'pro', customer.pro);
    expect(await world.demo.store.accounts.change(account.accountId, account, { company: 'Menuiserie Gamma' })).toBe(true);

    await button(page, accept).click();
    await seeRefused();
    await seeBoth(customer, 'Menuiserie Gamma');
    await expectNothingWritten(customer);
    await button(page, accept).click();
    await see(heading(page, 'Confirmez l’activation dans Pass Sécurité'));
    expect(await world.phone.list(customer.pro)).toHaveLength(1);
  }, 60_000);

  it('T42: a login refused looks, sounds and is focused the same for a known and an unknown identifier', async () => {
    const { pro } = await newCustomer(world);
    const refused = async (identifier: string) => {
      await page.goto(`${world.demo.urls.pro}/login?prompt=login`);
      await page.getByLabel('Identifiant').fill(identifier);
      await page.getByLabel('Code secret').fill('975310');
      return afterPressing('Se connecter', identifier);
    };
    const known = await refused(pro);
    expect(known).toMatchObject({ status: 200, focused: 'secret_code' });
    expect(known.heard).toContain('alert');
    expect(await refused('99999999')).toEqual(known);
  }, 60_000);

  it('T42: so does a forgotten code, while it waits and when it is asked again', async () => {
    const { pro } = await newCustomer(world);
    const waiting = async (identifier: string) => {
      await page.goto(`${world.demo.urls.issuer}/forgotten-code?space=pro`);
      await page.getByLabel('Identifiant').fill(identifier);
      const first = await afterPressing('Continuer', identifier);
      return { first, again: await afterPressing('Vérifier', identifier) };
    };
    const known = await waiting(pro);
    expect(known.first.heard).toContain('Si l’identifiant existe');
    expect(await waiting('99999998')).toEqual(known);
  }, 60_000);

  async function ofCompany(company: string): Promise<Customer> {
    return newCustomer(world, { pro: { company } });
  }

  async function toConsent({ pro }: Customer): Promise<void> {
    await signIn(page, `${world.demo.urls.pro}/`, 'pro', pro);
    await goTo(page, 'particuliers');
    await see(button(page, accept));
  }

  async function seeBoth(customer: Customer, company: string): Promise<void> {
    for (const space of ['pro', 'particuliers'] as const) {
      const { name, accountNumber } = await accountOf(world, space, customer[space]);
      const shown = page.locator('.account').filter({ hasText: `Compte •••• ${accountNumber.slice(-4)}` });
      await see(shown.getByText(name), shown.getByText(space === 'pro' ? `Entreprise : ${company}` : 'Espace Particuliers'));
    }
    await see(page.getByRole('listitem').filter({ hasText: company }));
  }

  /** Told in the title, in an alert that has the focus, with a way to the button. */
  async function seeRefused(): Promise<void> {
    await see(page.getByRole('alert').getByRole('link', { name: changed }));
    expect(await page.title()).toMatch(/^Erreur/);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('problems');
  }

  async function expectNothingWritten(...customers: readonly Customer[]): Promise<void> {
    for (const { pro } of customers) {
      expect(await world.demo.store.links.allOf((await accountOf(world, 'pro', pro)).accountId)).toEqual([]);
      expect(await world.phone.list(pro)).toEqual([]);
    }
  }

  /** What is there for eyes and ears, without what is every request's own. */
  async function afterPressing(name: string, identifier: string) {
    const answered = page.waitForResponse((response) => response.request().isNavigationRequest() && response.status() < 300);
    await button(page, name).click();
    const response = await answered;
    await page.waitForLoadState();
    const heard = await page.locator('body').ariaSnapshot();
    return {
      status: response.status(),
      headers: Object.keys(response.headers()).sort(),
      title: await page.title(),
      focused: await page.evaluate(() => document.activeElement?.id),
      heard: heard
        .replaceAll(identifier, 'IDENTIFIER')
        .replace(/[a-z]+-\d{4}/g, 'MESSAGE')
        .replace(/\d{1,2}:\d{2}/g, 'TIME')
        .replace(/\/forgotten-code\/[\w-]+/g, '/forgotten-code/ID'),
    };
  }
});
