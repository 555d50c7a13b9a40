/** The demo's spaces to the letter of their contract, as a browser and a program see them, with the real provider behind. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { accountOf, linkedCustomer } from '../world/customers.ts';
import { hasField, otherSpace, type SpaceName, secretCodes } from '../world/people.ts';
import { openTraveller, type Traveller } from '../world/traveller.ts';
import { openWorld, type World } from '../world/world.ts';

const dropDown = {
  pro: 'Accéder à votre Espace Client Particuliers',
  particuliers: 'Accéder à votre Espace Professionnel',
} as const satisfies Record<SpaceName, string>;

describeOnStores('the spaces of the demo', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  const at = (space: SpaceName, path: string) => `${world.demo.urls[space]}${path}`;
  const session = async (traveller: Traveller, space: SpaceName) => (await traveller.json('GET', at(space, '/session'))).body;

  async function signedInTo(space: SpaceName, query = '') {
    const customer = await linkedCustomer(world);
    const traveller = openTraveller(world.demo.urls);
    const page = await traveller.get(at(space, `/login${query}`));
    const filled = { identifier: customer[space], secret_code: secretCodes[space] };
    const home = await traveller.submit(page, filled, hasField('secret_code'));
    return { customer, traveller, home };
  }

  for (const space of ['pro', 'particuliers'] as const) {
    it(`GET / of ${space} shows the customer, a masked account number, the drop-down, the menu and the claims`, async () => {
      const { customer, home } = await signedInTo(space);
      expect(home.url.href).toBe(at(space, '/'));
      const { name, accountNumber, accountId } = await accountOf(world, space, customer[space]);
      expect(home.text).toContain(`Bonjour ${name}`);
      expect(home.text).toContain(`•••• ${accountNumber.slice(-4)}`);
      expect(home.text).not.toContain(accountNumber);
      expect(home.text).toContain(dropDown[space]);
      const href = new URL(at(otherSpace(space), '/login'));
      href.searchParams.set('iss', world.demo.urls.issuer);
      href.searchParams.set('linked_from', space);
      expect(home.text.replaceAll('&amp;', '&')).toContain(`href="${href}"`);
      expect(home.text).toContain(accountId);
      const preferences = [...home.text.matchAll(/Vos préférences|Préférences d’accès à vos espaces web/g)];
      expect(preferences).toHaveLength(space === 'pro' ? 2 : 0);
      expect(home.text.includes(`${world.demo.urls.issuer}/preferences?space=pro`)).toBe(space === 'pro');
    });

    it(`without a session /userinfo, /refresh, /operations and /counterpart of ${space} answer 401`, async () => {
      const nobody = openTraveller(world.demo.urls);
      const answers = [
        await nobody.json('GET', at(space, '/userinfo')),
        await nobody.json('POST', at(space, '/refresh')),
        await nobody.json('GET', at(space, '/operations')),
        await nobody.json('POST', at(space, '/operations'), { payee: 'EDF', amount: '1' }),
        await nobody.json('GET', at(space, '/counterpart')),
      ];
      for (const answer of answers) expect(answer).toEqual({ status: 401, body: { error: expect.any(String) } });
      expect(await session(nobody, space)).toEqual({ signed_in: false, id_token_claims: null, error: null, error_description: null });
      expect((await nobody.get(at(space, '/'))).text).toContain('Se connecter');
    });
  }

  it('GET /session tells who is signed in, as the ID token says', async () => {
    const { customer, traveller } = await signedInTo('pro');
    const { accountId, name, accountNumber } = await accountOf(world, 'pro', customer.pro);
    expect(await session(traveller, 'pro')).toMatchObject({
      signed_in: true,
      error: null,
      error_description: null,
      id_token_claims: {
        iss: world.demo.urls.issuer,
        aud: 'espace-pro',
        sub: accountId,
        name,
        account_number: `•••• ${accountNumber.slice(-4)}`,
        acr: 'urn:passerelle:acr:code',
        amr: ['pin'],
      },
    });
  });

  it('GET /userinfo and POST /refresh give the answer of the provider with its status, before and after a revocation', async () => {
    const { customer, traveller } = await signedInTo('pro');
    await traveller.get(at('particuliers', '/login?linked_from=pro'));
    const { accountId } = await accountOf(world, 'particuliers', customer.particuliers);
    expect(await traveller.json('GET', at('particuliers', '/userinfo'))).toMatchObject({
      status: 200,
      body: { sub: accountId, acr: 'urn:passerelle:acr:linked', linked_from: 'pro' },
    });
    expect(await traveller.json('POST', at('particuliers', '/refresh'))).toMatchObject({
      status: 200,
      body: { access_token: expect.any(String) },
    });
    await world.demo.server.passerelle.links.revoke(customer.linkId, { reason: 'adviser', actor: 'operator:adviser' });
    // The provider refuses at once; soon the space is told, and then refuses by itself.
    expect(await traveller.json('GET', at('particuliers', '/userinfo'))).toMatchObject({
      status: 401,
      body: { error: expect.any(String) },
    });
    expect([400, 401]).toContain((await traveller.json('POST', at('particuliers', '/refresh'))).status);
  });

  it('GET /login passes on acr_values, max_age, prompt, ui_locales and login_hint', async () => {
    const { customer, traveller } = await signedInTo('pro');
    const page = await traveller.get(at('pro', `/login?prompt=login&ui_locales=en&login_hint=${customer.pro}`));
    expect(page.text).toContain('<html lang="en">');
    expect(page.text).toContain(`value="${customer.pro}"`);
    expect((await traveller.get(at('pro', '/login?max_age=86400'))).url.href).toBe(at('pro', '/'));
    const strong = await traveller.get(at('pro', '/login?acr_values=urn:passerelle:acr:strong'));
    expect(strong.forms.some(hasField('secret_code'))).toBe(true);
    await traveller.get(at('pro', '/login?prompt=none&acr_values=urn:passerelle:acr:strong'));
    expect(await session(traveller, 'pro')).toMatchObject({ signed_in: true, error: 'login_required' });
  });

  it('linked_from given twice is passed on twice: the error of the pushed request is the outcome, and signed_in stays as it was', async () => {
    const { traveller } = await signedInTo('particuliers');
    for (const query of ['linked_from=pro&linked_from=pro', 'linked_from=nowhere', 'linked_from=particuliers', 'max_age=-1']) {
      const home = await traveller.get(at('particuliers', `/login?${query}`));
      expect(home.url.href).toBe(at('particuliers', '/'));
      expect([query, await session(traveller, 'particuliers')]).toMatchObject([
        query,
        { signed_in: true, error: 'invalid_request', error_description: expect.any(String) },
      ]);
    }
    const nobody = openTraveller(world.demo.urls);
    await nobody.get(at('particuliers', '/login?linked_from=pro&linked_from=pro'));
    expect(await session(nobody, 'particuliers')).toMatchObject({ signed_in: false, id_token_claims: null, error: 'invalid_request' });
  });

  it('T31: an iss of somebody else is refused with 400 before anything is asked', async () => {
    const traveller = openTraveller(world.demo.urls);
    expect((await traveller.get(at('pro', '/login?iss=https://evil.example'))).status).toBe(400);
  });

  it('an operation that is not one is refused with 400', async () => {
    const { traveller } = await signedInTo('pro');
    for (const operation of [
      {},
      { payee: 'EDF' },
      { payee: 'EDF', amount: '0' },
      { payee: 'EDF', amount: '-1' },
      { payee: '', amount: '1' },
    ]) {
      expect((await traveller.json('POST', at('pro', '/operations'), operation)).status).toBe(400);
    }
    expect((await traveller.json('GET', at('pro', '/operations'))).body).toEqual([]);
  });

  it('T58: every application of the host names its own cookies', async () => {
    const { traveller } = await signedInTo('pro');
    await traveller.get(at('particuliers', '/login?linked_from=pro'));
    const names = ['espace-pro.sid', 'espace-particuliers.sid', 'session.pro', 'session.particuliers'];
    const values = names.map((name) => traveller.cookie(name));
    expect(values).toEqual(names.map(() => expect.any(String)));
    expect(new Set(values).size).toBe(names.length);
  });
});
