/** Who gets in at /linked-accounts, and the challenges for who does not: RFC 6750 section 3, RFC 9449 section 7. */
import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Customer, type GrantWorld, openGrantWorld, resources, type Tokens } from '../grant/grant-world.ts';
import { createProofKey, type ProofChange, type ProofKey, symmetricProof, unsignedProof } from '../grant/proofs.ts';
import { describeOnStores } from '../ground/stores.ts';
import { ask, bearer, list, remove } from './resource.ts';

describeOnStores('access to /linked-accounts', (kind) => {
  let world: GrantWorld;
  let customer: Customer;
  let tokens: Tokens;
  let key: ProofKey;
  let bound: string;
  let url: string;
  beforeAll(async () => {
    world = await openGrantWorld(kind);
    customer = await world.customer();
    await world.link(customer);
    tokens = await world.tokens(customer.browser, 'outside-pro');
    url = `${world.demo.urls.issuer}/linked-accounts`;
    key = await createProofKey();
    const dpop = await key.proof('POST', `${world.demo.urls.issuer}/token`);
    bound = (await world.tokens(customer.browser, 'outside-pro', {}, { dpop })).access_token ?? '';
  });
  afterAll(() => world.close());

  const withProof = async (change: ProofChange = {}, method = 'GET') => ({
    authorization: `DPoP ${bound}`,
    dpop: await key.proof(method, url, { accessToken: bound, ...change }),
  });

  it('RFC 6750 section 3.1: without a token a challenge of both schemes, without an error anywhere', async () => {
    for (const [method, path, scope] of [
      ['GET', '', 'linked_accounts'],
      ['DELETE', '/particuliers', 'linked_accounts:manage'],
    ] as const) {
      const { status, headers, body } = await ask(world, method, path);
      expect([status, body]).toEqual([401, {}]);
      expect(headers.get('www-authenticate')).toBe(`Bearer scope="${scope}", DPoP scope="${scope}", algs="ES256 PS256 EdDSA Ed25519"`);
      expect(headers.get('cache-control')).toContain('no-store');
    }
  });

  it.each(['Bearer', 'Bearer  ', 'Bearer a b', 'Basic abc', 'Token abc', 'DPoP', 'bearer,dpop abc'])(
    "RFC 6750 section 3.1: 'Authorization: %s': invalid_request",
    async (authorization) => {
      const { status, headers, body } = await ask(world, 'GET', '', { authorization });
      expect([status, body.error]).toEqual([400, 'invalid_request']);
      expect(headers.get('www-authenticate')).toContain('error="invalid_request"');
    },
  );

  it('RFC 6750 section 2: the scheme is not case-sensitive; a token in the query string or a cookie is none', async () => {
    expect((await ask(world, 'GET', '', { authorization: `bearer ${tokens.access_token}` })).status).toBe(200);
    expect((await ask(world, 'GET', `?access_token=${tokens.access_token}`)).status).toBe(401);
    expect((await ask(world, 'GET', '', { cookie: `access_token=${tokens.access_token}` })).status).toBe(401);
  });

  it('T24: whatever is no access token of a login of this space is invalid_token, for both methods', async () => {
    const exchanged = await world.grant(tokens.access_token, { resource: resources.refreshed });
    expect(exchanged.status).toBe(200);
    const forApi = await world.tokens(customer.browser, 'outside-pro', { scope: 'ledger', nonce: '', resource: resources.professional });
    const browser = world.openBrowser();
    await world.signIn(customer, 'pro', browser);
    const revoked = await world.tokens(browser, 'outside-pro');
    await world.post('outside-pro', '/token/revocation', { token: revoked.access_token });
    const wrong = [
      tokens.id_token,
      tokens.refresh_token,
      exchanged.body.access_token,
      exchanged.body.refresh_token,
      forApi.access_token,
      revoked.access_token,
      customer.browser.cookie('session.pro'),
      'constructor',
      'a'.repeat(5000),
    ].map(String);
    for (const token of wrong) {
      for (const answer of [await list(world, token), await remove(world, token, 'particuliers')]) {
        expect([answer.status, answer.body]).toEqual([401, { error: 'invalid_token' }]);
        expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
      }
    }
    expect((await list(world, tokens.access_token)).body).toMatchObject({ linked_accounts: [{ status: 'active' }] });
  });

  it('RFC 6750 section 3.1: without the scope 403 insufficient_scope, naming it; neither scope stands for the other', async () => {
    const only = async (scope: string) => (await world.tokens(customer.browser, 'outside-pro', { scope })).access_token;
    for (const [scope, answer] of [
      ['linked_accounts', await list(world, await only('openid profile'))],
      ['linked_accounts', await list(world, await only('openid linked_accounts:manage'))],
      ['linked_accounts:manage', await remove(world, await only('openid linked_accounts'), 'particuliers')],
    ] as const) {
      expect([answer.status, answer.body]).toEqual([403, { error: 'insufficient_scope' }]);
      expect(answer.headers.get('www-authenticate')).toContain(`scope="${scope}", error="insufficient_scope"`);
    }
  });

  it('RFC 9449 section 7.1: a bound token with a proof that has ath', async () => {
    expect((await ask(world, 'GET', '', await withProof())).status).toBe(200);
    expect((await ask(world, 'HEAD', '', await withProof({}, 'HEAD'))).status).toBe(200);
    expect((await ask(world, 'GET', '?ui_locales=fr', await withProof())).status).toBe(200);
  });

  it('T35: a bound token as Bearer, with or without a proof, and a bearer token as DPoP: invalid_token', async () => {
    const { dpop } = await withProof();
    const proofOfBearer = await key.proof('GET', url, { accessToken: tokens.access_token ?? '' });
    for (const headers of [
      bearer(bound),
      { ...bearer(bound), dpop },
      { authorization: `DPoP ${tokens.access_token}`, dpop: proofOfBearer },
      { authorization: `DPoP ${tokens.access_token}` },
    ]) {
      const answer = await ask(world, 'GET', '', headers);
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_token']);
    }
  });

  it.each<[string, () => Promise<string | undefined>]>([
    ['none', async () => undefined],
    ['one of another key', async () => (await createProofKey()).proof('GET', url, { accessToken: bound })],
    ['no ath', () => key.proof('GET', url)],
    ['ath of another token', () => key.proof('GET', url, { accessToken: tokens.access_token ?? '' })],
    ['htm of another method', () => key.proof('DELETE', url, { accessToken: bound })],
    ['htu of another resource', () => key.proof('GET', `${url}/particuliers`, { accessToken: bound })],
    ['htu of another server', () => key.proof('GET', 'https://pro.example/linked-accounts', { accessToken: bound })],
    ['an old one', () => key.proof('GET', url, { accessToken: bound, claims: { iat: Math.floor(Date.now() / 1000) - 400 } })],
    ['one of the future', () => key.proof('GET', url, { accessToken: bound, claims: { iat: Math.floor(Date.now() / 1000) + 400 } })],
    ['typ JWT', () => key.proof('GET', url, { accessToken: bound, header: { typ: 'JWT' } })],
    ['the private key in the header', () => key.proof('GET', url, { accessToken: bound, header: { jwk: key.privateJwk } })],
    ['alg none', async () => unsignedProof('GET', url, key.publicJwk)],
    ['alg HS256', () => symmetricProof('GET', url)],
  ])('T35: the proof is %s: invalid_dpop_proof', async (_case, make) => {
    const dpop = await make();
    const answer = await ask(world, 'GET', '', { authorization: `DPoP ${bound}`, ...(dpop !== undefined && { dpop }) });
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_dpop_proof']);
    expect(answer.headers.get('www-authenticate')).toMatch(/DPoP [^,]*, error="invalid_dpop_proof"/);
  });

  it('T35: of 20 parallel uses of one proof one is answered', async () => {
    const headers = await withProof();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(world, 'GET', '', headers)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 401)]);
  });

  it('T35: a proof that another server was sent is worth nothing here, though the Host header claims to be that server', async () => {
    const headers = { ...(await withProof({ claims: { htu: 'http://evil.example/linked-accounts' } })), host: 'evil.example' };
    expect(await statusOf(url, headers)).toBe(401);
    expect(await statusOf(url, { ...(await withProof()), host: 'evil.example' })).toBe(200);
  });

  it.each([
    ['POST', '', 'GET, HEAD'],
    ['PUT', '', 'GET, HEAD'],
    ['DELETE', '', 'GET, HEAD'],
    ['OPTIONS', '', 'GET, HEAD'],
    ['GET', '/particuliers', 'DELETE'],
    ['POST', '/particuliers', 'DELETE'],
    ['PATCH', '/particuliers', 'DELETE'],
  ])('%s %s: 405 with Allow: %s', async (method, path, allow) => {
    const { status, headers } = await ask(world, method, path, bearer(tokens.access_token));
    expect([status, headers.get('allow')]).toEqual([405, allow]);
  });

  it.each(['/', '/particuliers/', '/PARTICULIERS', '/a/b', '/%2e%2e', '/particuliers%00', 'x'])(
    '/linked-accounts%s is not there',
    async (path) => {
      for (const method of ['GET', 'DELETE']) expect((await ask(world, method, path, bearer(tokens.access_token))).status).toBe(404);
    },
  );
});

/** `fetch` sends the Host of the address; an attacker need not. */
function statusOf(address: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(address, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
