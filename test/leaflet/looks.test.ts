/** One sees in which space one is: by name, logo and pattern and not by colour alone, in both themes, in forced colours, in print. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { newCustomer } from '../world/customers.ts';
import { openWorld, type World } from '../world/world.ts';
import { button, goTo, see, signIn, spaceNames } from './at-the-screen.ts';
import { type BrowserWindow, openWindow } from './browser-window.ts';

const colours = { pro: 'rgb(0, 89, 79)', particuliers: 'rgb(27, 79, 156)' } as const;
const spaces = ['pro', 'particuliers'] as const;

describeInBrowser('the looks of a space', () => {
  let browser: Browser;
  let world: World;
  let window: BrowserWindow;
  let page: Page;
  beforeAll(async () => {
    [browser, world] = await Promise.all([launchBrowser(), openWorld('memory')]);
    window = await openWindow(browser);
    page = await window.newTab();
    await signIn(page, `${world.demo.urls.pro}/`, 'pro', (await newCustomer(world)).pro);
    await goTo(page, 'particuliers');
    await see(button(page, 'Accepter et activer la passerelle'));
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it('on the consent page both spaces stand side by side, each with its name, colour, logo and pattern, in both themes', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const strips = await Promise.all(spaces.map((space) => lookOf(stripOf(space))));
      expect(strips.map(({ colour }) => colour)).toEqual(spaces.map((space) => colours[space]));
      for (const space of spaces) expect(strips[spaces.indexOf(space)]?.logo).toContain(`/assets/logo-${space}.`);
      expect(new Set(strips.map(({ pattern }) => pattern)).size).toBe(2);
      expect(strips[0]?.top).toBe(strips[1]?.top);
    }
  });

  it('a space has one colour, the configured one, at its own door and on the pages of the provider', async () => {
    const tab = await window.newTab();
    for (const space of spaces) {
      for (const path of ['/', '/login?prompt=login']) {
        await tab.goto(`${world.demo.urls[space]}${path}`);
        const shown = await style(tab.getByRole('banner'), 'background-color');
        expect({ space, path, shown }).toEqual({ space, path, shown: colours[space] });
      }
    }
    await tab.close();
  });

  it('the dark theme is dark, the light one light, and a space keeps its banner in both', async () => {
    const shades: number[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await style(page.getByRole('banner'), 'background-color')).toBe(colours.particuliers);
      const [red = ''] = /\d+/.exec(await style(page.locator('body'), 'background-color')) ?? [];
      shades.push(Number(red));
    }
    expect(shades).toEqual([244, 16]);
  });

  it('in forced colours the space still has its name, an edge and its pattern', async () => {
    await page.emulateMedia({ forcedColors: 'active' });
    await see(page.getByRole('banner').getByText(spaceNames.particuliers));
    expect(await style(page.getByRole('banner'), 'border-bottom-width')).toBe('2px');
    expect(await style(page.getByRole('banner'), 'background-image', '::after')).toContain('gradient');
    await page.emulateMedia({ forcedColors: 'none' });
  });

  it('who wants more contrast has no quiet text', async () => {
    const hint = () => style(page.getByText('Vous partez de'), 'color');
    const quiet = await hint();
    await page.emulateMedia({ contrast: 'more', colorScheme: 'light' });
    expect([quiet, await hint()]).toEqual(['rgb(181, 192, 205)', 'rgb(28, 36, 48)']);
    await page.emulateMedia({ contrast: null });
  });

  it('on paper: the text and both accounts, no buttons, black on white', async () => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await see(page.getByText('Ce que vous acceptez'), stripOf('pro'), stripOf('particuliers'));
    expect(await button(page, 'Accepter et activer la passerelle').isVisible()).toBe(false);
    expect(await style(page.locator('body'), 'color')).toBe('rgb(0, 0, 0)');
    await page.emulateMedia({ media: null, colorScheme: null });
  });

  it('at the foot is whom to call, at a touch', async () => {
    const call = page.getByRole('contentinfo').getByRole('link');
    expect([await call.getAttribute('href'), await call.innerText()]).toEqual([
      'tel:+33199000002',
      '+33\u00a01\u00a099\u00a000\u00a000\u00a002',
    ]);
  });

  it('the telephone that is waited for is still for those who want less motion', async () => {
    await button(page, 'Accepter et activer la passerelle').click();
    await see(button(page, 'Vérifier'));
    const motion = () => style(page.locator('.code-card'), 'animation-name', '::before');
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await motion()).toBe('breathe');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await motion()).toBe('none');
    expect(window.complaints).toEqual([]);
  });

  function stripOf(space: (typeof spaces)[number]): Locator {
    return page.locator('.account-space').filter({ hasText: spaceNames[space] });
  }
});

function lookOf(strip: Locator): Promise<{ colour: string; logo: string; pattern: string; top: number }> {
  return strip.evaluate((element) => ({
    colour: getComputedStyle(element).backgroundColor,
    logo: getComputedStyle(element, '::before').backgroundImage,
    pattern: getComputedStyle(element, '::after').backgroundImage,
    top: element.getBoundingClientRect().top,
  }));
}

function style(thing: Locator, property: string, part?: string): Promise<string> {
  return thing.evaluate((element, [name, pseudo]) => getComputedStyle(element, pseudo).getPropertyValue(name ?? ''), [
    property,
    part,
  ] as const);
}
