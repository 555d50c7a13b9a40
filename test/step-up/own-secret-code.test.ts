/** Step-up to the level `code`: a linked session becomes a direct one by the target's own secret code, and nothing else changes hands. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { describeOnStores } from '../ground/stores.ts';
import { accountOf, linkedCustomer, newCustomer } from '../world/customers.ts';
import { clientOf, hasField, login, otherSpace, type SpaceName, secretCodes, switchFrom } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

const codeAcr = 'urn:passerelle:acr:code';

/** Every request that a linked login cannot answer and the secret code alone can. */
const requests: readonly (readonly [string, Record<string, string>])[] = [
  ['prompt=login', { prompt: 'login' }],
  ['max_age', { max_age: '300' }],
  ['acr_values', { acr_values: codeAcr }],
  ['an essential acr', { claims: JSON.stringify({ id_token: { acr: { essential: true, value: codeAcr } } }) }],
];

describeOnStores('step-up by the secret code of the target', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  async function linkedSession(source: SpaceName) {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    const signedIn = await world.exchange(clientOf[source], await login(world, browser, source, customer[source]));
    const target = otherSpace(source);
    const opened = await world.authorize(browser, clientOf[target], { linked_from: source });
    const linked = await world.exchange(clientOf[target], opened);
    expect(decodeJwt(linked.tokens.id_token).acr).toBe('urn:passerelle:acr:linked');
    return { customer, browser, source, target, sourceTokens: signedIn.tokens, linkedTokens: linked.tokens };
  }

  for (const [name, parameters] of requests) {
    for (const source of ['pro', 'particuliers'] as const) {
      it(`T27: ${name} in a session linked from ${source} asks the target's secret code only, the account shown masked`, async () => {
        const { customer, browser, target } = await linkedSession(source);
        const page = await world.authorize(browser, clientOf[target], parameters);
        expect(page.status).toBe(200);
        expect(page.forms.find(hasField('secret_code'))?.fields).toEqual(['secret_code']);
        const { accountNumber, name: person } = await accountOf(world, target, customer[target]);
        expect(page.text).toContain(`•••• ${accountNumber.slice(-4)}`);
        expect(page.text).toContain(person);
        expect(page.text).not.toContain(accountNumber);
        expect(page.text).not.toContain(customer[target]);

        const refused = await browser.submit(page, { secret_code: secretCodes[source] }, hasField('secret_code'));
        expect(refused.left).toBeUndefined();
        const stepped = await browser.submit(refused, { secret_code: secretCodes[target] }, hasField('secret_code'));
        const { tokens } = await world.exchange(clientOf[target], stepped);
        const claims = decodeJwt(tokens.id_token);
        expect(claims).toMatchObject({ sub: (await accountOf(world, target, customer[target])).accountId, acr: codeAcr, amr: ['pin'] });
        expect(claims).not.toHaveProperty('act');
        expect(claims).not.toHaveProperty('linked_from');
      });
    }
  }

  it('T62: the tokens and the code of the linked login die; the source session and its tokens are not touched at any moment', async () => {
    const { browser, source, target, sourceTokens, linkedTokens } = await linkedSession('pro');
    const unused = await world.authorize(browser, clientOf[target]);
    const page = await world.authorize(browser, clientOf[target], { prompt: 'login' });

    let stepping = true;
    const answers: unknown[] = [];
    const watch = (async () => {
      while (stepping) answers.push((await world.introspect(sourceTokens)).active);
    })();
    const stepped = await browser.submit(page, { secret_code: secretCodes[target] }, hasField('secret_code'));
    const direct = await world.exchange(clientOf[target], stepped);
    stepping = false;
    await watch;
    expect(answers.length).toBeGreaterThan(0);
    expect(new Set(answers)).toEqual(new Set([true]));

    expect(await world.introspect(linkedTokens)).toEqual({ active: false });
    expect((await world.userinfo(linkedTokens)).status).toBe(401);
    expect(await world.refresh(clientOf[target], linkedTokens)).toMatchObject({ status: 400, tokens: { error: 'invalid_grant' } });
    expect(await world.exchange(clientOf[target], unused)).toMatchObject({ status: 400, tokens: { error: 'invalid_grant' } });

    expect(await world.introspect(direct.tokens)).toMatchObject({ active: true, acr: codeAcr });
    expect((await world.userinfo(sourceTokens)).status).toBe(200);
    expect((await world.refresh(clientOf[source], sourceTokens)).status).toBe(200);
    const silent = await world.authorize(browser, clientOf[source], { prompt: 'none' });
    expect(decodeJwt((await world.exchange(clientOf[source], silent)).tokens.id_token)).toMatchObject({
      sub: decodeJwt(sourceTokens.id_token).sub,
      auth_time: decodeJwt(sourceTokens.id_token).auth_time,
    });
  });

  it('the next silent request gets direct tokens, in ID token, userinfo and after refresh', async () => {
    const { browser, target } = await linkedSession('pro');
    const page = await world.authorize(browser, clientOf[target], { prompt: 'login' });
    await browser.submit(page, { secret_code: secretCodes[target] }, hasField('secret_code'));
    const silent = await world.authorize(browser, clientOf[target], { linked_from: 'pro', prompt: 'none' });
    const { tokens } = await world.exchange(clientOf[target], silent);
    expect(decodeJwt(tokens.id_token)).toMatchObject({ acr: codeAcr, amr: ['pin'] });
    const { claims } = await world.userinfo(tokens);
    expect(claims).toMatchObject({ acr: codeAcr });
    expect(claims).not.toHaveProperty('act');
    expect(claims).not.toHaveProperty('linked_from');
    const refreshed = await world.refresh(clientOf[target], tokens);
    expect(decodeJwt(refreshed.tokens.id_token)).toMatchObject({ acr: codeAcr });
  });

  it('T9: the session id of before the step-up is worth nothing afterwards', async () => {
    const { browser, target } = await linkedSession('pro');
    const cookies = ['session.particuliers', 'session.particuliers.sig'].map((name) => `${name}=${browser.cookie(name)}`);
    const page = await world.authorize(browser, clientOf[target], { prompt: 'login' });
    await browser.submit(page, { secret_code: secretCodes[target] }, hasField('secret_code'));
    expect(`session.particuliers=${browser.cookie('session.particuliers')}`).not.toBe(cookies[0]);
    const thief = world.openBrowser();
    for (const cookie of cookies) thief.setCookie(cookie);
    const answer = await world.authorize(thief, clientOf[target], { prompt: 'none' });
    expect(answer.left?.searchParams.get('error')).toBe('login_required');
  });

  it('the page of a step-up takes no identifier: the code of somebody else is refused, and the session stays linked', async () => {
    const { customer, browser, target } = await linkedSession('pro');
    const other = await newCustomer(world, { particuliers: { secretCode: '975310' } });
    const page = await world.authorize(browser, clientOf[target], { prompt: 'login' });
    const refused = await browser.submit(page, { identifier: other[target], secret_code: '975310' }, hasField('secret_code'));
    expect(refused.left).toBeUndefined();
    const silent = await world.authorize(browser, clientOf[target], { linked_from: 'pro', prompt: 'none' });
    expect(decodeJwt((await world.exchange(clientOf[target], silent)).tokens.id_token)).toMatchObject({
      sub: (await accountOf(world, target, customer[target])).accountId,
      acr: 'urn:passerelle:acr:linked',
    });
  });

  it('cancel answers access_denied and leaves the linked login as it was', async () => {
    const { browser, target, linkedTokens } = await linkedSession('pro');
    const page = await world.authorize(browser, clientOf[target], { prompt: 'login' });
    const cancelled = await browser.submit(page, { decision: 'cancel' }, hasField('secret_code'));
    expect(cancelled.left?.searchParams.get('error')).toBe('access_denied');
    expect(await world.introspect(linkedTokens)).toMatchObject({ active: true, acr: 'urn:passerelle:acr:linked' });
  });

  it('the record of the use says that it was stepped up', async () => {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    await switchFrom(world, browser, 'pro', customer.pro);
    const page = await world.authorize(browser, 'outside-particuliers', { prompt: 'login' });
    await browser.submit(page, { secret_code: secretCodes.particuliers }, hasField('secret_code'));
    const uses = await world.demo.server.passerelle.links.uses((await accountOf(world, 'particuliers', customer.particuliers)).accountId);
    expect(uses).toMatchObject([{ endReason: 'stepped_up' }]);
  });
});
