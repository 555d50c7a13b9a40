/** Code oublié: identifier, phone, new code; what it ends, and what does not get through. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { accountOf, linkedCustomer, newCustomer } from '../world/customers.ts';
import { clientOf, hasButton, hasField, login, otherSpace, secretCodes, submitLogin, switchFrom } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { answerOnPhone, asksForNewCode, choose, codeOfLogin, forget, forgetAndApprove, requestsOnPhone } from './forgotten.ts';

const next = '802913';
const anyCode: string = expect.any(String) as unknown as string; // An asymmetric matcher has no type of what it stands for.

describeOnStores('/forgotten-code', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, {
      overlay: { login_limits: { failures_per_address_and_minute: 10_000 }, lives: { pending_link: '20s' } },
    });
  });
  afterAll(() => world.close());

  for (const space of ['pro', 'particuliers'] as const) {
    it(`T39: in ${space}: the new code opens; the gateway ends with secret_reset, every session of the account ends`, async () => {
      const customer = await linkedCustomer(world);
      const { accountId } = await accountOf(world, space, customer[space]);
      const thief = world.openBrowser();
      await switchFrom(world, thief, space, customer[space]);

      const browser = world.openBrowser();
      const entry = await world.authorize(browser, clientOf[space]);
      const [, link = ''] = /href="([^"]*\/forgotten-code\?space=[^"]*)"/.exec(entry.text) ?? [];
      const first = await browser.get(link);
      expect(first.forms.find(hasField('identifier'))?.fields).toEqual(['identifier']);
      const waiting = await browser.submit(first, { identifier: customer[space] }, hasField('identifier'));
      expect(waiting.url.pathname).toMatch(/^\/forgotten-code\/[\w-]{43}$/);
      expect(waiting.forms.map(({ method }) => method)).toEqual(['GET', 'POST']);
      const [request] = await requestsOnPhone(world, customer[space]);
      expect(request?.authorization_details).toMatchObject([{ type: 'secret_code_reset', space }]);
      expect(waiting.text).toContain(request?.binding_message ?? 'nothing');

      const asking = await answerOnPhone(world, browser, customer[space], waiting);
      expect(asking.forms.find(asksForNewCode)?.fields).toEqual(['secret_code', 'secret_code_confirmation']);
      expect(await world.demo.server.passerelle.links.find(customer.linkId)).toMatchObject({ status: 'active' });
      const done = await choose(browser, asking, next);
      expect([done.status, done.forms]).toEqual([200, []]);
      expect(done.text).toContain('Votre code secret est changé');

      expect(await codeOfLogin(world, space, customer[space], next)).toEqual(anyCode);
      expect(await codeOfLogin(world, space, customer[space], secretCodes[space])).toBeUndefined();
      const reset = { status: 'revoked', revocationReason: 'secret_reset' };
      for (const side of [accountId, (await accountOf(world, otherSpace(space), customer[otherSpace(space)])).accountId]) {
        expect(await world.demo.server.passerelle.links.list(side)).toMatchObject([reset]);
      }
      for (const side of [space, otherSpace(space)] as const) {
        const silent = await world.authorize(thief, clientOf[side], { prompt: 'none' });
        expect(silent.left?.searchParams.get('error')).toBe('login_required');
      }
    });
  }

  it('lifts the lock of the account', async () => {
    const { pro } = await newCustomer(world);
    for (let failure = 0; failure < 5; failure += 1) await codeOfLogin(world, 'pro', pro, '975310');
    expect(await codeOfLogin(world, 'pro', pro, secretCodes.pro)).toBeUndefined();
    const { browser, page } = await forgetAndApprove(world, 'pro', pro);
    await choose(browser, page, next);
    expect(await codeOfLogin(world, 'pro', pro, next)).toEqual(anyCode);
  });

  it('refuses a code that is not six digits, too simple, the current one, or confirmed otherwise, at its field; then takes a good one', async () => {
    const { pro } = await newCustomer(world);
    const { browser, page } = await forgetAndApprove(world, 'pro', pro);
    let asking = page;
    for (const [code, confirmation, field] of [
      ['12345', '12345', 'secret_code'],
      ['000000', '000000', 'secret_code'],
      [secretCodes.pro, secretCodes.pro, 'secret_code'],
      [next, '802914', 'secret_code_confirmation'],
    ] as const) {
      asking = await choose(browser, asking, code, confirmation);
      expect(asking.text).toMatch(new RegExp(`id="${field}"[^>]*aria-invalid="true"`));
    }
    expect(await codeOfLogin(world, 'pro', pro, secretCodes.pro)).toEqual(anyCode);
    await choose(browser, asking, next);
    expect(await codeOfLogin(world, 'pro', pro, next)).toEqual(anyCode);
  });

  it('T10: to a second browser the address and the form of the first are nothing, before and after the approval', async () => {
    const { pro } = await newCustomer(world);
    const { browser, page } = await forgetAndApprove(world, 'pro', pro);
    const thief = world.openBrowser();
    await thief.get('/forgotten-code?space=pro');
    expect((await thief.get(page.url)).status).toBe(400);
    const fields = { ...page.forms.find(asksForNewCode)?.hidden, secret_code: '975310', secret_code_confirmation: '975310' };
    expect((await thief.post(page.url, fields)).status).toBe(400);
    const id = page.url.pathname.split('/').at(-1) ?? '';
    thief.setCookie(`forgotten_code=${id}; path=/forgotten-code`);
    expect((await thief.get(page.url)).status).toBe(400);
    expect(await codeOfLogin(world, 'pro', pro, '975310')).toBeUndefined();
    await choose(browser, page, next);
    expect(await codeOfLogin(world, 'pro', pro, next)).toEqual(anyCode);
  });

  it('T20: an approval counts once: the form sent again, and of two at once the second, changes nothing', async () => {
    const { pro } = await newCustomer(world);
    const { browser, page } = await forgetAndApprove(world, 'pro', pro);
    const hidden = page.forms.find(asksForNewCode)?.hidden;
    const codes = ['802913', '802917'];
    await Promise.all(
      codes.map((code) => browser.request('POST', page.url, { ...hidden, secret_code: code, secret_code_confirmation: code })),
    );
    const opened = await Promise.all(codes.map((code) => codeOfLogin(world, 'pro', pro, code)));
    expect(opened.filter((code) => code !== undefined)).toHaveLength(1);
    const late = await browser.request('POST', page.url, { ...hidden, secret_code: '975310', secret_code_confirmation: '975310' });
    expect(late.status).toBe(400);
    expect(await codeOfLogin(world, 'pro', pro, '975310')).toBeUndefined();
  });

  it('T18: before the phone has approved no code is taken', async () => {
    const { pro } = await newCustomer(world);
    const browser = world.openBrowser();
    const waiting = await forget(browser, 'pro', pro);
    const { hidden } = waiting.forms.find(hasButton('decision', 'cancel')) ?? {};
    const early = await browser.post(waiting.url, { ...hidden, secret_code: next, secret_code_confirmation: next });
    expect(early.forms.some(asksForNewCode)).toBe(false);
    expect(await codeOfLogin(world, 'pro', pro, next)).toBeUndefined();
  });

  it('T11: an approval of a login is none of a new code, and the other way round', async () => {
    const { pro } = await newCustomer(world);
    const browser = world.openBrowser();
    const waiting = await login(world, browser, 'pro', pro, { acr_values: 'urn:passerelle:acr:strong' });
    const second = world.openBrowser();
    const forgotten = await forget(second, 'pro', pro);
    await answerOnPhone(world, browser, pro, waiting);
    expect((await second.get(forgotten.url)).forms.some(asksForNewCode)).toBe(false);
    expect(await world.phone.list(pro)).toHaveLength(1);
  });

  it('T7: without its form token, or from another origin, nothing begins and nothing is changed', async () => {
    const { pro } = await newCustomer(world);
    const browser = world.openBrowser();
    const form = (await browser.get('/forgotten-code?space=pro')).forms.find(hasField('identifier'));
    expect((await browser.post('/forgotten-code', { space: 'pro', identifier: pro })).status).toBe(403);
    const foreign = await browser.post('/forgotten-code', { ...form?.hidden, identifier: pro }, { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    const stranger = world.openBrowser();
    expect((await stranger.post('/forgotten-code', { ...form?.hidden, identifier: pro })).status).toBe(403);
    expect(await world.phone.list(pro)).toEqual([]);

    const approved = await forgetAndApprove(world, 'pro', pro);
    const codes = { secret_code: next, secret_code_confirmation: next };
    expect((await approved.browser.post(approved.page.url, codes)).status).toBe(403);
    expect(await codeOfLogin(world, 'pro', pro, next)).toBeUndefined();
  });

  it('denied on the phone: a page that says what to do, and the code stays', async () => {
    const { pro } = await newCustomer(world);
    const browser = world.openBrowser();
    const denied = await answerOnPhone(world, browser, pro, await forget(browser, 'pro', pro), 'deny');
    expect(denied.text).toContain('refusée dans Pass Sécurité');
    expect(denied.text).toContain('href="/forgotten-code?space=pro"');
    expect((await browser.get(denied.url)).text).toContain('refusée dans Pass Sécurité');
    expect(await codeOfLogin(world, 'pro', pro, secretCodes.pro)).toEqual(anyCode);
  });

  it('T17: one open approval for each account: a second request does not ring; cancel goes to the space and frees it', async () => {
    const { pro } = await newCustomer(world);
    const [first, second] = [world.openBrowser(), world.openBrowser()];
    const waiting = await forget(first, 'pro', pro);
    await requestsOnPhone(world, pro);
    const silent = await forget(second, 'pro', pro);
    expect(silent.forms.map(({ method }) => method)).toEqual(['GET', 'POST']);
    expect(await world.phone.list(pro)).toHaveLength(1);
    const left = await first.submit(waiting, { decision: 'cancel' }, hasButton('decision', 'cancel'));
    expect(left.left?.href).toContain(`${world.demo.urls.pro}/login?iss=`);
    expect((await first.get(waiting.url)).status).toBe(400);
    await forget(world.openBrowser(), 'pro', pro);
    expect(await requestsOnPhone(world, pro, 2)).toHaveLength(2);
  });

  it('a space that is none, or is named twice, has no such page', async () => {
    const browser = world.openBrowser();
    for (const query of ['', '?space=nowhere', '?space=pro&space=pro']) {
      expect((await browser.get(`/forgotten-code${query}`)).status).toBe(404);
    }
  });

  it('its cookie is for these pages alone, and for no script', async () => {
    const { headers } = await world.openBrowser().get('/forgotten-code?space=pro');
    const cookies = [headers['set-cookie']].flat();
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) expect(cookie).toMatch(/^forgotten_code(\.sig)?=.+; path=\/forgotten-code; samesite=lax; httponly$/i);
  });

  it('credentials that change meanwhile are not overwritten', async () => {
    const { pro } = await newCustomer(world);
    const { browser, page } = await forgetAndApprove(world, 'pro', pro);
    await world.demo.server.credentials.reset((await accountOf(world, 'pro', pro)).accountId, '864209');
    const refused = await choose(browser, page, next);
    expect(refused.text).toContain('Votre code secret n’a pas été changé');
    expect(await codeOfLogin(world, 'pro', pro, next)).toBeUndefined();
  });

  it('cut off after the new code was written, the page does the rest when it is loaded again', async () => {
    const customer = await linkedCustomer(world);
    const { accountId } = await accountOf(world, 'pro', customer.pro);
    const { browser, page } = await forgetAndApprove(world, 'pro', customer.pro);
    const { accounts } = world.demo.server.passerelle;
    const { endSessions } = accounts;
    Object.assign(accounts, { endSessions: () => Promise.reject(new Error('away')) });
    expect((await choose(browser, page, next)).status).toBeGreaterThanOrEqual(500);
    const ended: string[] = [];
    Object.assign(accounts, {
      endSessions(id: string) {
        ended.push(id);
        return endSessions(id);
      },
    });
    const done = await browser.get(page.url);
    Object.assign(accounts, { endSessions });
    expect(done.text).toContain('Votre code secret est changé');
    expect(ended).toEqual([accountId]);
    expect(await world.demo.server.passerelle.links.find(customer.linkId)).toMatchObject({ revocationReason: 'secret_reset' });
    expect(await codeOfLogin(world, 'pro', customer.pro, next)).toEqual(anyCode);
  });

  it('T16, T46: expired, a page says so; an approval that comes late changes nothing; an approved page closes too', async () => {
    const [late, slow] = [await newCustomer(world), await newCustomer(world)];
    const approved = await forgetAndApprove(world, 'pro', slow.pro);
    const browser = world.openBrowser();
    const waiting = await forget(browser, 'pro', late.pro);
    const [request] = await requestsOnPhone(world, late.pro);
    world.advance(21);
    const expired = await browser.get(waiting.url);
    expect(expired.text).toContain('La demande n’a pas abouti à temps');
    await world.phone.answerTo(request?.auth_req_id ?? '', 'approve');
    expect((await browser.get(waiting.url)).forms.some(asksForNewCode)).toBe(false);

    const refused = await choose(approved.browser, approved.page, next);
    expect(refused.forms.some(asksForNewCode)).toBe(false);
    expect(await codeOfLogin(world, 'pro', slow.pro, next)).toBeUndefined();
    const again = world.openBrowser();
    const first = await world.authorize(again, 'outside-pro');
    expect((await submitLogin(again, first, slow.pro, secretCodes.pro)).left?.searchParams.get('code')).toEqual(anyCode);
  });
});
