/**
 * What a page costs: less than 50 kB with everything, one round trip between the page and its first paint, nothing from elsewhere, and
 * assets that are fetched once, for their names change with their content. The table of weights is printed with WEIGHTS=1.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page, Request } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { camille, type SpaceName, secretCodes } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

const mostBytes = 50_000;

interface Cost {
  readonly page: string;
  readonly requests: number;
  readonly bytes: number;
  readonly blocking: readonly string[];
  readonly strangers: readonly string[];
}

describeInBrowser('what a page costs', () => {
  let browser: Browser;
  let world: World;
  let page: Page;
  const costs: Cost[] = [];
  beforeAll(async () => {
    [browser, world] = await Promise.all([launchBrowser(), openWorld('memory')]);
    const context = await browser.newContext({ locale: 'fr-FR' });
    context.setDefaultTimeout(15_000);
    page = await context.newPage();
    // Each page is weighed as if it were the first one.
    await (await context.newCDPSession(page)).send('Network.setCacheDisabled', { cacheDisabled: true });
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it('every page of the way: less than 50 kB, one render-blocking request, all of its own origin', async () => {
    const { issuer, pro, particuliers, phone, desk } = world.demo.urls;
    await weigh('door of a space', () => page.goto(`${pro}/`));
    await weigh('login', () => page.goto(`${pro}/login`));
    await signIn('pro');
    await weigh('home of a space', () => page.goto(`${pro}/`));
    await weigh('consent', () => page.goto(`${particuliers}/login?linked_from=pro`));
    await weigh('waiting', () => page.click('#accept'));
    await weigh('telephone', () => page.goto(`${phone}/?identifier=${camille.pro}`));
    await page.click('button[value=approve]');
    // The answer is there before the next page is asked for: a request under way would be weighed with it.
    await page.getByText('Approuvée').waitFor();
    await weigh('preferences', () => page.goto(`${issuer}/preferences?space=pro`));
    await weigh('change of code', () => page.goto(`${issuer}/secret-code?space=pro`));
    await weigh('forgotten code', () => page.goto(`${issuer}/forgotten-code?space=pro`));
    await weigh('signing out', () => page.goto(`${issuer}/sign-out`));
    await weigh('no such page', () => page.goto(`${issuer}/nowhere`));
    await weigh('desk', () => page.goto(`${desk}/?space=pro&identifier=${camille.pro}`));
    if (process.env['WEIGHTS'] === '1') process.stdout.write(tableOf(costs));
    for (const { page: name, bytes, blocking, strangers } of costs) {
      expect({ name, light: bytes < mostBytes, blocking: blocking.length, strangers }).toEqual({
        name,
        light: true,
        blocking: 1,
        strangers: [],
      });
      expect(blocking.join()).toMatch(/\.css$/);
    }
  });

  it('assets are kept for good under a name of their content; another name is answered and not kept', async () => {
    const { issuer } = world.demo.urls;
    await page.goto(`${issuer}/sign-out`);
    const address = await page.locator('link[rel=stylesheet]').getAttribute('href');
    const kept = await fetch(`${issuer}${address}`);
    expect(kept.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    for (const other of ['/assets/passerelle.css', '/assets/passerelle.aaaaaaaaaaaa.css']) {
      const answer = await fetch(`${issuer}${other}`);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      expect(await answer.text()).toContain('.space-pro{');
    }
    expect((await fetch(`${issuer}/assets/other.aaaaaaaaaaaa.css`)).status).toBe(404);
  });

  it('a logo opened by itself can run and load nothing', async () => {
    await page.goto(`${world.demo.urls.issuer}/preferences?space=pro`);
    const address = await page.locator('img').getAttribute('src');
    const { headers } = await fetch(`${world.demo.urls.issuer}${address}`);
    expect(
      Object.fromEntries(['content-type', 'content-security-policy', 'x-content-type-options'].map((name) => [name, headers.get(name)])),
    ).toEqual({
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    });
  });

  async function weigh(name: string, open: () => Promise<unknown>): Promise<void> {
    const requests: Request[] = [];
    const note = (request: Request) => requests.push(request);
    page.on('requestfinished', note);
    await open();
    await page.waitForLoadState('load');
    page.off('requestfinished', note);
    const { origin } = new URL(page.url());
    // Redirects on the way to the page are not the page.
    const own = requests.filter((request) => request.redirectedTo() === null);
    const sizes = await Promise.all(own.map(async (request) => (await (await request.response())?.body())?.length ?? 0));
    const blocking = await page.evaluate(() =>
      (performance.getEntriesByType('resource') as (PerformanceResourceTiming & { renderBlockingStatus?: string })[])
        .filter(({ renderBlockingStatus }) => renderBlockingStatus === 'blocking')
        .map(({ name: url }) => url),
    );
    costs.push({
      page: name,
      requests: own.length,
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      blocking,
      strangers: own.map((request) => request.url()).filter((url) => new URL(url).origin !== origin),
    });
  }

  async function signIn(space: SpaceName): Promise<void> {
    await page.fill('#identifier', camille[space]);
    await page.fill('#secret_code', secretCodes[space]);
    await page.click('#submit');
    await page.waitForURL(`${world.demo.urls[space]}/`);
  }
});

function tableOf(costs: readonly Cost[]): string {
  return costs.map(({ page, requests, bytes }) => `${page.padEnd(18)} ${String(bytes).padStart(6)} bytes ${requests} requests\n`).join('');
}
