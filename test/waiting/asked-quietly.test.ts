/**
 * A waiting page asked by its script, over the wire: it says what it waits for, asks the phone as the page does, and finishes nothing.
 * What the phone said is there for the page's own request afterwards, which alone goes on.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newestLink, toWaiting } from '../activation/journey.ts';
import { describeOnStores } from '../ground/stores.ts';
import { asksForNewCode, forget, requestsOnPhone } from '../secret-code/forgotten.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { newCustomer } from '../world/customers.ts';
import { hasField, login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

const strong = { acr_values: 'urn:passerelle:acr:strong' };

describeOnStores('a waiting page that is asked quietly', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, { overlay: { lives: { pending_link: '20s' } } });
  });
  afterAll(() => world.close());

  /** Whatever comes of it, no redirect and no cookie: nothing that belongs to the page. */
  async function ask(browser: Browser, { url }: Pick<Answer, 'url'>): Promise<string | null> {
    const { status, headers, text } = await browser.request('GET', url, undefined, { accept: 'application/json' });
    expect({ status, type: headers['content-type'], kept: headers['cache-control'], location: headers.location }).toEqual({
      status: 200,
      type: 'application/json; charset=utf-8',
      kept: 'no-store',
      location: undefined,
    });
    expect(headers['set-cookie']).toBeUndefined();
    return JSON.parse(text).waiting_for;
  }

  async function answer(identifier: string, decision: 'approve' | 'deny'): Promise<void> {
    await world.phone.answer(identifier, decision);
    world.advance(1);
  }

  function shownOn({ text }: Answer): Readonly<Record<string, string | undefined>> {
    const [, words] = /id="binding_message">([^<]+)</.exec(text) ?? [];
    const [, asked] = /data-waits-for="([^"]+)"/.exec(text) ?? [];
    return { words, asked };
  }

  it('an activation: approved, the link is active; the page’s own request opens the space, and then there is nothing to wait for', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    const waiting = await toWaiting(world, browser, customer);
    const { binding_message } = await world.phone.pending(customer.pro);
    expect(shownOn(waiting)).toEqual({ words: binding_message, asked: binding_message });
    expect(await ask(browser, waiting)).toBe(binding_message);
    await answer(customer.pro, 'approve');
    expect(await ask(browser, waiting)).toBeNull();
    expect(await newestLink(world, customer)).toMatchObject({ status: 'active' });
    expect(await ask(browser, waiting)).toBeNull();
    expect((await browser.get(waiting.url)).left?.searchParams.get('code')).toEqual(expect.any(String));
    expect(await ask(browser, waiting)).toBeNull();
  });

  it('an activation that is denied, or too late: the page says why', async () => {
    for (const [how, said] of [
      [(identifier: string) => answer(identifier, 'deny'), 'Vous avez refusé la demande dans Pass Sécurité'],
      [async () => world.advance(21), 'La passerelle n’a pas été activée'],
    ] as const) {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const waiting = await toWaiting(world, browser, customer);
      await how(customer.pro);
      expect(await ask(browser, waiting)).toBeNull();
      expect((await browser.get(waiting.url)).text).toContain(said);
    }
  });

  it('a strong login: approved, nobody is signed in before the page’s own request', async () => {
    const { pro } = await newCustomer(world);
    const browser = world.openBrowser();
    const waiting = await login(world, browser, 'pro', pro, strong);
    expect(await ask(browser, waiting)).toBe(shownOn(waiting).words);
    await answer(pro, 'approve');
    expect(await ask(browser, waiting)).toBeNull();
    const session = () => world.authorize(browser, 'outside-pro', { prompt: 'none' });
    expect((await session()).left?.searchParams.get('error')).toBe('login_required');
    expect((await browser.get(waiting.url)).left?.searchParams.get('code')).toEqual(expect.any(String));
    expect((await session()).left?.searchParams.get('code')).toEqual(expect.any(String));
  });

  it('a strong login that is denied: the page says so once, and starts again', async () => {
    const { pro } = await newCustomer(world);
    const browser = world.openBrowser();
    const waiting = await login(world, browser, 'pro', pro, strong);
    await answer(pro, 'deny');
    expect(await ask(browser, waiting)).toBeNull();
    const denied = await browser.get(waiting.url);
    expect(denied.text).toContain('refusé');
    expect(denied.forms.some(hasField('secret_code'))).toBe(true);
    expect((await browser.get(waiting.url)).text).not.toContain('role="alert"');
  });

  it('T42: a forgotten code: the same for an identifier that nobody has; approved, the page asks for the new code', async () => {
    const { pro } = await newCustomer(world);
    const [browser, stranger] = [world.openBrowser(), world.openBrowser()];
    const [waiting, nobodys] = [await forget(browser, 'pro', pro), await forget(stranger, 'pro', '99999999')];
    expect(await ask(browser, waiting)).toBe(shownOn(waiting).words);
    expect(await ask(stranger, nobodys)).toBe(shownOn(nobodys).words);
    await requestsOnPhone(world, pro);
    await answer(pro, 'approve');
    // It answers after the same time for everybody, whether the phone's answer has come by then or not.
    const deadline = Date.now() + 10_000;
    while ((await ask(browser, waiting)) !== null && Date.now() < deadline);
    expect(await ask(browser, waiting)).toBeNull();
    expect((await browser.get(waiting.url)).forms.some(asksForNewCode)).toBe(true);
  });

  it('T10: to another browser, and at a page that waits for nothing, there is nothing to wait for', async () => {
    const customer = await newCustomer(world);
    const [browser, thief] = [world.openBrowser(), world.openBrowser()];
    const [link, code] = [await toWaiting(world, browser, customer), await forget(browser, 'particuliers', customer.particuliers)];
    await thief.get('/forgotten-code?space=pro');
    for (const waiting of [link, code]) expect(await ask(thief, waiting)).toBeNull();
    const here = world.openBrowser();
    expect(await ask(here, await world.authorize(here, 'outside-pro', strong))).toBeNull();
  });

  it('T44: requests of scripts are let through to our own origin on waiting pages, and on no others', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    const form = await world.authorize(browser, 'outside-pro', strong);
    const pages = [await toWaiting(world, browser, customer), await forget(browser, 'particuliers', customer.particuliers)];
    const before = form.headers['content-security-policy'];
    expect(before).not.toContain('connect-src');
    for (const { headers } of pages) expect(headers['content-security-policy']).toBe(`${before}; connect-src 'self'`);
  });
});
