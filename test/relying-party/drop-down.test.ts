/**
 * The drop-down: the demo serves the very markup that the guide for relying parties shows, in each state, and it keeps the guide's promises
 * in a real browser: keyboard alone, without script, 320 pixels wide.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { dropDown, see, signIn } from '../leaflet/at-the-screen.ts';
import { openWindow } from '../leaflet/browser-window.ts';
import { linkedCustomer, newCustomer } from '../world/customers.ts';
import { hasField, secretCodes } from '../world/people.ts';
import { openTraveller } from '../world/traveller.ts';
import { openWorld, type World } from '../world/world.ts';
import { dropDownMarkup, dropDownScript } from './guide.ts';

const states = ['active', 'available', 'unavailable'] as const;
type State = (typeof states)[number];

let world: World;
beforeAll(async () => {
  world = await openWorld('memory');
});
afterAll(() => world.close());

describe('the drop-down of the guide', () => {
  it.each(states)('is what the demo serves to a customer whose other space is %s', async (state) => {
    const traveller = openTraveller(world.demo.urls);
    const login = await traveller.get(`${world.demo.urls.pro}/login`);
    const identifier = await customerIn(state);
    const home = await traveller.submit(login, { identifier, secret_code: secretCodes.pro }, hasField('secret_code'));
    const [served = ''] = /<nav class="drop-down"[\s\S]*?<\/nav>/.exec(home.text) ?? [];
    expect(plain(served)).toBe(plain(inState(state)));
  });

  it('its script is the demo’s', () => {
    const file = readFileSync(new URL('../../views/demo/drop-down.js', import.meta.url), 'utf8');
    expect(file.slice(file.indexOf('document.'))).toBe(dropDownScript);
  });
});

describeInBrowser('the drop-down', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it.each([true, false])('by keyboard alone, script %s: Tab, Enter, Tab, Shift and Tab, Space, Escape', async (javaScriptEnabled) => {
    const window = await openWindow(browser, { javaScriptEnabled, viewport: { width: 320, height: 640 } });
    const page = await window.newTab();
    await signIn(page, `${world.demo.urls.pro}/`, 'pro', await customerIn('active'));
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Espace Professionnel');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Se déconnecter');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    const [here, other] = [dropDown(page).getByRole('link').first(), dropDown(page).getByRole('link').last()];
    await see(here, other);
    expect(await here.getAttribute('aria-current')).toBe('page');
    for (const label of ['Espace Professionnel : vous êtes ici', 'Accéder à votre Espace Client Particuliers', 'Se déconnecter']) {
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe(label);
    }
    for (let back = 0; back < 3; back += 1) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    expect(await other.isVisible()).toBe(false);
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    expect(await other.isVisible()).toBe(!javaScriptEnabled);
    expect(await focused(page)).toBe(javaScriptEnabled ? 'Espace Professionnel' : 'Espace Professionnel : vous êtes ici');
    if (javaScriptEnabled) await page.keyboard.press('Enter');
    await other.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${world.demo.urls.particuliers}/`);
    expect(window.complaints).toEqual([]);
    await window.context.close();
  });

  it.each(['available', 'unavailable'] as const)(
    'open, with a space that is %s: within 320 pixels, each entry large enough for a thumb',
    async (state) => {
      const window = await openWindow(browser, { viewport: { width: 320, height: 640 } });
      const page = await window.newTab();
      await signIn(page, `${world.demo.urls.pro}/`, 'pro', await customerIn(state));
      await dropDown(page).getByText('Espace Professionnel', { exact: true }).click();
      const boxes = await dropDown(page)
        .getByRole('link')
        .evaluateAll((links) =>
          links.map((link) => link.getBoundingClientRect()).map(({ left, right, height }) => ({ left, right, height })),
        );
      expect(boxes).toHaveLength(2);
      for (const { left, right, height } of boxes) {
        expect(left).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(320);
        expect(height).toBeGreaterThanOrEqual(44);
      }
      await window.context.close();
    },
  );
});

async function customerIn(state: State): Promise<string> {
  if (state === 'active') return (await linkedCustomer(world)).pro;
  if (state === 'available') return (await newCustomer(world)).pro;
  return (await newCustomer(world, { particuliers: { status: 'blocked' } })).pro;
}

/** The guide's markup with the entry of one state. */
function inState(state: State): string {
  const [before = '', ...entries] = dropDownMarkup.split(/<!-- (?=(?:active|available|unavailable) -->)/);
  const chosen = entries.find((entry) => entry.startsWith(`${state} -->`)) ?? '';
  const after = /<\/ul>[\s\S]*$/.exec(dropDownMarkup)?.[0] ?? '';
  return `${before}${chosen.replace(/^\w+ -->/, '').replace(/<\/ul>[\s\S]*$/, '')}${after}`;
}

/** Without the space between elements, without French fixed spaces, and with the addresses of the guide. */
function plain(html: string): string {
  return html
    .replace(/>\s+</g, '><')
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/href="http:\/\/localhost:\d+\/login\?iss=[^&"]+/g, 'href="https://particuliers.example/login?iss=…')
    .trim();
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent?.trim().replace(/[\u00a0\u202f]/g, ' ') ?? '');
}
