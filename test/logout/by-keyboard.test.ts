/** The page that lists the open spaces, in a real browser: with the keyboard alone, no script, and for those who hear it (WCAG 2.2 AA). */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { press } from '../leaflet/at-the-keyboard.ts';
import { button, heading, see, signIn } from '../leaflet/at-the-screen.ts';
import { openWindow } from '../leaflet/browser-window.ts';
import { linkedCustomer } from '../world/customers.ts';
import { openWorld, type World } from '../world/world.ts';

describeInBrowser('logout without a client', () => {
  let browser: Browser;
  let world: World;
  beforeAll(async () => {
    [browser, world] = await Promise.all([launchBrowser(), openWorld('memory')]);
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it('leaves one space, then the other, with Tab and Enter; a button says beforehand what else it closes', async () => {
    const customer = await linkedCustomer(world);
    const { pro, particuliers, issuer } = world.demo.urls;
    const window = await openWindow(browser, { locale: 'fr-FR', javaScriptEnabled: false });
    const page = await window.newTab();
    await signIn(page, `${pro}/`, 'pro', customer.pro);
    await page.goto(`${particuliers}/login?linked_from=pro`);

    await page.goto(`${issuer}/session/end`);
    await see(heading(page, 'Quel espace quitter ?'));
    const leavePro = page.getByRole('button', { name: 'Quitter votre Espace Professionnel', exact: true });
    expect(
      await leavePro.evaluate((element) => document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent),
    ).toContain('ferme aussi ce que la passerelle a ouvert depuis cet espace\u00a0: Espace Particuliers.');
    await press(page, button(page, 'Quitter votre Espace Particuliers'));
    await see(page.getByRole('status'), button(page, 'Quitter votre Espace Professionnel'));
    await press(page, button(page, 'Quitter votre Espace Professionnel'));
    await see(heading(page, 'Vous êtes déconnecté'));
    // A page that answers a post is asked for again without a warning, and changes nothing.
    await page.reload();
    await see(heading(page, 'Vous êtes déconnecté'));
    expect(window.complaints).toEqual([]);
    await window.context.close();
  }, 60_000);
});
