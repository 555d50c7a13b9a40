/** Freshness and levels without a page: what a linked session may answer silently, and what it may not. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { describeOnStores } from '../ground/stores.ts';
import { linkedCustomer } from '../world/customers.ts';
import { hasField, login, switchFrom } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

const target = 'outside-particuliers';
const acr = (level: string) => `urn:passerelle:acr:${level}`;
const essential = (level: string) => ({ claims: JSON.stringify({ id_token: { acr: { essential: true, value: acr(level) } } }) });

describeOnStores('a linked session and prompt=none', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  async function linkedSession() {
    const browser = world.openBrowser();
    await switchFrom(world, browser, 'pro', (await linkedCustomer(world)).pro);
    return browser;
  }

  it('T57: no max_age is satisfied by the authentication of the source, with or without linked_from', async () => {
    const browser = await linkedSession();
    for (const maxAge of ['1', '300', '86400']) {
      for (const from of [{}, { linked_from: 'pro' }]) {
        const silent = await world.authorize(browser, target, { max_age: maxAge, prompt: 'none', ...from });
        expect(silent.left?.searchParams.get('error')).toBe('login_required');
        const page = await world.authorize(browser, target, { max_age: maxAge, ...from });
        expect(page.forms.find(hasField('secret_code'))?.fields).toEqual(['secret_code']);
      }
    }
  });

  it('T57: a max_age towards an empty target asks for its own login: no switch, no activation', async () => {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    await login(world, browser, 'pro', customer.pro);
    const parameters = { linked_from: 'pro', max_age: '86400' };
    const silent = await world.authorize(browser, target, { ...parameters, prompt: 'none' });
    expect(silent.left?.searchParams.get('error')).toBe('login_required');
    const page = await world.authorize(browser, target, parameters);
    expect(page.forms.find(hasField('secret_code'))?.fields).toEqual(['identifier', 'secret_code']);
  });

  it("T57: max_age=0 asks for the target's own login; pushed with prompt=none it ends in invalid_request", async () => {
    const browser = await linkedSession();
    const parameters = { linked_from: 'pro', max_age: '0' };
    const page = await world.authorize(browser, target, parameters);
    expect(page.forms.find(hasField('secret_code'))?.fields).toEqual(['secret_code']);
    const pushed = await world.push(target, { ...parameters, prompt: 'none' });
    const answer = await browser.get(`/auth?${new URLSearchParams({ client_id: target, request_uri: pushed.body.request_uri ?? '' })}`);
    expect(answer.left?.searchParams.get('error')).toBe('invalid_request');
  });

  it('T27: no level but its own: code and strong are refused silently, essential or not; unknown levels ask for nothing', async () => {
    const browser = await linkedSession();
    const refused = [{ acr_values: acr('code') }, { acr_values: acr('strong') }, essential('code'), essential('strong')];
    for (const parameters of refused) {
      const answer = await world.authorize(browser, target, { ...parameters, prompt: 'none' });
      expect(answer.left?.searchParams.get('error')).toBe('login_required');
    }
    const accepted = [{ acr_values: `${acr('strong')} ${acr('linked')}` }, { acr_values: 'urn:example:unknown' }, essential('linked')];
    for (const parameters of accepted) {
      const answer = await world.exchange(target, await world.authorize(browser, target, { ...parameters, prompt: 'none' }));
      expect(decodeJwt(answer.tokens.id_token).acr).toBe(acr('linked'));
    }
  });

  it('T28: a parameter that is taken off on the way back does not spare the step-up', async () => {
    const browser = await linkedSession();
    const page = await world.authorize(browser, target, { prompt: 'login', ...essential('strong') });
    const uid = page.url.pathname.split('/').at(-1) ?? '';
    for (const resume of [`/auth/${uid}`, `/auth/${uid}?prompt=none`, `/auth/${uid}?acr_values=${acr('linked')}&max_age=`]) {
      const answer = await browser.get(resume);
      expect(answer.left?.searchParams.get('code') ?? undefined).toBeUndefined();
    }
  });
});
