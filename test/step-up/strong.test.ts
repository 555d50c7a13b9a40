/** Step-up to the level `strong`: the target's secret code, then the target's phone; and what may not be taken for it. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { describeOnStores } from '../ground/stores.ts';
import type { Browser } from '../world/browser.ts';
import { accountOf, linkedCustomer } from '../world/customers.ts';
import { approveAtOnce, hasButton, hasField, login, secretCodes, switchFrom, untilSettled } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

const strongAcr = 'urn:passerelle:acr:strong';
const target = 'outside-particuliers';
const essential = { claims: JSON.stringify({ id_token: { acr: { essential: true, value: strongAcr } } }) };

describeOnStores('step-up by the phone of the target', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, { overlay: { lives: { pending_link: '20s' } } });
  });
  afterAll(() => world.close());

  async function linkedSession() {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    const { tokens } = await world.exchange(target, await switchFrom(world, browser, 'pro', customer.pro));
    return { customer, browser, tokens };
  }

  function enterCode(browser: Browser, page: Awaited<ReturnType<Browser['get']>>) {
    return browser.submit(page, { secret_code: secretCodes.particuliers }, hasField('secret_code'));
  }

  for (const [name, parameters] of [
    ['acr_values', { acr_values: strongAcr }],
    ['an essential acr', essential],
  ] as const) {
    it(`T27: ${name}=strong in a linked session asks the target's secret code, then the target's phone`, async () => {
      const { customer, browser, tokens } = await linkedSession();
      const page = await world.authorize(browser, target, parameters);
      expect(page.forms.find(hasField('secret_code'))?.fields).toEqual(['secret_code']);
      expect(await world.phone.list(customer.particuliers)).toEqual([]);
      const waiting = await enterCode(browser, page);
      expect(await world.phone.list(customer.pro)).toEqual([]);
      const asked = await world.phone.pending(customer.particuliers);
      expect(waiting.text).toContain(asked.binding_message);
      // Before the phone has answered nothing has changed.
      expect(await world.introspect(tokens)).toMatchObject({ active: true });

      const { tokens: direct } = await world.exchange(target, await approveAtOnce(world, browser, customer.particuliers, waiting));
      const claims = decodeJwt(direct.id_token);
      expect(claims).toMatchObject({ acr: strongAcr, amr: ['pin', 'swk', 'mfa', 'mca'] });
      expect(claims).not.toHaveProperty('act');
      expect(await world.introspect(tokens)).toEqual({ active: false });
      // T28: the exact level everywhere the login is spoken of.
      expect(await world.introspect(direct)).toMatchObject({ active: true, acr: strongAcr });
      expect((await world.userinfo(direct)).claims).toMatchObject({ acr: strongAcr });
    });
  }

  it('T27: a strong login in the source gives the target no strength', async () => {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    const waiting = await login(world, browser, 'pro', customer.pro, { acr_values: strongAcr });
    const source = await world.exchange('outside-pro', await approveAtOnce(world, browser, customer.pro, waiting));
    expect(decodeJwt(source.tokens.id_token).acr).toBe(strongAcr);
    const opened = await world.exchange(target, await world.authorize(browser, target, { linked_from: 'pro' }));
    expect(decodeJwt(opened.tokens.id_token)).toMatchObject({ acr: 'urn:passerelle:acr:linked' });
    expect(decodeJwt(opened.tokens.id_token)).not.toHaveProperty('amr');
    const answer = await world.authorize(browser, target, { linked_from: 'pro', acr_values: strongAcr, prompt: 'none' });
    expect(answer.left?.searchParams.get('error')).toBe('login_required');
  });

  it('a denial on the phone leaves the linked login as it was, and may be tried again', async () => {
    const { customer, browser, tokens } = await linkedSession();
    const waiting = await enterCode(browser, await world.authorize(browser, target, { acr_values: strongAcr }));
    const denied = await approveAtOnce(world, browser, customer.particuliers, waiting, 'deny');
    expect(denied.left).toBeUndefined();
    expect(await world.introspect(tokens)).toMatchObject({ active: true, acr: 'urn:passerelle:acr:linked' });
    const again = await enterCode(browser, denied);
    const direct = await world.exchange(target, await approveAtOnce(world, browser, customer.particuliers, again));
    expect(decodeJwt(direct.tokens.id_token).acr).toBe(strongAcr);
  });

  it('T16: an approval that nobody answered in time is over, and a late answer changes nothing', async () => {
    const { customer, browser, tokens } = await linkedSession();
    const waiting = await enterCode(browser, await world.authorize(browser, target, { acr_values: strongAcr }));
    const { auth_req_id: late } = await world.phone.pending(customer.particuliers);
    world.advance(21);
    const expired = await untilSettled(browser, waiting);
    expect(expired.forms.some(hasField('secret_code'))).toBe(true);
    // The phone's clock is not ours: it may still take the answer, and nobody collects it.
    await world.phone.answerTo(late, 'approve');
    expect((await browser.get(waiting.url)).left).toBeUndefined();
    expect(await world.introspect(tokens)).toMatchObject({ active: true, acr: 'urn:passerelle:acr:linked' });
  });

  it('T29: the approval of one page is worth nothing on another', async () => {
    const { customer, browser } = await linkedSession();
    const other = await linkedSession();
    const waiting = await enterCode(browser, await world.authorize(browser, target, { acr_values: strongAcr }));
    const foreign = await enterCode(other.browser, await world.authorize(other.browser, target, { acr_values: strongAcr }));
    await world.phone.answer(customer.particuliers, 'approve');
    world.advance(1);
    const stillWaiting = await other.browser.get(foreign.url);
    expect(stillWaiting.left).toBeUndefined();
    expect(stillWaiting.forms.some(hasButton('decision', 'cancel'))).toBe(true);
    const done = await untilSettled(browser, waiting);
    const { tokens } = await world.exchange(target, done);
    expect(decodeJwt(tokens.id_token).sub).toBe((await accountOf(world, 'particuliers', customer.particuliers)).accountId);
  });

  it('T28: an essential level that acr_values contradict is asked for all the same', async () => {
    const { browser } = await linkedSession();
    const page = await world.authorize(browser, target, { ...essential, acr_values: 'urn:passerelle:acr:linked' });
    expect(page.forms.some(hasField('secret_code'))).toBe(true);
    const waiting = await enterCode(browser, page);
    expect(waiting.left).toBeUndefined();
    expect(waiting.forms.some(hasField('secret_code'))).toBe(false);
  });

  it('T28: an essential level that no login can reach ends in unmet_authentication_requirements, not in a loop', async () => {
    const unreachable = { claims: JSON.stringify({ id_token: { acr: { essential: true, value: 'urn:example:retina' } } }) };
    const linked = await linkedSession();
    const empty = { browser: world.openBrowser(), customer: await linkedCustomer(world) };
    for (const { browser, customer } of [linked, empty]) {
      const page = await world.authorize(browser, target, unreachable);
      const filled = { identifier: customer.particuliers, secret_code: secretCodes.particuliers };
      const waiting = await browser.submit(page, filled, hasField('secret_code'));
      const answer = await approveAtOnce(world, browser, customer.particuliers, waiting);
      expect(answer.left?.searchParams.get('error')).toBe('unmet_authentication_requirements');
    }
  });
});
