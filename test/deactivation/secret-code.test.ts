/** Change of the secret code by the customer: its rules, what it takes with it, and the delay before the gateway may come back. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import type { Browser } from '../world/browser.ts';
import { accountOf, type Customer, linkedCustomer } from '../world/customers.ts';
import { clientOf, hasButton, hasField, login, otherSpace, type SpaceName, secretCodes, submitLogin, switchFrom } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

describeOnStores('change of the secret code', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, { overlay: { lives: { reactivation_delay: '10m' } } });
  });
  afterAll(() => world.close());

  async function change(browser: Browser, space: SpaceName, current: string, next: string, confirmation = next) {
    const fields = { current_secret_code: current, secret_code: next, secret_code_confirmation: confirmation };
    return browser.submit(await browser.get(`/secret-code?space=${space}`), fields, hasField('current_secret_code'));
  }

  async function signedIn(space: SpaceName) {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    await login(world, browser, space, customer[space]);
    return { customer, browser };
  }

  async function loginWith(space: SpaceName, customer: Customer, secretCode: string) {
    const browser = world.openBrowser();
    return submitLogin(browser, await world.authorize(browser, clientOf[space]), customer[space], secretCode);
  }

  for (const space of ['pro', 'particuliers'] as const) {
    it(`on the side of ${space} switches the gateway off with the reason secret_changed; the new code counts, the old one does not`, async () => {
      const { customer, browser } = await signedIn(space);
      const done = await change(browser, space, secretCodes[space], '802913');
      expect(done.status).toBe(200);
      expect(done.forms).toEqual([]);
      expect(await world.demo.server.passerelle.links.find(customer.linkId)).toMatchObject({
        status: 'revoked',
        revocationReason: 'secret_changed',
      });
      expect((await loginWith(space, customer, secretCodes[space])).left).toBeUndefined();
      expect((await loginWith(space, customer, '802913')).left?.searchParams.get('code')).toEqual(expect.any(String));
    });
  }

  it('T30: a linked session changes nothing without the current code of that very space', async () => {
    for (const source of ['pro', 'particuliers'] as const) {
      const target = otherSpace(source);
      const customer = await linkedCustomer(world);
      const browser = world.openBrowser();
      await switchFrom(world, browser, source, customer[source]);
      const before = await accountOf(world, target, customer[target]);
      for (const current of [secretCodes[source], '000001', '']) {
        const refused = await change(browser, target, current, '802913');
        expect(refused.forms.some(hasField('current_secret_code'))).toBe(true);
      }
      expect(await accountOf(world, target, customer[target])).toEqual(before);
      expect((await world.demo.server.passerelle.links.find(customer.linkId))?.status).toBe('active');
    }
  });

  it('refuses a code that is not six digits, too simple, the same, or confirmed otherwise; the link stays', async () => {
    const { customer, browser } = await signedIn('pro');
    const before = await accountOf(world, 'pro', customer.pro);
    for (const [next, confirmation] of [
      ['12345', '12345'],
      ['1234567', '1234567'],
      ['12a456', '12a456'],
      ['111111', '111111'],
      ['123456', '123456'],
      [secretCodes.pro, secretCodes.pro],
      ['802913', '802914'],
      ['', ''],
    ] as const) {
      const refused = await change(browser, 'pro', secretCodes.pro, next, confirmation);
      expect(refused.forms.some(hasField('current_secret_code'))).toBe(true);
      expect(refused.text).toContain('aria-invalid="true"');
    }
    expect(await accountOf(world, 'pro', customer.pro)).toEqual(before);
    expect((await world.demo.server.passerelle.links.find(customer.linkId))?.status).toBe('active');
  });

  it('T7: without its form token, or from another origin, is refused with 403 and changes nothing', async () => {
    const { customer, browser } = await signedIn('pro');
    const fields = { space: 'pro', current_secret_code: secretCodes.pro, secret_code: '802913', secret_code_confirmation: '802913' };
    const form = (await browser.get('/secret-code?space=pro')).forms.find(hasField('current_secret_code'));
    expect((await browser.post('/secret-code', fields)).status).toBe(403);
    expect((await browser.post('/secret-code', { ...form?.hidden, ...fields }, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await loginWith('pro', customer, secretCodes.pro)).left?.searchParams.get('code')).toEqual(expect.any(String));
  });

  it('the gateway may be activated again after the delay, and not before', async () => {
    const { customer, browser } = await signedIn('pro');
    await change(browser, 'pro', secretCodes.pro, '802913');
    const reactivate = (parameters = {}) => world.authorize(browser, 'outside-particuliers', { linked_from: 'pro', ...parameters });

    const early = await reactivate();
    expect(early.forms.some(hasButton('decision', 'accept'))).toBe(false);
    expect((await reactivate({ prompt: 'none' })).left?.searchParams.get('error')).toBe('access_denied');
    const back = await browser.submit(early, { decision: 'return' }, hasButton('decision', 'return'));
    expect(back.left?.searchParams.get('error')).toBe('access_denied');

    world.advance(10 * 60 + 1);
    expect((await reactivate()).forms.some(hasButton('decision', 'accept'))).toBe(true);
    expect((await world.demo.server.passerelle.links.find(customer.linkId))?.status).toBe('revoked');
  });
});
