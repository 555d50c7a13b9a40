/**
 * What was made for another server is worth nothing here, whatever name the request calls this one by: the Host header and the request
 * target (RFC 9112 section 3.2) are the sender's to choose, and the sender may be that other server (RFC 7523 section 3, RFC 9449 section 4.3).
 */
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createProofKey, type ProofKey } from '../grant/proofs.ts';
import { openWorld, type World } from '../world/world.ts';

const elsewhere = 'http://evil.example';
const endpoints = ['/token', '/TOKEN', '/token/', '/token/introspection', '/token/revocation', '/request'];

interface Called {
  /** The request target: a path, or a whole address. */
  readonly target: string;
  readonly host: string;
}

describe('another server', () => {
  let world: World;
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let proofKey: ProofKey;
  beforeAll(async () => {
    keys = await generateKeyPair('ES256', { extractable: true });
    proofKey = await createProofKey();
    const jwk = { ...(await exportJWK(keys.publicKey)), alg: 'ES256', use: 'sig', kid: 'office' };
    const office = {
      client_id: 'office',
      jwks: { keys: [jwk] },
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      grant_types: ['client_credentials'],
      response_types: [],
      require_pushed_authorization_requests: false,
      scope: 'account_links:read',
    };
    world = await openWorld('memory', { overlay: { clients: [office] } });
  });
  afterAll(() => world.close());

  const port = () => new URL(world.demo.urls.issuer).port;
  const ways = (path: string): Called[] => [
    { target: path, host: 'evil.example' },
    { target: elsewhere + path, host: `localhost:${port()}` },
  ];

  function assertionFor(aud: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ iss: 'office', sub: 'office', aud, jti: randomUUID(), iat: now, exp: now + 60 })
      .setProtectedHeader({ alg: 'ES256', kid: 'office' })
      .sign(keys.privateKey);
  }

  function send({ target, host }: Called, fields: Readonly<Record<string, string>>, headers = {}, method = 'POST'): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: port(), path: target, method, headers: { host, ...headers } };
      const sent = request(options, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += String(chunk);
        });
        response.on('end', () => resolve(`${response.statusCode} ${/"error":"(\w+)"/.exec(text)?.[1] ?? ''}`.trim()));
      });
      sent.setHeader('content-type', 'application/x-www-form-urlencoded');
      sent.on('error', reject);
      sent.end(method === 'GET' ? undefined : new URLSearchParams(fields).toString());
    });
  }

  async function authenticate(called: Called, aud: string, headers = {}): Promise<string> {
    const fields = {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertionFor(aud),
      grant_type: 'client_credentials',
      resource: `${world.demo.urls.issuer}/admin/v1`,
      scope: 'account_links:read',
      token: 'nothing',
    };
    return send(called, fields, headers);
  }

  it.each(endpoints)('T31, T34: %s takes no client assertion that was made for it', async (path) => {
    for (const called of ways(path))
      for (const aud of [elsewhere, elsewhere + path, `${elsewhere}/token`])
        expect([called, aud, await authenticate(called, aud)]).toEqual([called, aud, '401 invalid_client']);
  });

  it('T31: one that was made for this server is good, whatever name the request calls it by', async () => {
    for (const called of [{ target: '/token', host: `localhost:${port()}` }, ...ways('/token')])
      for (const aud of [world.demo.urls.issuer, `${world.demo.urls.issuer}/token`])
        expect([called, await authenticate(called, aud)]).toEqual([called, '200']);
  });

  it('T35: no proof of possession that was made for it is taken by the provider’s own endpoints', async () => {
    const { issuer } = world.demo.urls;
    const own = { target: '/token', host: `localhost:${port()}` };
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
        expect([target, await send({ target, host }, {}, {}, target === '/token' ? 'POST' : 'GET')]).toEqual([
          target,
          '400 invalid_request',
        ]);
      expect(world.lines.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );
});
