/**
 * Every page that a customer may meet, examined where it is met: no serious or critical finding of axe, nothing wider than 320 pixels.
 * Its window lets the auditor's script in past the Content-Security-Policy; that the policy blocks nothing is seen on the other walks.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { linkedCustomer, newCustomer } from '../world/customers.ts';
import { type SpaceName, secretCodes } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { button, goTo, heading, openDropDown, requestOnPhone, see, signIn } from './at-the-screen.ts';
import { type BrowserWindow, openWindow } from './browser-window.ts';
import { examine } from './examination.ts';

describeInBrowser('every page, for eyes and ears of all kinds', () => {
  let browser: Browser;
  let world: World;
  let window: BrowserWindow;
  let page: Page;
  let phone: Page;
  let findings: string[];
  beforeAll(async () => {
    [browser, world] = await Promise.all([launchBrowser(), openWorld('memory')]);
  });
  beforeEach(async () => {
    window = await openWindow(browser, { bypassCSP: true });
    [page, phone] = [await window.newTab(), await window.newTab()];
    findings = [];
  });
  afterEach(() => window.context.close());
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  const home = (space: SpaceName) => `${world.demo.urls[space]}/`;
  async function look(name: string, at: Page = page): Promise<void> {
    findings.push(...(await examine(at, name)));
  }

  it('a page that is wrong in both ways is found out', async () => {
    await page.setContent('<!doctype html><title>t</title><main><img src="x.png"><div style="width:400px">wide</div></main>');
    await look('wrong');
    expect(findings.join('\n')).toMatch(/critical (html-has-lang|image-alt)[\s\S]*pixels too wide/);
  });

  it('a space has one colour, the configured one, at its own door and on the pages of the provider', async () => {
    for (const [space, colour] of [
      ['pro', 'rgb(0, 89, 79)'],
      ['particuliers', 'rgb(27, 79, 156)'],
    ] as const) {
      for (const address of [home(space), `${home(space)}login`]) {
        await page.goto(address);
        const shown = await page.getByRole('banner').evaluate((banner) => getComputedStyle(banner).backgroundColor);
        expect({ address, shown }).toEqual({ address, shown: colour });
      }
    }
  });

  it('on the way to the personal space: the door, login, mistakes, the drop-down, consent, the telephone, both homes', async () => {
    const customer = await newCustomer(world);
    await page.goto(home('pro'));
    await look('door of a space');
    await page.getByRole('link', { name: 'Se connecter' }).click();
    await see(heading(page, 'Connexion à Espace Professionnel'));
    await look('login');
    await page.getByLabel('Identifiant').fill(customer.pro);
    await page.getByLabel('Code secret').fill('000000');
    await button(page, 'Se connecter').click();
    await see(page.getByRole('alert'));
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('secret_code');
    await look('login with a mistake');
    await signIn(page, home('pro'), 'pro', customer.pro);
    await openDropDown(page, 'particuliers');
    await page.getByText('Informations reçues du service de connexion').click();
    await look('home with everything open');
    await page.getByRole('link', { name: 'Accéder à votre Espace Client Particuliers' }).click();
    await see(button(page, 'Accepter et activer la passerelle'));
    await look('consent');
    await button(page, 'Accepter et activer la passerelle').click();
    await see(button(page, 'Vérifier'));
    await holdStill();
    await look('waiting for the telephone');
    await look('telephone', await opened(phone, world.demo.urls.phone));
    const request = await requestOnPhone(phone, world.demo.urls.phone, customer.pro);
    await request.getByText('Détail de la demande').click();
    await look('telephone with a request', phone);
    await request.getByRole('button', { name: 'Refuser' }).click();
    await see(phone.getByText('Refusée'));
    await look('telephone with a past request', phone);
    await page.reload();
    await see(heading(page, 'La passerelle n’a pas été activée'));
    await look('activation refused on the telephone');
    await button(page, 'Revenir à mon espace').click();
    await page.waitForURL(home('particuliers'));
    await look('door of a space with a notice');
    expect(findings).toEqual([]);
  }, 90_000);

  it('with a gateway: step-up, preferences, deactivation, change of code, logout', async () => {
    const customer = await linkedCustomer(world);
    await signIn(page, home('pro'), 'pro', customer.pro);
    await goTo(page, 'particuliers');
    await page.waitForURL(home('particuliers'));
    await page.getByLabel('Bénéficiaire').fill('Boulangerie Lefèvre');
    await page.getByLabel('Montant en euros').fill('12,50');
    await button(page, 'Valider le virement').click();
    await see(heading(page, 'Confirmez que c’est vous'));
    await look('step-up');
    await page.getByLabel('Code secret').fill(secretCodes.particuliers);
    await button(page, 'Confirmer').click();
    await see(button(page, 'Vérifier'));
    await holdStill();
    await look('strong login waiting');
    const request = await requestOnPhone(phone, world.demo.urls.phone, customer.particuliers);
    await request.getByRole('button', { name: 'Approuver' }).click();
    await see(phone.getByText('Approuvée'));
    await askUntilHome('particuliers');
    await look('home after an operation');

    await page.goto(`${world.demo.urls.issuer}/preferences?space=pro`);
    await page.getByText('Historique').click();
    await look('preferences');
    await button(page, 'Désactiver la passerelle').click();
    await see(button(page, 'Confirmer la désactivation'));
    await look('deactivation');
    await button(page, 'Confirmer la désactivation').click();
    await see(page.getByRole('status'));
    await look('preferences after deactivation');
    await page.getByRole('link', { name: 'Changer mon code secret' }).click();
    await look('change of code');
    await page.getByLabel('Code secret actuel').fill('000000');
    for (const field of await page.getByLabel('Nouveau code secret').all()) await field.fill('135790');
    await button(page, 'Changer le code secret').click();
    await see(page.getByRole('alert'));
    await look('change of code with a mistake');
    await page.getByLabel('Code secret actuel').fill(secretCodes.pro);
    for (const field of await page.getByLabel('Nouveau code secret').all()) await field.fill('864209');
    await button(page, 'Changer le code secret').click();
    await see(heading(page, 'Votre code secret est changé'));
    await look('code changed');
    await page.goto(home('pro'));
    await button(page, 'Se déconnecter').click();
    await see(button(page, 'Me déconnecter'));
    await look('logout');
    expect(findings).toEqual([]);
  }, 90_000);

  it('where something is in the way: not eligible, somebody else is signed in, no such page, a doubtful link', async () => {
    const [linked, stranger] = [await linkedCustomer(world), await newCustomer(world)];
    await signIn(page, home('pro'), 'pro', '70000003');
    await goTo(page, 'particuliers');
    await see(heading(page, 'La passerelle ne peut pas être utilisée maintenant'));
    await look('not eligible');
    await window.context.clearCookies();

    await signIn(page, home('particuliers'), 'particuliers', stranger.particuliers);
    await goTo(page, 'pro');
    await see(page.getByText('activez d’abord la passerelle'));
    await look('login that says where to activate');
    await signIn(page, home('pro'), 'pro', linked.pro);
    await goTo(page, 'particuliers');
    await see(button(page, 'Ouvrir mon compte relié'));
    await look('another account is open');
    await button(page, 'Ouvrir mon compte relié').click();
    await see(page.getByRole('heading', { name: 'Bonjour' }));
    await goTo(page, 'pro');
    await page.waitForURL(home('pro'));
    await page.goto(`${world.demo.urls.issuer}/session/end?client_id=espace-pro`);
    await button(page, 'Me déconnecter').click();
    await see(page.getByRole('heading', { name: 'Vous êtes déconnecté' }));
    await look('signed out');

    await page.goto(`${world.demo.urls.issuer}/nowhere`);
    await look('no such page');
    await page.goto(`${home('pro')}login?iss=https://other.example`);
    await look('refused link at a space');
    expect(findings).toEqual([]);
  }, 90_000);

  /** The page that waits would load itself anew under the auditor's hands. */
  async function holdStill(): Promise<void> {
    await page.evaluate(() => {
      for (let timer = 0; timer < 1000; timer += 1) clearTimeout(timer);
    });
  }

  async function askUntilHome(space: SpaceName): Promise<void> {
    await button(page, 'Vérifier').click();
    await page.waitForURL(home(space));
  }
});

async function opened(tab: Page, url: string): Promise<Page> {
  await tab.goto(url);
  return tab;
}
