/**
 * The provider's signing keys change while customers log in (docs/production: publish, sign, withdraw): each step is a new process with the
 * same store, behind the same address, and a relying party that verifies with the published keys never sees an ID token that it cannot.
 */
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createRemoteJWKSet, exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT, UnsecuredJWT } from 'jose';
import { loadConfiguration } from '../../src/server/config/load.ts';
import { createLog } from '../../src/server/log.ts';
import { createServer, type PasserelleServer, type ServerStore } from '../../src/server/server.ts';
import { demoFile, demoVariables } from '../configuration/demo-variables.ts';
import { describeOnStores } from '../ground/stores.ts';
import { openBrowser } from '../world/browser.ts';
import { newCustomer } from '../world/customers.ts';
import { createOutside, type Outside } from '../world/outside.ts';
import { login } from '../world/people.ts';
import { storeOf } from '../world/world.ts';

describeOnStores('the keys of the provider', (kind) => {
  let store: ServerStore;
  let front: Server;
  let handler: RequestListener;
  let issuer: string;
  let world: Outside;
  let old: JWK;
  let next: JWK;
  const servers: PasserelleServer[] = [];

  beforeAll(async () => {
    store = await storeOf(kind, () => new Date());
    front = createHttpServer((request, response) => handler(request, response)).listen(0, '127.0.0.1');
    await once(front, 'listening');
    issuer = `http://localhost:${(front.address() as AddressInfo).port}`;
    world = createOutside({ issuer, outside: demoVariables.OUTSIDE_URL });
    [old, next] = [await signingKey('old'), await signingKey('next')];
    signWith(old);
  });
  afterAll(async () => {
    front.close();
    await Promise.all(servers.map((server) => server.close()));
    await store.close();
  });

  /** A new process in the place of the one before: it signs with the first key and publishes all. */
  function signWith(...keys: readonly JWK[]): void {
    const [authenticatorKey = {}] = keys;
    const server = createServer({
      configuration: loadConfiguration({ files: [demoFile], variables: { ...demoVariables, ISSUER: issuer } }),
      secrets: { cookieKeys: ['a cookie key of a test, long enough'], jwks: { keys: [...keys] }, authenticatorKey, pairwiseSalt: 'salt' },
      store: { ...store, close: async () => undefined },
      log: createLog({ level: 'error' }),
      hashCost: { memory: 64, passes: 1, parallelism: 1 },
    });
    servers.push(server);
    handler = server.handler;
  }

  async function idToken(identifier: string): Promise<string> {
    const { tokens } = await world.exchange('outside-pro', await login(world, openBrowser(issuer), 'pro', identifier));
    return tokens.id_token;
  }

  it('T51: rotated during load: every ID token of every moment verifies, and the old key signs nothing more', async () => {
    const { pro } = await newCustomer({ demo: { store } });
    // As a relying party has it: kept for ten minutes, asked for again when a key is not known.
    const published = createRemoteJWKSet(new URL(`${issuer}/jwks`), { cooldownDuration: 0 });
    const kids: string[] = [];
    const errors: unknown[] = [];
    let running = true;
    const verify = async (token: string) => {
      const { protectedHeader } = await jwtVerify(token, published, { issuer, audience: 'outside-pro', algorithms: ['ES256'] });
      kids.push(protectedHeader.kid ?? '');
    };
    const customer = async () => {
      while (running)
        await idToken(pro)
          .then(verify)
          .catch((error: unknown) => errors.push(error));
    };
    const load = Array.from({ length: 4 }, customer);
    const after = async (more: number) => {
      const until = kids.length + errors.length + more;
      while (kids.length + errors.length < until) await new Promise((resolve) => setImmediate(resolve));
    };
    const before = await idToken(pro);
    for (const keys of [[old], [old, next], [next, old], [next]]) {
      signWith(...keys);
      await after(8);
      // Issued before the rotation: its key is published until what it signed has expired.
      if (keys.includes(old)) await verify(before);
    }
    running = false;
    await Promise.all(load);
    expect(errors).toEqual([]);
    expect(new Set(kids)).toEqual(new Set(['old', 'next']));
    expect(kids.slice(-4)).toEqual(Array(4).fill('next'));
  });

  it('T51: an id_token_hint is one by our keys and algorithms only: not unsigned, not HS256 with what is public, not by a stranger', async () => {
    signWith(next, old);
    const { pro } = await newCustomer({ demo: { store } });
    const hint = await idToken(pro);
    const [, body = ''] = hint.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const hmac = (secret: string) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'next' }).sign(new TextEncoder().encode(secret));
    const { d: _private, ...publicKey } = next;
    const stranger = await generateKeyPair('ES256');
    const forged = [
      new UnsecuredJWT(claims).encode(),
      await hmac(JSON.stringify(publicKey)),
      await hmac(String(publicKey.x)),
      await hmac('outside-secret'),
      await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'next' }).sign(stranger.privateKey),
      await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'unknown' }).sign(stranger.privateKey),
    ];
    const at = async (path: string, parameters: Readonly<Record<string, string>>) => {
      const answer = await openBrowser(issuer).request('GET', `${path}?${new URLSearchParams(parameters)}`);
      const error = answer.headers.location === undefined ? undefined : new URL(answer.headers.location, issuer).searchParams.get('error');
      return error ?? answer.status;
    };
    const asking = (token: string) =>
      at(
        '/auth',
        Object.fromEntries(new URL(world.authorizationUrl('outside-pro', { id_token_hint: token, prompt: 'none' })).searchParams),
      );
    expect([await at('/session/end', { id_token_hint: hint }), await asking(hint)]).toEqual([200, 'login_required']);
    for (const token of forged)
      expect([await at('/session/end', { id_token_hint: token }), await asking(token)]).toEqual([400, 'invalid_request']);
  });
});

async function signingKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid };
}
