/** What is proved before a link is written: the source's own login, recent or asked again, and by policy the counterpart's. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { describeOnStores } from '../ground/stores.ts';
import { hasButton, hasField, login, submitLogin } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import {
  accept,
  askToOpen,
  bindingMessageOn,
  type Customer,
  codeAt,
  collect,
  errorAt,
  linksOf,
  newCustomer,
  newestLink,
  textOf,
  toConsent,
} from './journey.ts';

const wrong = '975310';

describeOnStores('what is proved before activation', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  const nothingOf = async ({ pro }: Customer) => {
    expect(await linksOf(world, 'pro', pro)).toEqual([]);
    expect(await world.phone.list(pro)).toEqual([]);
  };

  describe('the source’s login is older than 15 minutes', () => {
    async function staleConsent(customer: Customer) {
      const browser = world.openBrowser();
      world.advance(-16 * 60);
      await login(world, browser, 'pro', customer.pro);
      world.advance(16 * 60);
      return { browser, page: await askToOpen(world, browser) };
    }

    it('the consent page asks for the source’s secret code: none or a wrong one writes nothing, the right one goes on', async () => {
      const customer = await newCustomer(world);
      const { browser, page } = await staleConsent(customer);
      expect(page.forms.some(hasField('secret_code'))).toBe(true);
      for (const secret_code of ['', wrong, '246801']) {
        const again = await accept(browser, page, { secret_code });
        expect(textOf(again)).toContain('Erreur');
        expect(again.forms.some(hasButton('decision', 'accept'))).toBe(true);
        await nothingOf(customer);
      }
      const waiting = await accept(browser, page, { secret_code: '135790' });
      expect(await newestLink(world, customer)).toMatchObject({ status: 'pending', activation: { proofs: { source: 'secret_code' } } });
      await world.phone.answer(customer.pro, 'approve');
      expect(codeAt(await collect(world, browser, waiting))).toEqual(expect.any(String));
    });

    it('the proof is no login: no session of either space is written by it', async () => {
      const customer = await newCustomer(world);
      const { browser, page } = await staleConsent(customer);
      await accept(browser, page, { secret_code: '135790' });
      const silent = await world.authorize(browser, 'outside-pro', { prompt: 'none', max_age: '600' });
      // The library counts max_age by the system's clock: the source's login is still 16 minutes old.
      expect(errorAt(silent)).toBe('login_required');
      expect(errorAt(await world.authorize(browser, 'outside-particuliers', { prompt: 'none' }))).toBe('login_required');
    });

    it('refusing needs no secret code', async () => {
      const customer = await newCustomer(world);
      const { browser, page } = await staleConsent(customer);
      expect(errorAt(await browser.submit(page, { decision: 'refuse' }, hasButton('decision', 'refuse')))).toBe('access_denied');
      await nothingOf(customer);
    });
  });

  describe('T56: a request that no linked login can satisfy never activates', () => {
    it.each([
      ['prompt=login', { prompt: 'login' }],
      ['max_age=0', { max_age: '0' }],
      ['max_age=3600', { max_age: '3600' }],
      ['acr_values=strong', { acr_values: 'urn:passerelle:acr:strong' }],
    ])('%s asks for the target’s credentials, and no consent', async (_what, parameters) => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const page = await toConsent(world, browser, customer, parameters);
      expect(page.forms.some(hasField('identifier'))).toBe(true);
      expect(page.forms.some(hasButton('decision', 'accept'))).toBe(false);
      expect((await submitLogin(browser, page, customer.pro, '135790')).left).toBeUndefined();
      const next = await submitLogin(browser, page, customer.particuliers, '246801');
      if (!('acr_values' in parameters)) {
        const { tokens } = await world.exchange('outside-particuliers', next);
        expect(decodeJwt(tokens.id_token)).toMatchObject({ acr: 'urn:passerelle:acr:code' });
        expect(decodeJwt(tokens.id_token)).not.toHaveProperty('linked_from');
      }
      expect(await linksOf(world, 'pro', customer.pro)).toEqual([]);
    });

    it('going straight to the resume URL from the consent page skips nothing', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const page = await toConsent(world, browser, customer);
      const uid = page.url.pathname.split('/').at(-1);
      const resumed = await browser.get(`/auth/${uid}`);
      expect(codeAt(resumed)).toBeUndefined();
      await nothingOf(customer);
    });

    it('a login posted at the consent’s interaction is no activation', async () => {
      const customer = await newCustomer(world);
      const browser = world.openBrowser();
      const page = await toConsent(world, browser, customer);
      const login = await world.authorize(browser, 'outside-particuliers', { prompt: 'login' });
      const token = login.forms.find(hasField('secret_code'))?.hidden.form_token ?? '';
      const uid = page.url.pathname.split('/').at(-1);
      const fields = { form_token: token, identifier: customer.particuliers, secret_code: '246801' };
      const answer = await browser.post(`/login/${uid}`, fields);
      expect([answer.status, codeAt(answer)]).toEqual([403, undefined]);
      await nothingOf(customer);
    });
  });
});

describeOnStores('T6: the policy wants the counterpart proved by its own login', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, { overlay: { policies: [{ id: 'pro-particuliers', counterpart_proof: 'target_login' }] } });
  });
  afterAll(() => world.close());

  it('skipped, wrong, or somebody else’s: refused, logged, no link and no push; the counterpart’s own: activated', async () => {
    const [customer, other] = [await newCustomer(world), await newCustomer(world)];
    const browser = world.openBrowser();
    const page = await toConsent(world, browser, customer);
    expect(page.forms.some((form) => form.fields.includes('identifier') && form.fields.includes('target_secret_code'))).toBe(true);
    const refusedBefore = world.lines.filter(({ message }) => message === 'login.refused').length;
    for (const [identifier, target_secret_code] of [
      ['', ''],
      [customer.particuliers, ''],
      [customer.particuliers, wrong],
      [customer.pro, '135790'],
      [other.particuliers, '246801'],
    ] as const) {
      const again = await accept(browser, page, { identifier, target_secret_code });
      expect(textOf(again)).toContain('Erreur');
      expect(bindingMessageOn(again)).toBeUndefined();
    }
    expect(await linksOf(world, 'pro', customer.pro)).toEqual([]);
    expect(await world.phone.list(customer.pro)).toEqual([]);
    expect(world.lines.filter(({ message }) => message === 'login.refused').length - refusedBefore).toBe(3);

    const waiting = await accept(browser, page, { identifier: customer.particuliers, target_secret_code: '246801' });
    expect(await newestLink(world, customer)).toMatchObject({ status: 'pending', activation: { proofs: { counterpart: 'target_login' } } });
    expect(errorAt(await world.authorize(browser, 'outside-particuliers', { prompt: 'none' }))).toBe('login_required');
    await world.phone.answer(customer.pro, 'approve');
    const { tokens } = await world.exchange('outside-particuliers', await collect(world, browser, waiting));
    expect(decodeJwt(tokens.id_token)).toMatchObject({ acr: 'urn:passerelle:acr:linked' });
  });

  it('somebody else’s right code and a wrong code are answered alike', async () => {
    const [customer, other] = [await newCustomer(world), await newCustomer(world)];
    const browser = world.openBrowser();
    const page = await toConsent(world, browser, customer);
    const tellOf = async (identifier: string, target_secret_code: string) =>
      textOf(await accept(browser, page, { identifier, target_secret_code }));
    expect(await tellOf(other.particuliers, '246801')).toBe(await tellOf(other.particuliers, wrong));
  });
});
