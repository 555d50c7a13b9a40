/** Which subject tokens the linked-account grant takes, of whom, and that every other is answered alike (RFC 8693 section 2.2.2). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { describeOnStores } from '../ground/stores.ts';
import type { Browser } from '../world/browser.ts';
import {
  accessTokenType,
  type Customer,
  type GrantWorld,
  linkedAccountGrant,
  openGrantWorld,
  type Reply,
  refusal,
  resources,
  type Tokens,
  told,
} from './grant-world.ts';

describeOnStores('the subject token of the linked-account grant', (kind) => {
  let world: GrantWorld;
  let customer: Customer;
  /** Signed in to the personal space with its own code, and to the professional one through the link. */
  let personal: Browser;
  let own: Tokens;
  beforeAll(async () => {
    world = await openGrantWorld(kind);
    customer = await world.customer();
    await world.link(customer);
    personal = world.openBrowser();
    await world.signIn(customer, 'particuliers', personal);
    own = await world.tokens(customer.browser, 'outside-pro');
  });
  afterAll(() => world.close());

  const linkedTo = (clientId: string) =>
    clientId === 'outside-pro'
      ? world.tokens(personal, clientId, { linked_from: 'particuliers', prompt: 'none' })
      : world.tokens(customer.browser, clientId, { linked_from: 'pro', prompt: 'none' });

  it('T22: clients x subject tokens x resource servers: only the cells of the policy give a token', async () => {
    const direct = ['outside-pro', 'unruled-pro', 'second-pro', 'public-pro'];
    const personalOnes = ['outside-particuliers', 'ruled-particuliers'];
    const subjects = new Map<string, string>();
    for (const clientId of direct) subjects.set(`${clientId} direct`, (await world.tokens(customer.browser, clientId)).access_token ?? '');
    for (const clientId of personalOnes) subjects.set(`${clientId} direct`, (await world.tokens(personal, clientId)).access_token ?? '');
    for (const clientId of ['outside-pro', ...personalOnes])
      subjects.set(`${clientId} linked`, (await linkedTo(clientId)).access_token ?? '');

    const cells = [...direct, ...personalOnes, 'nowhere', 'outside-native', 'outside-rs', 'unknown'].flatMap((clientId) =>
      [...subjects].flatMap(([name, token]) => Object.values(resources).map((resource) => ({ clientId, name, token, resource }))),
    );
    const given: string[] = [];
    for (const { clientId, name, token, resource } of cells) {
      const publicClient = clientId === 'public-pro' || clientId === 'outside-native';
      const fields = { resource, ...(publicClient && { client_id: clientId }) };
      const answer: Reply = publicClient
        ? await world.post(undefined, '/token', {
            grant_type: linkedAccountGrant,
            subject_token: token,
            subject_token_type: accessTokenType,
            ...fields,
          })
        : await world.grant(token, fields, clientId);
      if (answer.status === 200) given.push(`${clientId}: ${name} for ${resource}`);
      else expect(answer.body).not.toHaveProperty('access_token');
    }
    expect(cells).toHaveLength(10 * 9 * 5);
    expect(given).toEqual([
      `outside-pro: outside-pro direct for ${resources.plain}`,
      `outside-pro: outside-pro direct for ${resources.refreshed}`,
      `outside-pro: outside-pro direct for ${resources.brief}`,
      `second-pro: second-pro direct for ${resources.plain}`,
      `ruled-particuliers: ruled-particuliers direct for ${resources.professional}`,
    ]);
  }, 60_000);

  it('T22: a public client, and one without its secret, get no further than their authentication', async () => {
    const subject = (await world.tokens(customer.browser, 'public-pro')).access_token;
    const fields = {
      grant_type: linkedAccountGrant,
      subject_token: subject,
      subject_token_type: accessTokenType,
      resource: resources.plain,
    };
    const refused = await world.post(undefined, '/token', { ...fields, client_id: 'public-pro' });
    expect(told(refused)).toMatchObject({ status: 400, body: { error: 'unauthorized_client' } });
    for (const [clientId, headers] of [
      [undefined, {}],
      ['outside-pro', { authorization: `Basic ${btoa('outside-pro:another')}` }],
    ] as const) {
      const answer = await world.post(
        clientId,
        '/token',
        { ...fields, subject_token: own.access_token, client_id: 'outside-pro' },
        headers,
      );
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    }
  });

  it('T22: the way back: a server of the personal space obtains the professional account', async () => {
    const { access_token: subject } = await world.tokens(personal, 'ruled-particuliers');
    const { status, body } = await world.grant(subject, { resource: resources.professional }, 'ruled-particuliers');
    expect(status).toBe(200);
    expect(await world.introspection(body.access_token)).toMatchObject({
      sub: (await customer.account('pro')).accountId,
      linked_from: 'particuliers',
      act: { sub: (await customer.account('particuliers')).accountId, client_id: 'ruled-particuliers' },
      scope: 'ledger',
    });
  });

  it('a token that came out of a refresh of the direct login is as good', async () => {
    const first = await world.tokens(customer.browser, 'outside-pro');
    const { body } = await world.post('outside-pro', '/token', { grant_type: 'refresh_token', refresh_token: first.refresh_token });
    expect((await world.grant(String(body.access_token))).status).toBe(200);
  });

  describe('T24: RFC 8693 section 2.2.2: a token that is unacceptable for any reason is invalid_request, always with the same words', () => {
    const kinds: Record<string, () => Promise<string | undefined>> = {
      'an ID token': async () => own.id_token,
      'a refresh token': async () => own.refresh_token,
      'a code that was not redeemed': () => world.code(customer.browser, 'outside-pro'),
      'an expired token': async () => {
        const { access_token: token = '' } = await world.tokens(customer.browser, 'outside-pro');
        const artifacts = world.demo.store.artifacts('AccessToken');
        const stored = await artifacts.find(token);
        await artifacts.upsert(token, { ...stored, exp: Math.floor(Date.now() / 1000) - 1 }, 60);
        return token;
      },
      'a revoked token': async () => {
        const { access_token: token } = await another();
        expect((await world.post('outside-pro', '/token/revocation', { token })).status).toBe(200);
        return token;
      },
      'a token whose refresh token was revoked': async () => {
        const { access_token: token, refresh_token: refreshToken } = await another();
        expect((await world.post('outside-pro', '/token/revocation', { token: refreshToken })).status).toBe(200);
        return token;
      },
      'a JWT of somebody else': () => foreignJwt(world, customer),
      'a JWT that nobody signed': async () => new UnsecuredJWT(await foreignClaims(world, customer)).setExpirationTime('5m').encode(),
      'a token of a linked login': async () => (await linkedTo('outside-pro')).access_token,
      'a token that this grant issued': async () => (await issued()).access_token,
      'a refresh token that this grant issued': async () => (await issued()).refresh_token,
      'a token for a resource server': async () =>
        (await world.tokens(customer.browser, 'outside-pro', { scope: 'ledger', nonce: '', resource: resources.professional }))
          .access_token,
      "another client's token": async () => (await world.tokens(customer.browser, 'unruled-pro')).access_token,
      'a token of the other space': async () => (await world.tokens(personal, 'ruled-particuliers')).access_token,
      'a token with a space in front': async () => ` ${own.access_token}`,
      'a token with a NUL behind': async () => `${own.access_token}\0`,
      'half a token': async () => own.access_token?.slice(0, -1),
      'a very long one': async () => 'a'.repeat(50_000),
      'the name of a member': async () => 'constructor',
      'a pushed request': async () =>
        (await world.push('outside-pro', { client_id: 'outside-pro', response_type: 'code' })).body.request_uri,
      'a cookie': async () => customer.browser.cookie('session.pro'),
    };

    /** Of a login of its own, which other tests do not need. */
    async function another(): Promise<Tokens> {
      const browser = world.openBrowser();
      await world.signIn(customer, 'pro', browser);
      const tokens = await world.tokens(browser, 'outside-pro');
      expect((await world.grant(tokens.access_token)).status).toBe(200);
      return tokens;
    }

    async function issued(): Promise<Tokens> {
      const { status, body } = await world.grant(own.access_token, { resource: resources.refreshed });
      expect(status).toBe(200);
      return body as Tokens;
    }

    it.each(Object.keys(kinds))('%s', async (name) => {
      const subject = await kinds[name]?.();
      expect(subject).toEqual(expect.stringMatching(/./));
      expect(told(await world.grant(subject))).toEqual(refusal);
    });

    it('a token of a session that was signed out', async () => {
      const browser = world.openBrowser();
      await world.signIn(customer, 'pro', browser);
      const { access_token: subject, id_token: hint = '' } = await world.tokens(browser, 'outside-pro');
      expect((await world.grant(subject)).status).toBe(200);
      await browser.submit(await browser.get(`/session/end?${new URLSearchParams({ id_token_hint: hint })}`), { logout: 'yes' });
      expect(told(await world.grant(subject))).toEqual(refusal);
    });

    it('T3: a token of a session from before the activation, which another session did', async () => {
      const somebody = await world.customer();
      const [early, late] = [world.openBrowser(), world.openBrowser()];
      await world.signIn(somebody, 'pro', early);
      const { access_token: before } = await world.tokens(early, 'outside-pro');
      expect(told(await world.grant(before))).toEqual(refusal);
      // Sessions know their time to the second: the activation is to be in a later one.
      world.advance(5);
      await world.activate({ ...somebody, browser: late });
      expect(told(await world.grant(before))).toEqual(refusal);
      expect((await world.grant((await world.tokens(late, 'outside-pro')).access_token)).status).toBe(200);
    });

    it('a customer without a link, and one who has no counterpart', async () => {
      const somebody = await world.customer();
      await world.signIn(somebody, 'pro');
      expect(told(await world.grant((await world.tokens(somebody.browser, 'outside-pro')).access_token))).toEqual(refusal);
      const nadia = { ...somebody, identifiers: { pro: '70000005', particuliers: '' }, browser: world.openBrowser() };
      await world.signIn(nadia, 'pro');
      expect(told(await world.grant((await world.tokens(nadia.browser, 'outside-pro')).access_token))).toEqual(refusal);
    });

    it('what is wrong is told to the operator, and the token is not', async () => {
      const { access_token: subject = '' } = await world.tokens(customer.browser, 'unruled-pro');
      const from = world.lines.length;
      expect(told(await world.grant(subject))).toEqual(refusal);
      const lines = world.lines.slice(from);
      expect(lines).toContainEqual(expect.objectContaining({ message: 'grant.refused', reason: 'other_client', outcome: 'refused' }));
      expect(JSON.stringify(lines)).not.toContain(subject);
    });
  });

  it('T63: what comes out is opaque, at the grant and at every refresh, and worth nothing at the userinfo endpoint', async () => {
    const { body } = await world.grant(own.access_token, { resource: resources.refreshed });
    expect(body).not.toHaveProperty('error');
    const refreshed = await world.post('outside-pro', '/token', { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) });
    for (const token of [body.access_token, body.refresh_token, refreshed.body.access_token, refreshed.body.refresh_token])
      expect(token).toEqual(expect.stringMatching(/^[\w-]{43,}$/));
    expect(refreshed.body).not.toHaveProperty('id_token');
    for (const token of [body.access_token, refreshed.body.access_token]) {
      const answer = await fetch(`${world.demo.urls.issuer}/me`, { headers: { authorization: `Bearer ${String(token)}` } });
      expect([answer.status, await answer.json()]).toMatchObject([403, { error: 'insufficient_scope' }]);
    }
  });
});

async function foreignClaims(world: GrantWorld, customer: Customer) {
  return {
    iss: world.demo.urls.issuer,
    sub: (await customer.account('pro')).accountId,
    client_id: 'outside-pro',
    scope: 'openid',
    jti: 'a-token-of-somebody-else',
    aud: world.demo.urls.issuer,
  };
}

async function foreignJwt(world: GrantWorld, customer: Customer): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256');
  return new SignJWT(await foreignClaims(world, customer))
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey);
}
