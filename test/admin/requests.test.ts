/** What a request to the admin API must look like, and how one that does not is told: RFC 9457, without a word about the inside. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { describeOnStores } from '../ground/stores.ts';
import { linkedCustomer } from '../world/customers.ts';
import { type AdminWorld, actor, openAdminWorld } from './admin-world.ts';

describeOnStores('requests to /admin/v1', (kind) => {
  let world: AdminWorld;
  let linkId: string;
  beforeAll(async () => {
    world = await openAdminWorld(kind);
    linkId = (await linkedCustomer(world)).linkId;
  });
  afterAll(() => world.close());

  const revocation = () => `/account-links/${linkId}/revoke`;
  const state = async () => (await world.ask('get', `/account-links/${linkId}`)).body.state;

  it('RFC 9457: type, title, status, what is wrong where, and the id of the request', async () => {
    const { status, body, headers } = await world.ask('get', '/account-links?limit=0&color=blue');
    expect(status).toBe(400);
    expect(body).toEqual({
      type: 'urn:passerelle:problem:invalid-request',
      title: 'The request is not valid',
      status: 400,
      detail: expect.stringContaining('color: is not known here'),
      errors: [
        { in: 'query', name: 'account_id', detail: expect.any(String) },
        { in: 'query', name: 'limit', detail: expect.any(String) },
        { in: 'query', name: 'color', detail: 'is not known here' },
      ],
      request_id: headers['x-request-id'],
    });
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': expect.stringMatching(/^application\/problem\+json/) });
  });

  it.each([
    ['of another type', 'text/plain', JSON.stringify({ actor }), 415],
    ['a form', 'application/x-www-form-urlencoded', 'actor=a', 415],
    ['of problem+json', 'application/problem+json', JSON.stringify({ actor }), 415],
    ['no JSON', 'application/json', '{"actor":', 400],
    ['nothing', 'application/json', '', 400],
    ['a list', 'application/json', '[]', 400],
    ['null', 'application/json', 'null', 400],
    ['larger than 64 kB', 'application/json', JSON.stringify({ actor: 'a'.repeat(65_536) }), 413],
    ['without an actor', 'application/json', '{}', 400],
    ['with an empty actor', 'application/json', JSON.stringify({ actor: '' }), 400],
    ['with an actor of 101 characters', 'application/json', JSON.stringify({ actor: 'a'.repeat(101) }), 400],
    ['with a line break in the actor', 'application/json', JSON.stringify({ actor: 'a\nb' }), 400],
    ['with a word that is not known', 'application/json', JSON.stringify({ actor, force: true }), 400],
    ['with __proto__', 'application/json', `{"actor":"${actor}","__proto__":{"reason":"adviser"}}`, 400],
    ['with the customer’s own reason', 'application/json', JSON.stringify({ actor, reason: 'customer' }), 400],
    ['with the gateway’s own reason', 'application/json', JSON.stringify({ actor, reason: 'credential_version' }), 400],
  ])('a body that is %s is refused, and nothing is revoked', async (_case, type, body, expected) => {
    const response = await supertest(world.resource)
      .post(revocation())
      .auth(world.token, { type: 'bearer' })
      .type(type)
      .send(body)
      .ok(() => true);
    expect([response.status, response.type]).toEqual([expected, 'application/problem+json']);
    expect(await state()).toBe('active');
  });

  it('a compressed body is 415: nothing unpacks here', async () => {
    const { status } = await world.ask('post', revocation(), { body: { actor }, headers: { 'content-encoding': 'gzip' } });
    expect([status, await state()]).toEqual([415, 'active']);
  });

  it('T45: where text is meant, nothing else is taken', async () => {
    for (const value of [{ $ne: null }, { $gt: '' }, ['a'], [], null, true, 0]) {
      for (const body of [
        { space: value, identifier: '70000001' },
        { space: 'pro', identifier: value },
      ]) {
        expect((await world.ask('post', '/accounts/search', { body })).status).toBe(400);
      }
      expect((await world.ask('post', revocation(), { body: { actor: value } })).status).toBe(400);
    }
    for (const query of ['account_id[$ne]=a', 'account_id=a&account_id=b', 'account_id=', 'account_id=%00', 'account_id=a&cursor=%24']) {
      expect((await world.ask('get', `/account-links?${query}`)).status).toBe(400);
    }
    expect(await state()).toBe('active');
  });

  it.each([
    '',
    '/',
    '/account-links/',
    '/Account-Links',
    '/policies/pro-particuliers',
    '/links',
    '/../../auth',
    '/deliveries/x/y/retry',
    '/%2e%2e',
  ])('/admin/v1%s is not there, with or without a token', async (path) => {
    for (const headers of [{}, { authorization: '' }]) {
      const { status, text } = await supertest(world.demo.urls.issuer)
        .get(`/admin/v1${path}`)
        .set({ authorization: `Bearer ${world.token}`, ...headers });
      expect(status).toBe(404);
      expect(text).not.toContain(world.token);
    }
  });

  it('T41: what does not exist is 404 in one way for each kind of thing, whatever its id looks like', async () => {
    const at = async (method: 'get' | 'post', path: string) => {
      const { status, body } = await world.ask(method, path, method === 'post' ? { body: { actor } } : {});
      return [status, body.type];
    };
    const unknownLink = [404, 'urn:passerelle:problem:unknown-link'];
    for (const id of ['unknown', 'constructor', '__proto__']) {
      expect(await at('get', `/account-links/${id}`)).toEqual(unknownLink);
      expect(await at('get', `/account-links/${id}/history`)).toEqual(unknownLink);
      expect(await at('post', `/account-links/${id}/revoke`)).toEqual(unknownLink);
      expect(await at('post', `/policies/${id}/suspend`)).toEqual([404, 'urn:passerelle:problem:unknown-policy']);
      expect(await at('post', `/policies/${id}/resume`)).toEqual([404, 'urn:passerelle:problem:unknown-policy']);
      expect(await at('post', `/deliveries/${id}/retry`)).toEqual([404, 'urn:passerelle:problem:unknown-delivery']);
      expect(await at('post', `/accounts/${id}/reset-secret-code`)).toEqual([404, 'urn:passerelle:problem:unknown-account']);
    }
    expect(await at('get', '/account-links/%7B%22%24ne%22%3Anull%7D')).toEqual([404, 'urn:passerelle:problem:not-found']);
  });

  it.each([
    ['delete', '/account-links', 'GET, HEAD'],
    ['post', '/account-links', 'GET, HEAD'],
    ['put', '/policies', 'GET, HEAD'],
    ['get', '/accounts/search', 'POST'],
    ['patch', '/accounts/a/erase', 'POST'],
    ['options', '/openapi.json', 'GET, HEAD'],
  ] as const)('%s %s: 405 with Allow: %s', async (method, path, allow) => {
    const response = await supertest(world.resource)
      [method](path)
      .auth(world.token, { type: 'bearer' })
      .ok(() => true);
    expect([response.status, response.headers.allow]).toEqual([405, allow]);
  });

  it('HEAD answers as GET, without a body', async () => {
    const response = await supertest(world.resource).head('/policies').auth(world.token, { type: 'bearer' });
    expect([response.status, response.text]).toEqual([200, undefined]);
  });
});
