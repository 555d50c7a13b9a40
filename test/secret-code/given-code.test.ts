/** A secret code that the bank has given: it opens nothing before another one is chosen, on the page of the same login. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import type { Answer, Browser } from '../world/browser.ts';
import { accountOf, linkedCustomer, newCustomer } from '../world/customers.ts';
import {
  approveAtOnce,
  clientOf,
  hasButton,
  hasField,
  login,
  otherSpace,
  type SpaceName,
  secretCodes,
  submitLogin,
  switchFrom,
} from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

const given = '000000';
const next = '802913';
const asksForNewCode = hasField('secret_code_confirmation');

describeOnStores('a given secret_code at login', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, { overlay: { login_limits: { failures_per_address_and_minute: 10_000 } } });
  });
  afterAll(() => world.close());

  async function reset(space: SpaceName, identifier: string, secretCode = given): Promise<string> {
    const { accountId } = await accountOf(world, space, identifier);
    expect(await world.demo.server.credentials.reset(accountId, secretCode)).toBe(true);
    return accountId;
  }

  async function loginPage(space: SpaceName, parameters = {}) {
    const browser = world.openBrowser();
    return { browser, page: await world.authorize(browser, clientOf[space], parameters) };
  }

  async function loginWith(space: SpaceName, identifier: string, secretCode: string) {
    const { browser, page } = await loginPage(space);
    return submitLogin(browser, page, identifier, secretCode);
  }

  /** On the page that asks for a new code. */
  async function givenCodeEntered(space: SpaceName = 'pro', parameters = {}) {
    const customer = await newCustomer(world);
    await reset(space, customer[space]);
    const { browser, page } = await loginPage(space, parameters);
    return { customer, browser, page: await submitLogin(browser, page, customer[space], given) };
  }

  const choose = (browser: Browser, page: Answer, code = next, confirmation = code) =>
    browser.submit(page, { secret_code: code, secret_code_confirmation: confirmation }, asksForNewCode);
  const codeIn = (answer: Answer) => answer.left?.searchParams.get('code') ?? undefined;

  for (const space of ['pro', 'particuliers'] as const) {
    it(`T39: reset in ${space} ends the gateway with secret_reset; the given code asks for a new one, which opens`, async () => {
      const customer = await linkedCustomer(world);
      const accountId = await reset(space, customer[space]);
      const { links } = world.demo.server.passerelle;
      await links.revokeAllOf(accountId, { reason: 'secret_reset', actor: 'operator:conseiller' });
      for (const side of [space, otherSpace(space)] as const) {
        const listed = await links.list((await accountOf(world, side, customer[side])).accountId);
        expect(listed).toMatchObject([{ status: 'revoked', revocationReason: 'secret_reset' }]);
      }

      const { browser, page } = await loginPage(space);
      const asking = await submitLogin(browser, page, customer[space], given);
      expect([asking.status, asking.left]).toEqual([200, undefined]);
      expect(asking.forms.find(asksForNewCode)?.fields).toEqual(['secret_code', 'secret_code_confirmation']);
      expect((await world.authorize(browser, clientOf[space], { prompt: 'none' })).left?.searchParams.get('error')).toBe('login_required');
      expect(codeIn(await choose(browser, asking))).toEqual(expect.any(String));

      expect(codeIn(await loginWith(space, customer[space], next))).toEqual(expect.any(String));
      for (const old of [given, secretCodes[space]]) {
        const refused = await loginWith(space, customer[space], old);
        expect(refused.left).toBeUndefined();
        expect(refused.forms.some(asksForNewCode)).toBe(false);
      }
    });
  }

  it('a reset that only wrote the new version ends the gateway at its next use', async () => {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    await login(world, browser, 'pro', customer.pro);
    await reset('particuliers', customer.particuliers);
    const answer = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro', prompt: 'none' });
    expect(codeIn(answer)).toBeUndefined();
    expect(await world.demo.server.passerelle.links.find(customer.linkId)).toMatchObject({ revocationReason: 'credential_version' });
  });

  it('T42: a wrong code for such an account, and its old one, are answered like any other wrong code', async () => {
    const [known, ofTheBank] = [await newCustomer(world), await newCustomer(world)];
    await reset('pro', ofTheBank.pro);
    const pages = [];
    for (const [identifier, code] of [
      [known.pro, '975310'],
      [ofTheBank.pro, '975310'],
      [ofTheBank.pro, secretCodes.pro],
    ] as const) {
      const { status, text, url, headers } = await loginWith('pro', identifier, code);
      const uid = url.pathname.split('/').at(-1) ?? '';
      const page = text
        .replace(/name="(form_token|shown)" value="[^"]*"/g, '')
        .replaceAll(uid, '')
        .replaceAll(identifier, '');
      pages.push({ status, page, names: Object.keys(headers).sort() });
    }
    expect(pages[0]?.page).toContain('Identifiant ou code secret incorrect');
    for (const page of pages) expect(page).toEqual(pages[0]);
  });

  it('refuses a code that is not six digits, too simple, the given one, or confirmed otherwise, at its field; then takes a good one', async () => {
    const customer = await newCustomer(world);
    await reset('pro', customer.pro, '864209');
    const { browser, page } = await loginPage('pro');
    let asking = await submitLogin(browser, page, customer.pro, '864209');
    for (const [code, confirmation, field] of [
      ['12345', '12345', 'secret_code'],
      ['111111', '111111', 'secret_code'],
      ['864209', '864209', 'secret_code'],
      [next, '802914', 'secret_code_confirmation'],
      ['', '', 'secret_code'],
    ] as const) {
      asking = await choose(browser, asking, code, confirmation);
      expect(asking.forms.some(asksForNewCode)).toBe(true);
      expect(asking.text).toMatch(new RegExp(`id="${field}"[^>]*aria-invalid="true"`));
      expect(asking.text).toContain(`href="#${field}"`);
    }
    expect(codeIn(await choose(browser, asking))).toEqual(expect.any(String));
  });

  it('acr_values=strong: the phone is asked after the new code, and not before', async () => {
    const { customer, browser, page } = await givenCodeEntered('pro', { acr_values: 'urn:passerelle:acr:strong' });
    expect(await world.phone.list(customer.pro)).toEqual([]);
    const waiting = await choose(browser, page);
    expect(codeIn(await approveAtOnce(world, browser, customer.pro, waiting))).toEqual(expect.any(String));
  });

  it('the page may be loaded again, and cancel answers access_denied and leaves the given code as it is', async () => {
    const { customer, browser, page } = await givenCodeEntered();
    const again = await browser.get(page.url);
    expect(again.forms.some(asksForNewCode)).toBe(true);
    const left = await browser.submit(again, { decision: 'cancel' }, hasButton('decision', 'cancel'));
    expect(left.left?.searchParams.get('error')).toBe('access_denied');
    expect((await loginWith('pro', customer.pro, given)).forms.some(asksForNewCode)).toBe(true);
  });

  it('T10: a second browser with the address and the form changes nothing', async () => {
    const { customer, page } = await givenCodeEntered();
    const thief = world.openBrowser();
    expect((await thief.get(page.url)).status).toBe(400);
    const form = page.forms.find(asksForNewCode);
    const posted = await thief.post(page.url, { ...form?.hidden, secret_code: next, secret_code_confirmation: next });
    expect([posted.status, posted.left]).toEqual([400, undefined]);
    expect((await loginWith('pro', customer.pro, given)).forms.some(asksForNewCode)).toBe(true);
  });

  it('T10: another interaction of the same browser changes nothing: what was proved belongs to its page', async () => {
    const { customer, browser, page } = await givenCodeEntered();
    const other = await world.authorize(browser, 'outside-particuliers');
    const own = other.forms.find(hasField('secret_code'));
    const fields = { secret_code: next, secret_code_confirmation: next };
    expect((await browser.post(other.url, { ...page.forms.find(asksForNewCode)?.hidden, ...fields })).status).toBe(403);
    const refused = await browser.post(other.url, { ...own?.hidden, ...fields });
    expect(refused.left).toBeUndefined();
    expect(refused.forms.some(hasField('identifier'))).toBe(true);
    expect((await loginWith('pro', customer.pro, given)).forms.some(asksForNewCode)).toBe(true);
  });

  it('T20: the form sent again after the change changes nothing', async () => {
    const { customer, browser, page } = await givenCodeEntered();
    await choose(browser, page);
    const again = await browser.request('POST', page.url, {
      ...page.forms.find(asksForNewCode)?.hidden,
      secret_code: '975310',
      secret_code_confirmation: '975310',
    });
    expect(again.left).toBeUndefined();
    expect((await loginWith('pro', customer.pro, '975310')).left).toBeUndefined();
    expect(codeIn(await loginWith('pro', customer.pro, next))).toEqual(expect.any(String));
  });

  it('T46: too late, and after another reset, the page begins with the code again', async () => {
    const late = await givenCodeEntered();
    world.advance(301);
    const refused = await choose(late.browser, late.page);
    expect(refused.forms.some(hasField('identifier'))).toBe(true);
    expect(refused.text).toContain('Le temps pour choisir un nouveau code est écoulé');

    const overtaken = await givenCodeEntered();
    await reset('pro', overtaken.customer.pro, '864209');
    const begun = await choose(overtaken.browser, overtaken.page);
    expect(begun.forms.some(hasField('identifier'))).toBe(true);
    expect((await loginWith('pro', overtaken.customer.pro, '864209')).forms.some(asksForNewCode)).toBe(true);
  });

  it('T7: without its form token the new code is refused with 403', async () => {
    const { customer, browser, page } = await givenCodeEntered();
    expect((await browser.post(page.url, { secret_code: next, secret_code_confirmation: next })).status).toBe(403);
    expect((await loginWith('pro', customer.pro, given)).forms.some(asksForNewCode)).toBe(true);
  });

  it('a change at login is told to the gateway like any other: secret_changed', async () => {
    const customer = await linkedCustomer(world);
    const { accountId, credentialsVersion } = await accountOf(world, 'pro', customer.pro);
    // As if the flag alone had been set: a link of before the reset is ended by the reset already.
    const { accounts } = world.demo.store;
    await accounts.change(accountId, { credentialsVersion, status: 'active' }, { mustChangeSecretCode: true });
    const { browser, page } = await loginPage('pro');
    await choose(browser, await submitLogin(browser, page, customer.pro, secretCodes.pro));
    expect(await world.demo.server.passerelle.links.find(customer.linkId)).toMatchObject({
      status: 'revoked',
      revocationReason: 'secret_changed',
    });
  });

  for (const linked of [true, false]) {
    it(`a step-up in a ${linked ? 'linked' : 'direct'} session asks for the change too`, async () => {
      const customer = await linkedCustomer(world);
      const browser = world.openBrowser();
      if (linked) await switchFrom(world, browser, 'pro', customer.pro);
      else await login(world, browser, 'particuliers', customer.particuliers);
      const page = await world.authorize(browser, 'outside-particuliers', { prompt: 'login' });
      await reset('particuliers', customer.particuliers);
      const filled = { ...(!linked && { identifier: customer.particuliers }), secret_code: given };
      const asking = await browser.submit(page, filled, hasField('secret_code'));
      expect(asking.forms.some(asksForNewCode)).toBe(true);
      expect(codeIn(await choose(browser, asking))).toEqual(expect.any(String));
    });
  }

  it('on the consent page it proves nothing, and the words say to log in again', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    await login(world, browser, 'pro', customer.pro);
    world.advance(16 * 60);
    const page = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' });
    await reset('pro', customer.pro);
    const accept = { decision: 'accept', secret_code: given };
    const refused = await browser.submit(page, accept, hasButton('decision', 'accept'));
    expect(refused.text).toMatch(/id="secret_code"[^>]*aria-invalid="true"/);
    expect(refused.text).toContain('Reconnectez-vous à l’espace de ce code');
    expect(await world.phone.list(customer.pro)).toEqual([]);
  });
});
