/** Who gets in at the admin API, and how who does not is told (RFC 6750, RFC 8707, RFC 9449, RFC 9457). */
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import supertest from 'supertest';
import type { AdminScope } from '../../src/server/admin/scopes.ts';
import { createProofKey } from '../grant/proofs.ts';
import { describeOnStores } from '../ground/stores.ts';
import { activate } from '../world/people.ts';
import { type AdminWorld, actor, openAdminWorld } from './admin-world.ts';

describeOnStores('access to /admin/v1', (kind) => {
  let world: AdminWorld;
  beforeAll(async () => {
    world = await openAdminWorld(kind);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(() => world.close());

  /** Every operation that wants a token, at an address that its schemas take. */
  const guarded = () =>
    world.operations
      .filter(({ scope }) => scope !== undefined)
      .map((operation) => ({ ...operation, at: operation.path.replaceAll(/\{\w+\}/g, 'somebody') }));

  it('client_credentials with resource: an opaque token with the configured scopes, as long as any access token lives', async () => {
    const { status, body } = await world.tokenAnswer('reader');
    expect([status, body]).toEqual([
      200,
      { access_token: expect.stringMatching(/^[\w-]{43}$/), token_type: 'Bearer', expires_in: 600, scope: 'account_links:read' },
    ]);
  });

  it.each([
    ['a client of a space', 'outside-pro'],
    ['a client without admin scopes', 'outside-rs'],
  ])('T22: %s gets no token by client_credentials', async (_case, client) => {
    const response = await supertest(world.demo.urls.issuer)
      .post('/token')
      .auth(client, 'outside-secret')
      .type('form')
      .send({ grant_type: 'client_credentials', resource: world.resource, scope: 'account_links:read' });
    expect([response.status, response.body]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'requested grant type is not allowed for this client' },
    ]);
  });

  it('RFC 8707: a back office gets tokens for nothing else, and the admin API is nobody else’s resource', async () => {
    const { status, body } = await world.tokenAnswer('back-office', { resource: `${world.demo.urls.particuliers}/api` });
    expect([status, body.error]).toEqual([400, 'invalid_target']);
    const asked = await world.authorize(world.openBrowser(), 'outside-pro', {
      resource: world.resource,
      scope: 'openid account_links:revoke',
    });
    expect(asked.left?.searchParams.get('error')).toBe('invalid_target');
  });

  it('RFC 6750 section 3: without a token a challenge without an error, at every operation', async () => {
    for (const { method, at, scope } of guarded()) {
      const { status, headers, body } = await world.ask(method, at, { headers: { authorization: '' } });
      expect([status, body.type]).toEqual([401, 'urn:passerelle:problem:authentication-required']);
      expect(headers['www-authenticate']).toBe(`Bearer scope="${scope}", DPoP scope="${scope}", algs="ES256 PS256 EdDSA Ed25519"`);
      expect(headers['cache-control']).toContain('no-store');
    }
  });

  it('RFC 6750 section 3.1: a malformed Authorization header is 400, and a token in the address is none', async () => {
    const { status, body, headers } = await world.ask('get', '/policies', { headers: { authorization: 'Basic YTpi' } });
    expect([status, body.type]).toEqual([400, 'urn:passerelle:problem:malformed-authorization']);
    expect(headers['www-authenticate']).toContain('error="invalid_request"');
    const { status: asked } = await world.ask('get', `/policies?access_token=${world.token}`, { headers: { authorization: '' } });
    expect(asked).toBe(401);
  });

  it('T41: a token without the scope of the operation is 403, and names the scope', async () => {
    for (const { method, at, scope } of guarded()) {
      const others = world.operations.flatMap((other) => (other.scope === undefined || other.scope === scope ? [] : [other.scope]));
      const token = await world.tokenOf('back-office', { scope: [...new Set(others)].join(' ') });
      const { status, headers, body } = await world.ask(method, at, { token });
      expect([status, body.type]).toEqual([403, 'urn:passerelle:problem:insufficient-scope']);
      expect(headers['www-authenticate']).toContain(`Bearer scope="${scope}", error="insufficient_scope"`);
    }
  });

  it('T24: no token of a customer, and no client’s token for another audience, opens any operation', async () => {
    const browser = world.openBrowser();
    const { tokens: linked } = await world.exchange('outside-particuliers', await activate(world, browser));
    const { tokens: direct } = await world.exchange(
      'outside-pro',
      await world.authorize(browser, 'outside-pro', { scope: 'openid profile' }),
    );
    const { ClientCredentials, Client } = world.demo.server.provider;
    const client = await Client.find('back-office');
    if (!client) throw new Error('no client back-office');
    const scope = world.operations.flatMap((operation) => operation.scope ?? []).join(' ');
    const elsewhere = await new ClientCredentials({ client, scope, aud: `${world.resource}/` }).save();
    const nowhere = await new ClientCredentials({ client, scope }).save();
    const wrong = [direct.access_token, direct.id_token, direct.refresh_token, linked.access_token, elsewhere, nowhere, 'constructor'];
    for (const { method, at } of guarded()) {
      for (const token of wrong) {
        const { status, body } = await world.ask(method, at, { token });
        expect([status, body.type]).toEqual([401, 'urn:passerelle:problem:invalid-token']);
      }
    }
  });

  it('the other way round: a back office’s token is no customer’s', async () => {
    for (const path of ['/me', '/linked-accounts']) {
      await supertest(world.demo.urls.issuer).get(path).set('authorization', `Bearer ${world.token}`).expect(401);
    }
  });

  it('T46: a token is over when its time is, whatever the store still holds', async () => {
    expect((await world.ask('get', '/policies')).status).toBe(200);
    const late = Date.now() + 601_000;
    jest.spyOn(Date, 'now').mockReturnValue(late);
    expect((await world.ask('get', '/policies')).status).toBe(401);
  });

  it('T25: a client that the configuration has deprived of a scope, or dropped, has it no more, whatever its token says', async () => {
    const asked = async (scopes: readonly AdminScope[] | undefined) => {
      const server = await world.restarted(scopes);
      const answer = await supertest(server.handler).get('/admin/v1/policies').set('authorization', `Bearer ${world.token}`);
      await server.close();
      return [answer.status, answer.body.type ?? 'done'];
    };
    expect(await asked(['policies:suspend'])).toEqual([200, 'done']);
    expect(await asked(['account_links:read'])).toEqual([403, 'urn:passerelle:problem:insufficient-scope']);
    expect(await asked(undefined)).toEqual([401, 'urn:passerelle:problem:invalid-token']);
  });

  it('T35, RFC 9449: a bound token needs its proof, made for this request', async () => {
    const key = await createProofKey();
    const url = `${world.resource}/policies`;
    const token = await world.tokenOf('bound-office', {}, { dpop: await key.proof('POST', `${world.demo.urls.issuer}/token`) });
    const proof = (method: string, address: string) => key.proof(method, address, { accessToken: token });
    const ask = async (headers: Record<string, string>) => {
      const { status, body } = await world.ask('get', '/policies', { headers });
      return [status, body.type ?? 'done'];
    };
    const good = { authorization: `DPoP ${token}`, dpop: await proof('GET', url) };
    expect(await ask(good)).toEqual([200, 'done']);
    expect(await ask(good)).toEqual([401, 'urn:passerelle:problem:invalid-dpop-proof']);
    expect(await ask({ authorization: `Bearer ${token}` })).toEqual([401, 'urn:passerelle:problem:invalid-token']);
    expect(await ask({ authorization: `DPoP ${token}` })).toEqual([401, 'urn:passerelle:problem:invalid-dpop-proof']);
    for (const [method, address] of [
      ['POST', url],
      ['GET', `${world.resource}/deliveries`],
      ['GET', 'https://elsewhere.example/admin/v1/policies'],
    ] as const) {
      expect(await ask({ authorization: `DPoP ${token}`, dpop: await proof(method, address) })).toEqual([
        401,
        'urn:passerelle:problem:invalid-dpop-proof',
      ]);
    }
  });

  it('T54: what is logged of a request names operation, client and actor, and no token, account or identifier', async () => {
    world.lines.length = 0;
    const { body } = await world.ask('post', '/accounts/search', { body: { space: 'pro', identifier: '70000002' } });
    await world.ask('post', `/accounts/${body.account_id}/erase`, { body: { actor } });
    const lines = world.lines.filter(({ message }) => String(message).startsWith('admin.'));
    expect(lines).toEqual([
      expect.objectContaining({ message: 'admin.done', operation: 'searchAccount', client: 'back-office' }),
      expect.objectContaining({ message: 'admin.done', operation: 'eraseAccount', client: 'back-office', actor }),
    ]);
    const text = JSON.stringify(world.lines);
    for (const secret of [world.token, String(body.account_id), '70000002']) expect(text).not.toContain(secret);
  });
});
