/** The leaflet of the bank, step by step, over the redirects of four origins; then leaving. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import type { Answer } from '../world/browser.ts';
import { linkedCustomer, newCustomer } from '../world/customers.ts';
import { approveAtOnce, hasButton, hasField, type SpaceName, secretCodes } from '../world/people.ts';
import { openTraveller, type Traveller } from '../world/traveller.ts';
import { openWorld, type World } from '../world/world.ts';

describeOnStores('the leaflet', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  const at = (space: SpaceName, path: string) => `${world.demo.urls[space]}${path}`;
  const session = async (traveller: Traveller, space: SpaceName) =>
    (await traveller.json('GET', at(space, '/session'))).body as { signed_in: boolean; id_token_claims: Record<string, unknown> };

  async function signIn(traveller: Traveller, space: SpaceName, identifier: string) {
    const page = await traveller.get(at(space, '/login'));
    return traveller.submit(page, { identifier, secret_code: secretCodes[space] }, hasField('secret_code'));
  }

  /** Where a link of the page leads, by its words. */
  function linkOn(page: { readonly text: string; readonly url: URL }, words: string): string {
    const [, href] = new RegExp(`<a [^>]*href="([^"]+)"[^>]*>${words}</a>`).exec(page.text) ?? [];
    if (href === undefined) throw new Error(`no link '${words}' on ${page.url.href}`);
    return new URL(href.replaceAll('&amp;', '&'), page.url).href;
  }

  const confirmLogout = (traveller: Traveller, page: Answer) => traveller.submit(page, { logout: 'yes' }, hasButton('logout', 'yes'));

  it('activates once from the professional space, then switches both ways, approves an operation, deactivates', async () => {
    const customer = await newCustomer(world);
    const traveller = openTraveller(world.demo.urls);
    const home = await signIn(traveller, 'pro', customer.pro);
    const opening = linkOn(home, 'Accéder à votre Espace Client Particuliers');

    const consent = await traveller.get(opening);
    expect(consent.url.origin).toBe(world.demo.urls.issuer);
    const waiting = await traveller.submit(consent, { decision: 'accept' }, hasButton('decision', 'accept'));
    const approval = await world.phone.pending(customer.pro);
    expect(waiting.text).toContain(approval.binding_message);
    const opened = await approveAtOnce(world, traveller, customer.pro, waiting);
    expect(opened.url.href).toBe(at('particuliers', '/'));
    expect((await session(traveller, 'particuliers')).id_token_claims).toMatchObject({
      acr: 'urn:passerelle:acr:linked',
      linked_from: 'pro',
    });

    // Back and forth: no page of the provider, nothing typed, both stay signed in.
    const back = await traveller.get(linkOn(opened, 'Accéder à votre Espace Professionnel'));
    expect(back.url.href).toBe(at('pro', '/'));
    expect((await traveller.get(opening)).url.href).toBe(at('particuliers', '/'));
    expect((await session(traveller, 'pro')).id_token_claims).toMatchObject({ acr: 'urn:passerelle:acr:code' });

    const stepUp = await traveller.post(at('particuliers', '/operations'), { payee: 'EDF', amount: '12.50' });
    const asked = await traveller.submit(stepUp, { secret_code: secretCodes.particuliers }, hasField('secret_code'));
    await approveAtOnce(world, traveller, customer.particuliers, asked);
    expect((await traveller.json('GET', at('particuliers', '/operations'))).body).toHaveLength(1);

    const preferences = await traveller.get(linkOn(home, 'Préférences d’accès à vos espaces web'));
    const confirmation = await traveller.submit(preferences, { decision: 'deactivate' }, hasButton('decision', 'deactivate'));
    const off = await traveller.submit(confirmation, { decision: 'confirm' }, hasButton('decision', 'confirm'));
    expect(linkOn(off, 'Retour à votre Espace Professionnel')).toContain(at('pro', '/login'));

    const other = openTraveller(world.demo.urls);
    await signIn(other, 'pro', customer.pro);
    const again = await other.get(opening);
    expect(again.forms.some(hasButton('decision', 'accept'))).toBe(true);
    expect(await session(other, 'particuliers')).toMatchObject({ signed_in: false });
  });

  it('the customer who came from the personal space first is told where to activate, and nothing is written', async () => {
    const customer = await newCustomer(world);
    const traveller = openTraveller(world.demo.urls);
    const home = await signIn(traveller, 'particuliers', customer.particuliers);
    const page = await traveller.get(linkOn(home, 'Accéder à votre Espace Professionnel'));
    expect(page.forms.find(hasField('secret_code'))?.fields).toEqual(['identifier', 'secret_code']);
    expect(page.text).toContain('Espace Professionnel');
    const account = await world.demo.store.accounts.byIdentifier('particuliers', customer.particuliers);
    expect(await world.demo.server.passerelle.links.list(account?.accountId ?? '')).toEqual([]);
  });

  it('refusing the consent comes back to the space with access_denied and leaves it as it was', async () => {
    const customer = await newCustomer(world);
    const traveller = openTraveller(world.demo.urls);
    await signIn(traveller, 'pro', customer.pro);
    const consent = await traveller.get(at('particuliers', '/login?linked_from=pro'));
    const home = await traveller.submit(consent, { decision: 'refuse' }, hasButton('decision', 'refuse'));
    expect(home.url.href).toBe(at('particuliers', '/'));
    expect(await session(traveller, 'particuliers')).toMatchObject({ signed_in: false, error: 'access_denied' });
  });

  it('POST /logout ends the space and, after the confirmation, the session at the provider; the next login asks the codes', async () => {
    const customer = await linkedCustomer(world);
    const traveller = openTraveller(world.demo.urls);
    await signIn(traveller, 'particuliers', customer.particuliers);
    const confirmation = await traveller.post(at('particuliers', '/logout'), {});
    expect(confirmation.url.origin).toBe(world.demo.urls.issuer);
    expect(await session(traveller, 'particuliers')).toMatchObject({ signed_in: false, id_token_claims: null });
    const left = await confirmLogout(traveller, confirmation);
    expect(left.url.href).toBe(at('particuliers', '/'));
    const login = await traveller.get(at('particuliers', '/login'));
    expect(login.forms.find(hasField('secret_code'))?.fields).toEqual(['identifier', 'secret_code']);
  });

  it('T52: after the logout of the source the linked session and its tokens are refused at their next use', async () => {
    const customer = await linkedCustomer(world);
    const traveller = openTraveller(world.demo.urls);
    await signIn(traveller, 'pro', customer.pro);
    await traveller.get(at('particuliers', '/login?linked_from=pro'));
    expect((await traveller.json('GET', at('particuliers', '/userinfo'))).status).toBe(200);
    await confirmLogout(traveller, await traveller.post(at('pro', '/logout'), {}));
    expect((await traveller.json('GET', at('particuliers', '/userinfo'))).status).toBe(401);
    // 400 from the provider, or 401 from the space once it was told.
    expect([400, 401]).toContain((await traveller.json('POST', at('particuliers', '/refresh'))).status);
    await traveller.get(at('particuliers', '/login?prompt=none'));
    expect(await session(traveller, 'particuliers')).toMatchObject({ error: 'login_required' });
  });

  it('back-channel logout signs the same session out in every browser tab of the space, and only that session', async () => {
    const customer = await linkedCustomer(world);
    const [traveller, elsewhere] = [openTraveller(world.demo.urls), openTraveller(world.demo.urls)];
    await signIn(traveller, 'pro', customer.pro);
    await signIn(elsewhere, 'pro', customer.pro);
    // The space's own session survives its cookie: another browser profile that holds the same login.
    const copy = openTraveller(world.demo.urls);
    copy.setCookie(`espace-pro.sid=${traveller.cookie('espace-pro.sid')}`);
    expect(await session(copy, 'pro')).toMatchObject({ signed_in: true });
    const end = new URL(`${world.demo.urls.issuer}/session/end`);
    end.searchParams.set('client_id', 'espace-pro');
    await confirmLogout(traveller, await traveller.get(end));
    // By way of the outbox: what is under way is done when the worker says so.
    await world.demo.server.passerelle.worker.run();
    expect(await session(copy, 'pro')).toMatchObject({ signed_in: false });
    expect(await session(elsewhere, 'pro')).toMatchObject({ signed_in: true });
  });

  it('T38: a logout token that is forged, or none, is refused with 400 and signs nobody out', async () => {
    const customer = await linkedCustomer(world);
    const traveller = openTraveller(world.demo.urls);
    await signIn(traveller, 'pro', customer.pro);
    for (const fields of [{}, { logout_token: '' }, { logout_token: 'eyJhbGciOiJub25lIn0.e30.' }]) {
      expect((await traveller.json('POST', at('pro', '/backchannel-logout'), fields)).status).toBe(400);
    }
    expect(await session(traveller, 'pro')).toMatchObject({ signed_in: true });
  });
});
