/**
 * What was made for another server is worth nothing here, whatever name the request calls this one by: the Host header and the request
 * target (RFC 9112 section 3.2) are the sender's to choose, and the sender may be that other server (RFC 7523 section 3, RFC 9449 section 4.3).
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { createProofKey, type ProofKey } from '../grant/proofs.ts';
import { type Called, sendCalled } from '../world/called.ts';
import { openWorld, type World } from '../world/world.ts';
import { assertionType, createOfficeKeys, officeWith } from './office.ts';

const elsewhere = 'http://evil.example';
const endpoints = ['/token', '/TOKEN', '/token/', '/token/introspection', '/token/revocation', '/request'];

describe('another server', () => {
  let world: World;
  let keys: Awaited<ReturnType<typeof createOfficeKeys>>;
  let proofKey: ProofKey;
  beforeAll(async () => {
    keys = await createOfficeKeys();
    proofKey = await createProofKey();
    world = await openWorld('memory', { overlay: { clients: [officeWith(keys.jwk)] } });
  });
  afterAll(() => world.close());

  const ownHost = () => new URL(world.demo.urls.issuer).host;
  const ways = (path: string): Called[] => [
    { target: path, headers: { host: 'evil.example' } },
    { target: elsewhere + path, headers: { host: ownHost() } },
  ];

  function assertionFor(aud: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ iss: 'office', sub: 'office', aud, jti: randomUUID(), iat: now, exp: now + 60 })
      .setProtectedHeader({ alg: 'ES256', kid: 'office' })
      .sign(keys.privateKey);
  }

  async function authenticate({ target, headers }: Called, aud: string, more = {}): Promise<string> {
    const fields = {
      client_assertion_type: assertionType,
      client_assertion: await assertionFor(aud),
      grant_type: 'client_credentials',
      resource: `${world.demo.urls.issuer}/admin/v1`,
      scope: 'account_links:read',
      token: 'nothing',
    };
    return sendCalled(world.demo.urls.issuer, { target, headers: { ...headers, ...more } }, fields);
  }

  it.each(endpoints)('T31, T34: %s takes no client assertion that was made for it', async (path) => {
    for (const called of ways(path))
      for (const aud of [elsewhere, elsewhere + path, `${elsewhere}/token`])
        expect([called, aud, await authenticate(called, aud)]).toEqual([called, aud, '401 invalid_client']);
  });

  it('T31: one that was made for this server is good, whatever name the request calls it by', async () => {
    for (const called of [{ target: '/token', headers: { host: ownHost() } }, ...ways('/token')])
      for (const aud of [world.demo.urls.issuer, `${world.demo.urls.issuer}/token`])
        expect([called, await authenticate(called, aud)]).toEqual([called, '200']);
  });

  it('T35: no proof of possession that was made for it is taken by the provider’s own endpoints', async () => {
    const { issuer } = world.demo.urls;
    const own = { target: '/token', headers: { host: ownHost() } };
    for (const called of ways('/token')) {
      const foreign = await proofKey.proof('POST', `${elsewhere}/token`);
      expect(await authenticate(called, issuer, { dpop: foreign })).toBe('400 invalid_dpop_proof');
    }
    expect(await authenticate(own, issuer, { dpop: await proofKey.proof('POST', `${issuer}/token`) })).toBe('200');
  });

  it.each(['[::1', 'evil.example:99999', '%00', 'a b'])(
    'a Host header that names no host (%s) is a wrong request and no fault of ours',
    async (host) => {
      for (const target of [
        '/.well-known/openid-configuration',
        '/session/end?client_id=outside-pro',
        '/auth?client_id=outside-pro',
        '/token',
      ])
        expect([
          target,
          await sendCalled(world.demo.urls.issuer, { target, headers: { host } }, {}, target === '/token' ? 'POST' : 'GET'),
        ]).toEqual([target, '400 invalid_request']);
      expect(world.lines.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );
});
