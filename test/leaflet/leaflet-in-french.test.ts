/**
 * The bank's leaflet, step by step, as a customer sees it: a real browser, in French, on the four ports. What is asserted is what
 * can be read on the screen; the telephone is a second tab, and every step is a click.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { describeOnStores } from '../ground/stores.ts';
import { accountOf } from '../world/customers.ts';
import { camille, type SpaceName, secretCodes } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { button, dropDown, goTo, heading, openDropDown, requestOnPhone, see, signIn, spaceNames, wordsOn } from './at-the-screen.ts';
import { addressOf, type BrowserWindow, openWindow } from './browser-window.ts';
import { picture } from './screens.ts';

describeInBrowser('the leaflet in French', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  describeOnStores('on four ports', (kind) => {
    let world: World;
    let window: BrowserWindow;
    let screen: Page;
    let phone: Page;
    beforeAll(async () => {
      world = await openWorld(kind);
      window = await openWindow(browser, { reducedMotion: 'reduce' });
      [screen, phone] = [await window.newTab(), await window.newTab()];
    });
    afterAll(async () => {
      await window.context.close();
      await world.close();
    });

    const home = (space: SpaceName) => `${world.demo.urls[space]}/`;
    /** Nothing moves for those who asked for less motion. */
    const shot = async (page: Page, name: string) => {
      expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
      if (kind === 'memory') await picture(page, name);
    };

    it('T27: login, consent, approval on the phone, both ways without a page, an operation, receipt, deactivation, logout; the browser blocks nothing and nothing moves', async () => {
      await signInToThePro();
      await consent();
      await approve();
      await readTheClaims();
      await goBackAndForth();
      await approveAnOperation();
      await deactivate();
      await findTheWayClosed();
      await signOut();
      expect(window.complaints).toEqual([]);
    }, 90_000);

    async function signInToThePro(): Promise<void> {
      await screen.goto(home('pro'));
      await screen.getByRole('link', { name: 'Se connecter' }).click();
      await see(heading(screen, 'Connexion à votre Espace Professionnel'));
      await shot(screen, '01-connexion');
      await signIn(screen, home('pro'), 'pro', camille.pro);
      await see(heading(screen, 'Bonjour Camille Martin'), screen.getByText(await masked('pro')));
      await openDropDown(screen, 'particuliers');
      await shot(screen, '02-espace-professionnel');
    }

    async function consent(): Promise<void> {
      await dropDown(screen).getByRole('link', { name: 'Accéder à votre Espace Client Particuliers' }).click();
      await see(heading(screen, 'Accéder à votre Espace Particuliers depuis votre Espace Professionnel'));
      for (const space of ['pro', 'particuliers'] as const) {
        await see(screen.getByText(`Compte ${await masked(space)}`, { exact: true }));
        await see(
          screen
            .getByRole('listitem')
            .filter({ hasText: spaceNames[space] })
            .filter({ hasText: await masked(space) }),
        );
        expect(await screen.getByText((await accountOf(world, space, camille[space])).accountNumber).count()).toBe(0);
      }
      await see(heading(screen, 'Ce que fait la passerelle'), heading(screen, 'Ce que la passerelle ne fait pas'));
      await see(screen.getByText('Votre accord, la version de ce texte et la date sont conservés comme preuve.'));
      await see(button(screen, 'Refuser'));
      await shot(screen, '03-consentement');
      await screen.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      await shot(screen, '11-consentement-sombre');
      await screen.emulateMedia({ colorScheme: null, reducedMotion: 'reduce' });
      await button(screen, 'Accepter et activer la passerelle').click();
    }

    async function approve(): Promise<void> {
      await see(heading(screen, 'Confirmez l’activation dans Pass Sécurité'), button(screen, 'Annuler'));
      await shot(screen, '04-confirmation-attendue');
      const request = await requestOnPhone(phone, world.demo.urls.phone, camille.pro);
      await see(request.getByText(await wordsOn(screen)), request.getByRole('heading', { name: 'Liaison de vos deux espaces' }));
      await shot(phone, '05-pass-securite');
      const waiting = addressOf(screen);
      window.shownIn(screen);
      await request.getByRole('button', { name: 'Approuver' }).click();
      await see(phone.getByText('Approuvée'));
      // The page that waits goes on by itself; nothing else is asked before the space is open.
      await screen.waitForURL(home('particuliers'));
      await see(heading(screen, 'Bonjour Camille Martin'), screen.getByText(await masked('particuliers')));
      await see(screen.getByRole('status').getByText('La passerelle est activée'));
      await shot(screen, '06-espace-particuliers');
      expect(window.shownIn(screen).filter((address) => address !== waiting)).toEqual([home('particuliers')]);
    }

    async function readTheClaims(): Promise<void> {
      await screen.getByText('Informations reçues du service de connexion').click();
      await see(screen.getByText('"acr": "urn:passerelle:acr:linked"'), screen.getByText('"linked_from": "pro"'));
    }

    /** The only pages that come up are the two homes. */
    async function goBackAndForth(): Promise<void> {
      window.shownIn(screen);
      for (const space of ['pro', 'particuliers', 'pro', 'particuliers'] as const) {
        await goTo(screen, space);
        await screen.waitForURL(home(space));
        await see(heading(screen, 'Bonjour Camille Martin'), dropDown(screen).getByText(spaceNames[space], { exact: true }));
        expect(window.shownIn(screen)).toEqual([home(space)]);
        // Told once: this is no activation any more.
        expect(await screen.getByRole('status').count()).toBe(0);
      }
    }

    async function approveAnOperation(): Promise<void> {
      const before = await claimsOf('pro');
      await screen.getByLabel('Bénéficiaire').fill('Boulangerie Lefèvre');
      await screen.getByLabel('Montant en euros').fill('12,50');
      await button(screen, 'Valider le virement').click();

      await see(heading(screen, 'Confirmez que c’est vous'), screen.getByText(`Compte ${await masked('particuliers')}`));
      expect(await screen.getByLabel('Identifiant').count()).toBe(0);
      await shot(screen, '07-code-secret-particuliers');
      await screen.getByLabel('Code secret').fill(secretCodes.pro);
      await button(screen, 'Confirmer').click();
      await see(screen.getByRole('alert').getByText('Code secret incorrect.'));
      await screen.getByLabel('Code secret').fill(secretCodes.particuliers);
      await button(screen, 'Confirmer').click();

      await see(heading(screen, 'Confirmez l’opération dans Pass Sécurité'));
      const request = await requestOnPhone(phone, world.demo.urls.phone, camille.particuliers);
      await see(request.getByText(await wordsOn(screen)));
      await phone.goto(home('particuliers'));
      await see(phone.getByText('Aucune opération pour le moment.'));
      await (await requestOnPhone(phone, world.demo.urls.phone, camille.particuliers)).getByRole('button', { name: 'Approuver' }).click();
      await screen.waitForURL(home('particuliers'));
      await see(screen.getByRole('status').getByText('Opération exécutée'));
      await see(screen.getByRole('row').filter({ hasText: 'Boulangerie Lefèvre' }).getByText('12,50 €'));
      await shot(screen, '08-operation-executee');
      expect(await claimsOf('pro')).toBe(before);
    }

    async function deactivate(): Promise<void> {
      await goTo(screen, 'pro');
      await screen.waitForURL(home('pro'));
      const menu = screen.getByRole('navigation', { name: 'Profil' });
      await see(menu.getByText('Vos préférences'));
      await menu.getByRole('link', { name: 'Préférences d’accès à vos espaces web' }).click();
      await see(heading(screen, 'Préférences d’accès à vos espaces web'), heading(screen, 'Passerelle avec votre Espace Particuliers'));
      const path = screen.getByRole('navigation', { name: 'Vous êtes ici' });
      await see(path.getByText('Profil'), path.getByText('Vos préférences'));
      await shot(screen, '09-preferences');
      await screen.getByRole('link', { name: 'Voir le reçu de votre consentement' }).click();
      await see(heading(screen, 'Reçu de votre consentement'));
      await shot(screen, '12-recu');
      await screen.getByRole('link', { name: 'Revenir à vos préférences' }).click();
      await button(screen, 'Désactiver la passerelle').click();
      await see(heading(screen, 'Désactiver la passerelle avec votre Espace Particuliers ?'));
      await see(screen.getByRole('link', { name: 'Garder la passerelle active' }));
      await shot(screen, '10-desactivation');
      await button(screen, 'Confirmer la désactivation').click();
      await see(screen.getByRole('status').getByText('La passerelle est désactivée.'));
    }

    async function findTheWayClosed(): Promise<void> {
      await screen.goto(home('pro'));
      await goTo(screen, 'particuliers');
      await see(heading(screen, 'Accéder à votre Espace Particuliers depuis votre Espace Professionnel'));
    }

    async function signOut(): Promise<void> {
      await screen.goto(home('pro'));
      await button(screen, 'Se déconnecter').click();
      await button(screen, 'Me déconnecter').click();
      await see(screen.getByRole('link', { name: 'Se connecter' }));
    }

    /** As the page of the space shows them. Ends where the next step begins: on that page. */
    async function claimsOf(space: SpaceName): Promise<string> {
      const tab = await window.newTab();
      await tab.goto(home(space));
      await tab.getByText('Informations reçues du service de connexion').click();
      const claims = await tab.getByText('"acr"').innerText();
      await tab.close();
      expect(claims).toContain('"acr": "urn:passerelle:acr:code"');
      return claims;
    }

    async function masked(space: SpaceName): Promise<string> {
      return `•••• ${(await accountOf(world, space, camille[space])).accountNumber.slice(-4)}`;
    }
  });
});
