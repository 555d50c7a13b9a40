/**
 * Waiting with a script, in a real browser whose time is ours: the page stays as it is, focus and all, until it would say something
 * else. Then it goes on by itself, wherever that leads.
 */
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { button, heading, see, wordsOn } from '../leaflet/at-the-screen.ts';
import { type BrowserWindow, openWindow } from '../leaflet/browser-window.ts';
import { type Customer, newCustomer } from '../world/customers.ts';
import { secretCodes } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

describeInBrowser('waiting with a script', () => {
  let browser: Browser;
  let world: World;
  let window: BrowserWindow;
  let page: Page;
  let customer: Customer;
  /** How many times the page was asked for: quietly, and to be shown. */
  let asked: { quietly: number; shown: number };

  beforeAll(async () => {
    [browser, world] = await Promise.all([launchBrowser(), openWorld('memory')]);
  });
  beforeEach(async () => {
    customer = await newCustomer(world);
    window = await openWindow(browser);
    page = await window.newTab();
    await page.clock.install();
    await page.clock.pauseAt(new Date(Date.now() + 1_000));
    await page.addInitScript(() => {
      const { send } = XMLHttpRequest.prototype;
      XMLHttpRequest.prototype.send = function sendAndCount(body) {
        // After the script itself has heard it.
        this.addEventListener('loadend', () => document.documentElement.setAttribute('data-heard', `${heard() + 1}`));
        send.call(this, body);
      };
      const heard = () => Number(document.documentElement.getAttribute('data-heard'));
    });
  });
  afterEach(() => window.context.close());
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it('the page is asked and not loaded, and keeps its focus; approved, the space opens, whatever has the focus', async () => {
    await toWaitingLogin();
    await button(page, 'Annuler').focus();
    await asksAfter(3);
    await asksAfter(3);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('cancel');
    expect(asked.shown).toBe(0);
    await world.phone.answer(customer.pro, 'approve');
    world.advance(1);
    await page.clock.runFor(3_000);
    await see(page.getByRole('heading', { name: 'Bonjour' }));
    expect(asked.shown).toBe(1);
    expect(window.complaints).toEqual([]);
  });

  it('not before its interval, and one question at a time', async () => {
    await toWaitingLogin();
    await page.clock.runFor(2_900);
    expect(asked.quietly).toBe(0);
    const held = Promise.withResolvers<void>();
    await page.route(page.url(), async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.clock.runFor(3_000);
    await expectSoon(() => asked.quietly === 1);
    await page.clock.runFor(17_000);
    expect(asked.quietly).toBe(1);
    held.resolve();
    await hears(1);
    await asksAfter(3);
  });

  it('a service that fails and a network that is gone are asked less and less, and the page goes on once they are back', async () => {
    await toWaitingLogin();
    for (const [seconds, fault] of [
      [3, { status: 503, body: 'away' }],
      [6, { status: 200, contentType: 'text/html', body: 'a page of somebody’s proxy' }],
      [12, undefined],
      [24, { status: 502 }],
    ] as const) {
      await page.route(page.url(), (route) => (fault ? route.fulfill(fault) : route.abort('internetdisconnected')));
      await asksAfter(seconds);
      await page.unroute(page.url());
    }
    await asksAfter(30);
    await asksAfter(3);
    expect(asked.shown).toBe(0);
    await see(heading(page, 'Confirmez votre connexion dans Pass Sécurité'));
  });

  it('a tab that is hidden asks nothing, and asks when it is seen again', async () => {
    await toWaitingLogin();
    await beHidden(true);
    await page.clock.runFor(60_000);
    expect(asked.quietly).toBe(0);
    await beHidden(false);
    await hears(1);
    await asksAfter(3);
  });

  it('a press of a button is not overtaken by what comes back meanwhile', async () => {
    await toWaitingLogin();
    const [pressed, heard] = [Promise.withResolvers<void>(), page.waitForEvent('requestfinished', (request) => request.method() === 'GET')];
    await page.route(page.url(), async (route) => {
      if (route.request().method() === 'GET') await pressed.promise;
      else {
        pressed.resolve();
        await heard;
        await setTimeout(100);
      }
      await route.continue();
    });
    await world.phone.answer(customer.pro, 'approve');
    world.advance(1);
    await page.clock.runFor(3_000);
    await button(page, 'Annuler').click();
    await page.waitForURL(`${world.demo.urls.pro}/**`);
    await see(page.getByRole('link', { name: 'Se connecter' }));
    expect(asked.shown).toBe(0);
  });

  it('another request in its place is shown: the words on the page are those on the phone', async () => {
    await toWaitingLogin();
    const before = await wordsOn(page);
    const tab = await window.newTab();
    await tab.goto(page.url());
    await world.phone.answer(customer.pro, 'deny');
    world.advance(1);
    await button(tab, 'Vérifier').click();
    await tab.getByLabel('Identifiant').fill(customer.pro);
    await tab.getByLabel('Code secret').fill(secretCodes.pro);
    await tab.locator('#submit').click();
    await see(heading(tab, 'Confirmez votre connexion dans Pass Sécurité'));
    const now = await wordsOn(tab);
    expect(now).not.toBe(before);
    await page.clock.runFor(3_000);
    await see(page.getByText(now));
  });

  it('a forgotten code: denied, the page says so; approved, it asks for the new one', async () => {
    for (const [decision, then] of [
      ['deny', 'Votre code secret n’a pas été changé'],
      ['approve', 'Choisissez votre nouveau code secret'],
    ] as const) {
      await page.goto(`${world.demo.urls.issuer}/forgotten-code?space=pro`);
      await page.getByLabel('Identifiant').fill(customer.pro);
      await button(page, 'Continuer').click();
      await see(heading(page, 'Confirmez votre demande dans Pass Sécurité'));
      await requestOnPhone();
      await world.phone.answer(customer.pro, decision);
      world.advance(1);
      // The first question may be answered before the phone's answer has come (T42): evenly, for everybody.
      await expectSoon(async () => {
        await page.clock.runFor(3_000);
        return heading(page, then).isVisible();
      });
    }
  });

  async function toWaitingLogin(): Promise<void> {
    await page.goto(`${world.demo.urls.pro}/login?acr_values=urn:passerelle:acr:strong`);
    await page.getByLabel('Identifiant').fill(customer.pro);
    await page.getByLabel('Code secret').fill(secretCodes.pro);
    await page.locator('#submit').click();
    await see(heading(page, 'Confirmez votre connexion dans Pass Sécurité'));
    asked = { quietly: 0, shown: 0 };
    const { href } = new URL(page.url());
    page.on('request', (request) => {
      if (request.url() !== href || request.method() !== 'GET') return;
      asked[request.isNavigationRequest() ? 'shown' : 'quietly'] += 1;
    });
  }

  /** At the end of them, and not before, the page has asked once, and heard. */
  async function asksAfter(seconds: number): Promise<void> {
    const before = asked.quietly;
    await page.clock.runFor(seconds * 1_000 - 100);
    expect(asked.quietly).toBe(before);
    await page.clock.runFor(100);
    await hears(before + 1);
  }

  async function hears(answers: number): Promise<void> {
    await page.locator(`html[data-heard="${answers}"]`).waitFor();
    expect(asked.quietly).toBe(answers);
  }

  async function beHidden(hidden: boolean): Promise<void> {
    await page.evaluate((now) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => now });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  }

  async function requestOnPhone(): Promise<void> {
    await expectSoon(async () => (await world.phone.list(customer.pro)).some(({ state }) => state === 'pending'));
  }

  async function expectSoon(holds: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 10_000;
    let held = await holds();
    while (!held && Date.now() < deadline) {
      await setTimeout(50);
      held = await holds();
    }
    expect(held).toBe(true);
  }
});
