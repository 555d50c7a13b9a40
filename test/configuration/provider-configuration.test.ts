/** What oidc-provider is told: checked on a real provider, over the wire where the wire shows it. */
import { createServer as createHttpServer, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import request from 'supertest';
import { loadConfiguration } from '../../src/server/config/load.ts';
import { createLog } from '../../src/server/log.ts';
import { createOutgoingFetch } from '../../src/server/outgoing-fetch.ts';
import { createServer, type PasserelleServer } from '../../src/server/server.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { configFolder, demoFile, demoVariables } from './demo-variables.ts';

const outside = { username: 'outside-rs', password: 'outside-secret' };

describe('the server over the demo configuration', () => {
  let server: PasserelleServer;
  let http: ReturnType<typeof request>;

  beforeAll(async () => {
    server = await serverFor(loadConfiguration({ files: [demoFile], variables: demoVariables }));
    http = request(server.handler);
  });
  afterAll(() => server.close());

  it('every client of the configuration is one for oidc-provider', async () => {
    await expect(server.checkClients()).resolves.toBeUndefined();
  });

  it('discovery: what is on, and nothing else', async () => {
    const { body } = await http.get('/.well-known/openid-configuration').expect(200);
    expect(body).toMatchObject({
      issuer: 'http://localhost:3000',
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      acr_values_supported: ['urn:passerelle:acr:linked', 'urn:passerelle:acr:code', 'urn:passerelle:acr:strong'],
      claims_parameter_supported: true,
      backchannel_logout_supported: true,
      dpop_signing_alg_values_supported: expect.arrayContaining(['ES256']),
      pushed_authorization_request_endpoint: expect.any(String),
    });
    expect(body.device_authorization_endpoint).toBeUndefined();
    expect(body.registration_endpoint).toBeUndefined();
  });

  it('keys: ES256 and RS256, public parts only', async () => {
    const { body } = await http.get('/jwks').expect(200);
    expect(body.keys.map(({ alg }: { alg: string }) => alg)).toEqual(['ES256', 'RS256']);
    expect(JSON.stringify(body)).not.toContain('"d"');
  });

  it('an authorization request without PKCE is refused', async () => {
    const { headers } = await http.get('/auth').query(authorization('outside-pro')).expect(303);
    expect(new URL(headers.location ?? '').searchParams.get('error')).toBe('invalid_request');
  });

  it('T33: a client that must push its requests cannot ask plainly', async () => {
    const { headers } = await http
      .get('/auth')
      .query({
        ...authorization('espace-pro'),
        redirect_uri: 'http://localhost:3001/callback',
        code_challenge: 'a'.repeat(43),
        code_challenge_method: 'S256',
      })
      .expect(303);
    expect(new URL(headers.location ?? '').searchParams.get('error')).toBe('invalid_request');
  });

  it('only the client itself, and a resource server that is trusted with it, may introspect a token', async () => {
    const { AccessToken, Client, Grant } = server.provider;
    const client = await Client.find('outside-pro');
    if (!client) throw new Error('no client outside-pro');
    const grant = new Grant({ accountId: 'acc_pro_somebody', clientId: 'outside-pro' });
    grant.addOIDCScope('openid');
    const grantId = await grant.save();
    const token = await new AccessToken({
      accountId: 'acc_pro_somebody',
      client,
      grantId,
      gty: 'authorization_code',
      scope: 'openid',
      claims: {},
      expiresWithSession: false,
    } as ConstructorParameters<typeof AccessToken>[0]).save();
    const active = async (username: string) => {
      const { body } = await http.post('/token/introspection').auth(username, 'outside-secret').type('form').send({ token }).expect(200);
      return body.active;
    };
    expect([await active('outside-pro'), await active('outside-rs'), await active('outside-particuliers')]).toEqual([true, true, false]);
  });

  it('headers: no frame, no foreign script, and a form may only lead to the relying parties', async () => {
    const { headers } = await http.get('/.well-known/openid-configuration');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self' http://localhost:3001 http://localhost:3002 http://localhost:3009; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'cache-control': 'no-store' });
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('an address that nobody answers: 404, as a page or as JSON', async () => {
    await http.get('/nowhere').set('Accept', 'application/json').expect(404, { error: 'not_found' });
    const { text } = await http.get('/nowhere').set('Accept', 'text/html').expect(404).expect('Content-Type', /html/);
    expect(text).toContain('<main');
  });

  it('health: live, and ready until it drains', async () => {
    await http.get('/health/live').expect(200);
    await http.get('/health/ready').expect(200);
    const other = await serverFor(loadConfiguration({ files: [demoFile], variables: demoVariables }));
    other.drain();
    await request(other.handler).get('/health/live').expect(200);
    await request(other.handler).get('/health/ready').expect(503);
    await other.close();
  });

  it('revocation is for the token’s own client', async () => {
    await http.post('/token/revocation').auth(outside.username, outside.password).type('form').send({ token: 'unknown' }).expect(200);
  });
});

describe('the server over https', () => {
  it('T58: cookies are Secure, HttpOnly, SameSite=Lax and tied to the host', async () => {
    const configuration = loadConfiguration({
      files: [`${configFolder}/passerelle.yaml`],
      variables: {
        PASSERELLE_ISSUER: 'https://op.example',
        AUTHENTICATOR_ISSUER: 'https://ciba.example',
        ESPACE_PRO_URL: 'https://pro.example',
        ESPACE_PARTICULIERS_URL: 'https://particuliers.example',
      },
      overlay: { clients: [{ client_id: 'espace-pro', require_pushed_authorization_requests: false }] },
    });
    const server = await serverFor(configuration);
    const { headers } = await request(server.handler)
      .get('/auth')
      .set('X-Forwarded-Proto', 'https')
      .query({
        ...authorization('espace-pro'),
        redirect_uri: 'https://pro.example/callback',
        code_challenge: 'a'.repeat(43),
        code_challenge_method: 'S256',
      })
      .expect(303);
    const cookies = [headers['set-cookie'] ?? []].flat();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies)
      expect(cookie).toMatch(
        /^(__Host-session\.pro|__Secure-(interaction|resume))(\.sig)?=.*; secure; httponly; samesite=lax|samesite=lax; secure; httponly/i,
      );
    expect(headers['strict-transport-security']).toMatch(/max-age=31536000/);
    await server.close();
  });

  it('behind a proxy only the address that the proxy itself added counts, whatever the sender wrote before it', async () => {
    const server = await serverFor(loadConfiguration({ files: [demoFile], variables: demoVariables, overlay: { behind_proxy: true } }));
    const incoming = new IncomingMessage(new Socket());
    incoming.headers['x-forwarded-for'] = '192.0.2.1, 198.51.100.7';
    expect(server.provider.createContext(incoming, new ServerResponse(incoming)).ip).toBe('198.51.100.7');
    await server.close();
  });
});

describe('outgoing requests', () => {
  it('reach a listed host on loopback, and refuse any other without TLS', async () => {
    const relyingParty = createHttpServer((_request, response) => response.end('ok'));
    await new Promise<void>((resolve) => relyingParty.listen(0, '127.0.0.1', resolve));
    const address = relyingParty.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const url = `http://127.0.0.1:${address.port}/backchannel-logout`;

    const answer = await createOutgoingFetch([`127.0.0.1:${address.port}`])(url, { method: 'POST' });
    expect(await answer.text()).toBe('ok');
    await expect(createOutgoingFetch([])(url)).rejects.toThrow('neither reached over https nor listed');
    relyingParty.close();
  });

  it('keep the library’s guard against private addresses for hosts that are not listed, and follow no redirect', async () => {
    const seen: Record<string, unknown>[] = [];
    const fetch = createOutgoingFetch(['rp.internal:443'], async (_input, init) => {
      seen.push({ ...init });
      return new Response();
    });
    const guard = { dispatcher: 'the guard' } as RequestInit;
    await fetch('https://rp.internal/logout', guard);
    await fetch('https://rp.example/logout', guard);
    expect(seen).toEqual([{ redirect: 'error' }, { redirect: 'error', dispatcher: 'the guard' }]);
  });
});

function authorization(clientId: string) {
  return { client_id: clientId, response_type: 'code', scope: 'openid', redirect_uri: 'http://localhost:3009/callback', state: 'state' };
}

async function serverFor(configuration: ReturnType<typeof loadConfiguration>): Promise<PasserelleServer> {
  const keys = await Promise.all(['ES256', 'RS256'].map(privateKey));
  const [first] = keys;
  if (!first) throw new Error('no key');
  return createServer({
    configuration,
    secrets: { cookieKeys: ['a cookie key of a test, long enough'], jwks: { keys }, authenticatorKey: first },
    store: createMemoryStore({ clock: () => new Date() }),
    log: createLog({ level: 'error' }),
  });
}

async function privateKey(alg: string) {
  const { privateKey: key } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(key)), alg, kid: alg, use: 'sig' };
}
