/** The demo's professional page and the balance of the personal account: the linked-account grant and a resource server, over the wire. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Browser, createBrowser } from '../demo/plain-browser.ts';
import { describeOnStores } from '../ground/stores.ts';
import { openWorld, type World } from '../world/world.ts';
import { deactivate, dropDown, logIn, openOther } from './spaces.ts';

const refusedGrant = { error: 'invalid_request', error_description: 'the subject token is not acceptable' };

describeOnStores('the spaces of the demo', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  it('T22: shows the balance of the counterpart by the grant, and refuses it at once after deactivation', async () => {
    const { pro, particuliers, issuer } = world.demo.urls;
    const browser = createBrowser();
    const counterpart = () => jsonOf(browser, `${pro}/counterpart`);
    expect(await counterpart()).toEqual({ status: 401, body: { error: 'no_session' } });

    const before = await logIn(world, browser, 'pro');
    expect(before.body).toContain('Solde du compte personnel');
    expect(before.body).toContain('n’est pas activé');
    expect(dropDown(before)).toEqual([`${particuliers}/login?iss=${encodeURIComponent(issuer)}&linked_from=pro`]);
    expect(await counterpart()).toEqual({ status: 400, body: refusedGrant });

    const opened = await openOther(world, browser, 'pro');
    expect(opened.url.href).toBe(`${particuliers}/`);
    expect(dropDown(opened)).toEqual([`${pro}/login?iss=${encodeURIComponent(issuer)}&linked_from=particuliers`]);
    const { status, body } = await counterpart();
    expect(status).toBe(200);
    expect(body).toEqual({
      balance: expect.stringMatching(/^\d+\.\d\d$/),
      token: expect.objectContaining({
        active: true,
        client_id: 'espace-pro',
        aud: `${particuliers}/api`,
        scope: 'balance',
        acr: 'urn:passerelle:acr:linked',
        linked_from: 'pro',
        act: { sub: expect.any(String), client_id: 'espace-pro' },
      }),
    });
    expect(await counterpart()).toMatchObject({ status: 200, body: { balance: Reflect.get(Object(body), 'balance') } });
    expect((await browser.request(`${pro}/`)).body).toMatch(/class="balance">[\d\s\u202f\u00a0]*,\d\d\s€</);
    expect(await jsonOf(browser, `${particuliers}/counterpart`)).toEqual({ status: 404, body: { error: 'not_found' } });

    await deactivate(world, browser);
    expect(await counterpart()).toEqual({ status: 400, body: refusedGrant });
    expect((await browser.request(`${pro}/`)).body).not.toContain('class="balance"');
  });

  it('the personal resource server refuses whoever brings no token, or one of nobody', async () => {
    const { particuliers } = world.demo.urls;
    const none = await fetch(`${particuliers}/api/balance`);
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer scope="balance", DPoP scope="balance", algs="ES256 PS256 EdDSA Ed25519"',
    ]);
    const foreign = await fetch(`${particuliers}/api/balance`, { headers: { authorization: 'Bearer not-a-token-of-anybody' } });
    expect([foreign.status, await foreign.json()]).toEqual([401, expect.objectContaining({ error: 'invalid_token' })]);
  });

  it.each([
    ['a personal account that was never opened', '70000002'],
    ['no personal account', '70000005'],
    ['a user who may not activate', '70000004'],
  ])(
    'linked-accounts: the drop-down says what is unavailable, and its link leads to the page that says why: %s',
    async (_case, identifier) => {
      const home = await logIn(world, createBrowser(), 'pro', identifier);
      expect(dropDown(home)).toHaveLength(1);
      expect(home.body).toContain('Cet accès n’est pas ouvert pour le moment');
    },
  );
});

describeOnStores('a space whose access token is over', (kind) => {
  let world: World;
  beforeAll(async () => {
    // Shorter than the margin that a space leaves: over as soon as it is given.
    world = await openWorld(kind, { overlay: { lives: { access_token: '5s' } } });
  });
  afterAll(() => world.close());

  it('refreshes it first, once for requests at the same time, and goes on', async () => {
    const { pro } = world.demo.urls;
    const browser = createBrowser();
    await logIn(world, browser, 'pro');
    await openOther(world, browser, 'pro');
    let refreshed = 0;
    world.demo.server.provider.on('refresh_token.consumed', () => {
      refreshed += 1;
    });
    const answers = await Promise.all([1, 2, 3].map(() => jsonOf(browser, `${pro}/counterpart`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(refreshed).toBeGreaterThan(0);
    expect(await jsonOf(browser, `${pro}/counterpart`)).toMatchObject({ status: 200 });
    expect((await browser.post(`${pro}/refresh`)).status).toBe(200);
  });
});

async function jsonOf(browser: Browser, url: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const page = await browser.request(url, { headers: { accept: 'application/json' } });
  return { status: page.status, body: JSON.parse(page.body) };
}
