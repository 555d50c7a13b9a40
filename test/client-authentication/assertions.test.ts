/** Client authentication by `private_key_jwt` (RFC 7523): an assertion is good once, whichever endpoint sees it first, and by its own key only. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { base64url, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { describeOnStores } from '../ground/stores.ts';
import { openWorld, type World } from '../world/world.ts';
import { assertionType, createOfficeKeys, officeWith } from './office.ts';

const uses = 20;

describeOnStores('client assertions', (kind) => {
  let world: World;
  let keys: Awaited<ReturnType<typeof createOfficeKeys>>;
  beforeAll(async () => {
    keys = await createOfficeKeys();
    world = await openWorld(kind, { overlay: { clients: [officeWith(keys.jwk), officeWith(keys.jwk, 'other-office')] } });
  });
  afterAll(() => world.close());

  const claims = (change: Readonly<Record<string, unknown>> = {}) => {
    const now = Math.floor(Date.now() / 1000);
    return { iss: 'office', sub: 'office', aud: world.demo.urls.issuer, jti: randomUUID(), iat: now, exp: now + 60, ...change };
  };
  const signed = (change?: Readonly<Record<string, unknown>>) =>
    new SignJWT(claims(change)).setProtectedHeader({ alg: 'ES256', kid: 'office' }).sign(keys.privateKey);

  async function use(client_assertion: string, path = '/token'): Promise<string> {
    const response = await fetch(world.demo.urls.issuer + path, {
      method: 'POST',
      body: new URLSearchParams({
        client_assertion_type: assertionType,
        client_assertion,
        ...(path === '/token'
          ? { grant_type: 'client_credentials', resource: `${world.demo.urls.issuer}/admin/v1`, scope: 'account_links:read' }
          : { token: 'nothing' }),
      }),
    });
    const text = await response.text();
    return `${response.status} ${text === '' ? '' : (JSON.parse(text).error ?? '')}`.trim();
  }

  it(`T34: of ${uses} parallel uses of one jti one succeeds, at one endpoint and over several`, async () => {
    const assertion = await signed();
    const answers = await Promise.all(Array.from({ length: uses }, () => use(assertion)));
    expect(answers.filter((answer) => answer === '200')).toHaveLength(1);
    expect(answers.filter((answer) => answer === '401 invalid_client')).toHaveLength(uses - 1);

    const paths = ['/token', '/token/introspection', '/token/revocation'] as const;
    const another = await signed();
    const mixed = await Promise.all(Array.from({ length: uses }, (_, index) => use(another, paths[index % paths.length])));
    expect(mixed.filter((answer) => answer === '200')).toHaveLength(1);
    expect(mixed.filter((answer) => answer === '401 invalid_client')).toHaveLength(uses - 1);
    for (const path of paths) expect(await use(another, path)).toBe('401 invalid_client');
  });

  it('T34: the jti of one client is not that of another', async () => {
    const jti = randomUUID();
    expect(await use(await signed({ jti }))).toBe('200');
    expect(await use(await signed({ jti, iss: 'other-office', sub: 'other-office' }))).toBe('200');
    expect(await use(await signed({ jti }))).toBe('401 invalid_client');
  });

  it('T34: without a jti, or past its time, it is none', async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const change of [
      { jti: undefined },
      { exp: now - 60 },
      { exp: undefined },
      { aud: 'https://evil.example' },
      { sub: 'other-office' },
      { iss: 'other-office' },
    ])
      expect([change, await use(await signed(change))]).toEqual([change, '401 invalid_client']);
  });

  it('T51: an algorithm that is not the client’s own is no signature: none, and HS256 with what is public', async () => {
    const hmac = (secret: string) =>
      new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'office' }).sign(new TextEncoder().encode(secret));
    const { privateKey } = await generateKeyPair('RS256');
    const own = await signed();
    const [, body = '', signature = ''] = own.split('.');
    const header = base64url.encode(JSON.stringify({ alg: 'none', kid: 'office' }));
    const forged = {
      none: new UnsecuredJWT(claims()).encode(),
      'none with a signature': `${header}.${body}.${signature}`,
      'HS256 with the public key': await hmac(JSON.stringify(keys.jwk)),
      'HS256 with its x': await hmac(String(keys.jwk.x)),
      'HS256 with nothing': await hmac(' '),
      'RS256 by a stranger': await new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', kid: 'office' }).sign(privateKey),
      'ES256 by a key of its own header': await new SignJWT(claims())
        .setProtectedHeader({ alg: 'ES256', jwk: await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey) })
        .sign((await generateKeyPair('ES256')).privateKey),
    };
    for (const [name, assertion] of Object.entries(forged)) expect([name, await use(assertion)]).toEqual([name, '401 invalid_client']);
    expect(await use(own)).toBe('200');
  });
});
