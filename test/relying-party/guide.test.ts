/** The guide for relying parties, executed: its examples against the running server, with `private_key_jwt` and PAR as it says. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import Koa from 'koa';
import * as client from 'openid-client';
import { listen } from '../../src/demo/listen.ts';
import { describeOnStores } from '../ground/stores.ts';
import type { Browser } from '../world/browser.ts';
import { camille, consent, hasField, secretCodes, submitLogin, whenApproved } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { examples, type Guide, openGuide } from './guide.ts';

const code = 'urn:passerelle:acr:code';
const linked = 'urn:passerelle:acr:linked';
const strong = 'urn:passerelle:acr:strong';
const insecure = { execute: [client.allowInsecureRequests] };

describeOnStores('the guide for relying parties', (kind) => {
  let guide: Guide;
  let world: World;
  let pro: client.Configuration;
  let particuliers: client.Configuration;
  let redirectUri: string;
  let browser: Browser;
  let session: { readonly accessToken: string; readonly sub: string };

  beforeAll(async () => {
    guide = await openGuide();
    const [keyPro, keyParticuliers] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
    const keysOf = async ({ publicKey }: typeof keyPro) => ({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] });
    const byTheBook = { token_endpoint_auth_method: 'private_key_jwt', require_pushed_authorization_requests: true };
    world = await openWorld(kind, {
      overlay: {
        clients: [
          { client_id: 'outside-pro', ...byTheBook, jwks: await keysOf(keyPro) },
          { client_id: 'outside-particuliers', ...byTheBook, jwks: await keysOf(keyParticuliers) },
        ],
      },
    });
    const { issuer, outside } = world.demo.urls;
    redirectUri = `${outside}/callback`;
    pro = await guide.discover(issuer, 'outside-pro', keyPro.privateKey, insecure);
    particuliers = await guide.discover(issuer, 'outside-particuliers', keyParticuliers.privateKey, insecure);
    browser = world.openBrowser();
  });
  afterAll(() => world.close());

  it('has nothing but examples that are executed', () => {
    expect(examples.length).toBeGreaterThanOrEqual(7);
  });

  it('1. logs in, by PAR with PKCE', async () => {
    const { url, transaction } = await guide.startLogin(pro, redirectUri);
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
    const answer = await submitLogin(browser, await browser.get(url), camille.pro, secretCodes.pro);
    const tokens = await guide.finishLogin(pro, answer.left, transaction);
    const claims = tokens.claims();
    expect(claims).toMatchObject({ acr: code, sub: expect.any(String) });
    expect(claims).not.toHaveProperty('linked_from');
    session = { accessToken: tokens.access_token, sub: claims?.sub ?? '' };
  });

  it('4. draws the drop-down from linked-accounts: available, in the asked language', async () => {
    expect(await guide.linkedAccounts(pro, session.accessToken, 'fr')).toEqual([
      { space: 'particuliers', name: 'Espace Particuliers', status: 'available', initiate_login_uri: expect.any(String) },
    ]);
    expect(await guide.linkedAccounts(pro, session.accessToken, 'en')).toMatchObject([{ name: 'Personal space' }]);
  });

  it('2. opens from another space: through the activation once, without a page afterwards', async () => {
    const [entry] = await guide.linkedAccounts(pro, session.accessToken, 'fr');
    const query = new URL(entry?.initiate_login_uri ?? '').searchParams;
    await expect(guide.openFromLink(particuliers, redirectUri, new URLSearchParams({ iss: 'https://evil.example' }))).rejects.toThrow();

    const first = await guide.openFromLink(particuliers, redirectUri, query);
    const activated = await consent(world, browser, await browser.get(first.url));
    const tokens = await guide.finishLogin(particuliers, activated.left, first.transaction);
    expect(tokens.claims()).toMatchObject({ acr: linked, linked_from: 'pro', act: { sub: session.sub } });
    expect(tokens.claims()).not.toHaveProperty('amr');

    const again = await guide.openFromLink(particuliers, redirectUri, query);
    const answer = await browser.get(again.url);
    expect(answer.requests).toBe(1);
    expect((await guide.finishLogin(particuliers, answer.left, again.transaction)).claims()).toMatchObject({ acr: linked });
    expect(await guide.linkedAccounts(pro, session.accessToken, 'fr')).toMatchObject([
      { status: 'active', activated_at: expect.any(String) },
    ]);
  });

  it('5. T22: obtains a token for the counterpart, and the token of the session itself is refused there', async () => {
    const resource = `${world.demo.urls.particuliers}/api`;
    const tokens = await guide.tokenForCounterpart(pro, session.accessToken, resource, 'balance');
    expect(tokens).toMatchObject({ issued_token_type: 'urn:ietf:params:oauth:token-type:access_token', scope: 'balance' });
    const balance = () => client.fetchProtectedResource(pro, tokens.access_token, new URL(`${resource}/balance`), 'GET');
    expect(await (await balance()).json()).toEqual({ balance: expect.any(String), currency: 'EUR' });
    await expect(client.fetchProtectedResource(pro, session.accessToken, new URL(`${resource}/balance`), 'GET')).rejects.toMatchObject({
      status: 401,
    });
  });

  it('T27: a resource server asks for more with insufficient_user_authentication, and its challenge is a request', async () => {
    const { issuer, particuliers: origin } = world.demo.urls;
    const { access_token: token } = await guide.tokenForCounterpart(pro, session.accessToken, `${origin}/api`, 'balance');
    const options = { issuer, clientId: 'outside-rs', clientSecret: 'outside-secret', audience: `${origin}/api` };
    const app = new Koa();
    app.use(async (ctx, next) => (ctx.path === '/strong' ? guide.balanceDoor(options, { acr: strong, maxAge: 60 })(ctx, next) : next()));
    app.use(guide.balanceDoor(options));
    app.use((ctx) => {
      ctx.body = { sub: ctx.state.token.sub };
    });
    const listener = await listen(0);
    listener.serve(app.callback());
    try {
      const ask = (path: string) => client.fetchProtectedResource(pro, token, new URL(`http://localhost:${listener.port}${path}`), 'GET');
      expect((await ask('/')).status).toBe(200);
      const error = await ask('/strong').catch((refused: unknown) => refused);
      expect(guide.stepUpFor(error)).toEqual({ acr_values: strong, max_age: '60' });
      expect(guide.stepUpFor(new Error('anything else'))).toBeUndefined();
    } finally {
      await listener.close();
    }
  });

  it('3. T27: has an operation approved by the secret code and the phone of the space itself, from a linked login', async () => {
    const startedAt = Math.floor(Date.now() / 1000);
    const transfer = { payee: 'Société des eaux', amount: '12.50' };
    const { url, transaction } = await guide.startApproval(particuliers, redirectUri, transfer);
    const page = await browser.get(url);
    const typed = await browser.submit(page, { secret_code: secretCodes.particuliers }, hasField('secret_code'));
    const approved = await whenApproved(browser, world.phone, camille.particuliers, typed);
    const tokens = await guide.finishLogin(particuliers, approved.left, transaction);
    const claims = tokens.claims();
    const sub = claims?.sub ?? '';
    const operation = { sub, startedAt, ...transfer };
    expect(guide.isApproved(tokens, operation)).toBe(true);
    expect(guide.isApproved(tokens, { ...operation, sub: session.sub })).toBe(false);
    expect(guide.isApproved(tokens, { ...operation, startedAt: startedAt + 3600 })).toBe(false);
    expect(guide.isApproved(tokens, { ...operation, amount: '12.51' })).toBe(false);
    expect(claims && guide.isApproved({ ...tokens, claims: () => ({ ...claims, acr: linked }) }, operation)).toBe(false);
  });

  it('after deactivation the grant answers invalid_request at once', async () => {
    const resource = `${world.demo.urls.particuliers}/api`;
    const { access_token: token } = await guide.tokenForCounterpart(pro, session.accessToken, resource, 'balance');
    await world.demo.server.passerelle.links.revokeAllOf(session.sub, { reason: 'customer', actor: `account:${session.sub}` });
    await expect(client.fetchProtectedResource(pro, token, new URL(`${resource}/balance`), 'GET')).rejects.toMatchObject({ status: 401 });
    await expect(guide.tokenForCounterpart(pro, session.accessToken, resource, 'balance')).rejects.toMatchObject({
      error: 'invalid_request',
    });
  });
});
