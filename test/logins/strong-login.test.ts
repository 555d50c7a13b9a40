/** A direct login of the level `strong`: the secret code first, then the space's own phone, once, in time, by this page. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { describeOnStores } from '../ground/stores.ts';
import { newCustomer } from '../world/customers.ts';
import {
  approveAtOnce,
  clientOf,
  hasButton,
  hasField,
  login,
  type SpaceName,
  secretCodes,
  submitLogin,
  untilSettled,
} from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

const strong = { acr_values: 'urn:passerelle:acr:strong' };

describeOnStores('a login with acr_values=strong', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, {
      overlay: { lives: { pending_link: '20s' }, login_limits: { unconfirmed_approvals_per_account_and_hour: 5 } },
    });
  });
  afterAll(() => world.close());

  async function codeEntered(space: SpaceName = 'pro') {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    const waiting = await login(world, browser, space, customer[space], strong);
    return { customer, browser, waiting };
  }

  for (const space of ['pro', 'particuliers'] as const) {
    it(`${space}: asks the phone after the code; approved, the ID token, userinfo, introspection and a refresh say strong`, async () => {
      const { customer, browser, waiting } = await codeEntered(space);
      expect(waiting.forms.map(({ method }) => method)).toEqual(['GET', 'POST']);
      const { binding_message, authorization_details } = await world.phone.pending(customer[space]);
      expect(waiting.text).toContain(binding_message);
      expect(authorization_details).toMatchObject([{ type: 'login', space }]);
      const { tokens } = await world.exchange(clientOf[space], await approveAtOnce(world, browser, customer[space], waiting));
      const level = { acr: 'urn:passerelle:acr:strong', amr: ['pin', 'swk', 'mfa', 'mca'] };
      expect(decodeJwt(tokens.id_token)).toMatchObject(level);
      expect((await world.userinfo(tokens)).claims).toMatchObject({ acr: level.acr });
      expect(await world.introspect(tokens)).toMatchObject({ active: true, acr: level.acr });
      expect(decodeJwt((await world.refresh(clientOf[space], tokens)).tokens.id_token)).toMatchObject({ acr: level.acr });
      // A strong login answers a request for either level, silently.
      for (const acr_values of ['urn:passerelle:acr:code', strong.acr_values]) {
        const silent = await world.authorize(browser, clientOf[space], { acr_values, prompt: 'none' });
        expect(silent.left?.searchParams.get('code')).toEqual(expect.any(String));
      }
    });
  }

  it('no phone is asked before the secret code was right', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    const page = await world.authorize(browser, 'outside-pro', strong);
    const refused = await submitLogin(browser, page, customer.pro, '975310');
    expect(refused.forms.some(hasField('secret_code'))).toBe(true);
    expect(await world.phone.list(customer.pro)).toEqual([]);
  });

  it('a session of level code does not answer a request for strong', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    await login(world, browser, 'pro', customer.pro);
    const silent = await world.authorize(browser, 'outside-pro', { ...strong, prompt: 'none' });
    expect(silent.left?.searchParams.get('error')).toBe('login_required');
    expect((await world.authorize(browser, 'outside-pro', strong)).forms.some(hasField('secret_code'))).toBe(true);
    expect((await world.authorize(browser, 'outside-pro', { prompt: 'none' })).left?.searchParams.get('code')).toEqual(expect.any(String));
  });

  it('denied on the phone: nobody is signed in, the page starts again with the code', async () => {
    const { customer, browser, waiting } = await codeEntered();
    const denied = await approveAtOnce(world, browser, customer.pro, waiting, 'deny');
    expect(denied.forms.some(hasField('secret_code'))).toBe(true);
    expect((await world.authorize(browser, 'outside-pro', { prompt: 'none' })).left?.searchParams.get('error')).toBe('login_required');
    const again = await submitLogin(browser, denied, customer.pro, secretCodes.pro);
    const done = await approveAtOnce(world, browser, customer.pro, again);
    expect(done.left?.searchParams.get('code')).toEqual(expect.any(String));
  });

  it('T17: one open approval for each account: a second page does not ring the phone again, and cancel frees it', async () => {
    const { customer, browser, waiting } = await codeEntered();
    const second = world.openBrowser();
    const refused = await login(world, second, 'pro', customer.pro, strong);
    expect(refused.text).toContain('Une autre demande attend déjà votre confirmation');
    expect(await world.phone.list(customer.pro)).toHaveLength(1);
    const left = await browser.submit(waiting, { decision: 'cancel' }, hasButton('decision', 'cancel'));
    expect(left.left?.searchParams.get('error')).toBe('access_denied');
    const third = world.openBrowser();
    await login(world, third, 'pro', customer.pro, strong);
    expect(await world.phone.list(customer.pro)).toHaveLength(2);
  });

  it('T17: refused five times on the phone, it rings no sixth time for a while; the code alone still opens the space', async () => {
    const customer = await newCustomer(world);
    let browser = world.openBrowser();
    let page = await world.authorize(browser, 'outside-pro', strong);
    for (let refusal = 0; refusal < 5; refusal += 1) {
      const waiting = await submitLogin(browser, page, customer.pro, secretCodes.pro);
      page = await approveAtOnce(world, browser, customer.pro, waiting, 'deny');
    }
    const logged = world.lines.length;
    const stopped = await submitLogin(browser, page, customer.pro, secretCodes.pro);
    expect(stopped.text).toContain('sans être confirmées');
    expect(await world.phone.list(customer.pro)).toHaveLength(5);
    expect(world.lines.slice(logged)).toContainEqual(expect.objectContaining({ message: 'login.refused', reason: 'too_many_approvals' }));
    expect(world.lines.filter(({ message }) => message === 'login.approvals_locked.refused')).toEqual([
      expect.objectContaining({ level: 'warn', space: 'pro' }),
    ]);
    browser = world.openBrowser();
    expect((await login(world, browser, 'pro', customer.pro)).left?.searchParams.get('code')).toEqual(expect.any(String));
  });

  it('T17, CVE-2026-16103: a code that is locked while the phone is asked: what is approved then signs nobody in', async () => {
    const { customer, browser, waiting } = await codeEntered();
    const guesser = world.openBrowser();
    let guessed = await world.authorize(guesser, 'outside-pro');
    for (let guess = 0; guess < 5; guess += 1) guessed = await submitLogin(guesser, guessed, customer.pro, '975310');
    const answer = await approveAtOnce(world, browser, customer.pro, waiting);
    expect([answer.left, answer.forms.some(hasField('secret_code'))]).toEqual([undefined, true]);
    expect((await world.authorize(browser, 'outside-pro', { prompt: 'none' })).left?.searchParams.get('error')).toBe('login_required');
  });

  it('T10: the waiting page of one browser is nothing to another, with an approval under way', async () => {
    const { customer, waiting } = await codeEntered();
    await world.phone.answer(customer.pro, 'approve');
    world.advance(1);
    const thief = world.openBrowser();
    expect((await thief.get(waiting.url)).status).toBe(400);
    const uid = waiting.url.pathname.split('/').at(-1) ?? '';
    const resumed = await thief.get(`/auth/${uid}`);
    expect([resumed.status, resumed.left]).toEqual([400, undefined]);
  });

  it('without an authenticator app the page says so, and cancel answers access_denied', async () => {
    const customer = await newCustomer(world, { pro: { authenticator: false } });
    const browser = world.openBrowser();
    const page = await login(world, browser, 'pro', customer.pro, strong);
    expect(page.text).toContain('Pass Sécurité');
    expect(page.left).toBeUndefined();
    const left = await browser.submit(page, { decision: 'cancel' }, hasButton('decision', 'cancel'));
    expect(left.left?.searchParams.get('error')).toBe('access_denied');
  });

  it('T16: expired, it starts again with the code, and a late approval signs nobody in', async () => {
    const { customer, browser, waiting } = await codeEntered();
    const { auth_req_id } = await world.phone.pending(customer.pro);
    world.advance(21);
    const expired = await untilSettled(browser, waiting);
    expect(expired.forms.some(hasField('secret_code'))).toBe(true);
    await world.phone.answerTo(auth_req_id, 'approve');
    expect((await browser.get(waiting.url)).left).toBeUndefined();
    expect((await world.authorize(browser, 'outside-pro', { prompt: 'none' })).left?.searchParams.get('error')).toBe('login_required');
  });
});
