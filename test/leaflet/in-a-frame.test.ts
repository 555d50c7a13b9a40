/** Nobody can lay our pages under theirs: a page of another origin gets an empty frame, even where the customer's cookies go along. */
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { camille } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { button, goTo, see, signIn } from './at-the-screen.ts';
import { openWindow } from './browser-window.ts';

describeInBrowser('our pages in a frame of another origin', () => {
  let browser: Browser;
  let world: World;
  let framed = '';
  const stranger = createServer((request, response) => {
    const page = request.url === '/own' ? '<p>Ma page</p>' : `<title>Jeu</title><iframe src="${framed.replaceAll('&', '&amp;')}"></iframe>`;
    response.setHeader('content-type', 'text/html; charset=utf-8').end(`<!doctype html>${page}`);
  });
  beforeAll(async () => {
    [browser, world] = await Promise.all([launchBrowser(), openWorld('memory')]);
    await new Promise<void>((listening) => stranger.listen(0, '127.0.0.1', listening));
  });
  afterAll(async () => {
    await browser.close();
    stranger.close();
    await world.close();
  });

  it('T44: the consent page, the preferences, a login, a space and the phone show nothing there', async () => {
    const { issuer, pro, phone } = world.demo.urls;
    const window = await openWindow(browser);
    const tab = await window.newTab();
    await signIn(tab, pro, 'pro', camille.pro);
    await goTo(tab, 'particuliers');
    await see(button(tab, 'Accepter et activer la passerelle'));
    // Other ports of localhost are the same site: the cookies of the journey go with the frame's request.
    const origin = `http://localhost:${portOf(stranger)}`;
    const consent = tab.url();

    const other = await window.newTab();
    framed = `${origin}/own`;
    await other.goto(origin);
    await see(other.frameLocator('iframe').getByText('Ma page'));
    expect(window.complaints).toEqual([]);

    for (const url of [consent, `${issuer}/preferences?space=pro`, `${pro}/login?prompt=login`, `${pro}/`, `${phone}/`]) {
      framed = url;
      const before = window.complaints.length;
      await other.goto(origin, { waitUntil: 'load' });
      const frame = other.frames().find((each) => each !== other.mainFrame());
      expect({ url, text: await frame?.locator('body').innerText(), shown: frame?.url() }).toEqual({
        url,
        text: '',
        shown: 'chrome-error://chromewebdata/',
      });
      expect(window.complaints.slice(before).join()).toContain('frame-ancestors');
    }
    // The page itself is alive, in a tab of its own.
    await other.goto(consent);
    await see(button(other, 'Accepter et activer la passerelle'));
    await window.context.close();
  }, 60_000);
});

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on a port');
  return address.port;
}
