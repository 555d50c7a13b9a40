/** The headers of an https deployment, at every address and for every class of answer: what worked, what goes elsewhere, refusals, faults. */
import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { loadConfiguration } from '../../src/server/config/load.ts';
import { createLog } from '../../src/server/log.ts';
import { createServer, type PasserelleServer } from '../../src/server/server.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { demoFile, demoVariables } from '../configuration/demo-variables.ts';
import { adminRows } from './admin-rows.ts';
import { type CountedStore, countWrites } from './counted-store.ts';
import { headerFaults, leaks } from './judging.ts';
import { oauthRows } from './oauth-rows.ts';
import { pageRows } from './page-rows.ts';
import { routesOf } from './routes.ts';
import { createSender, type Received, type Sent } from './sending.ts';

const https = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'login.bank.example' };
const metricsToken = 'a-token-of-the-monitoring';
const routes = [...Object.keys({ ...pageRows, ...oauthRows, ...adminRows }), 'GET /metrics'];

describe('an https deployment', () => {
  let server: PasserelleServer;
  let counted: CountedStore;
  let listening: Server;
  let send: (request: Sent) => Promise<Received>;
  beforeAll(async () => {
    const configuration = loadConfiguration({
      files: [demoFile],
      variables: { ...demoVariables, ISSUER: 'https://login.bank.example' },
      overlay: { behind_proxy: true },
    });
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const key = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'one' };
    counted = countWrites(createMemoryStore({ clock: () => new Date() }));
    server = createServer({
      configuration,
      secrets: {
        cookieKeys: ['a cookie key of a test, long enough'],
        jwks: { keys: [key] },
        authenticatorKey: key,
        pairwiseSalt: 'salt',
        metricsToken,
      },
      store: counted.store,
      // Faults are asked for below; what is logged of them is proved elsewhere.
      log: createLog({ level: 'none' }),
    });
    listening = createHttpServer(server.handler).listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const sender = createSender(`http://127.0.0.1:${(listening.address() as AddressInfo).port}`);
    send = (request) => sender({ ...request, headers: { ...https, ...request.headers } });
  });
  afterAll(async () => {
    listening.close();
    await server.close();
  });

  it('has the addresses of the table, and that of the monitoring', async () => {
    expect((await routesOf(server)).routes).toEqual(routes.toSorted());
  });

  it('has the headers on whatever it answers at each of them, as the store answers and as it does not', async () => {
    const faults: string[] = [];
    for (const route of routes) {
      const [method = '', pattern = ''] = route.split(' ');
      const path = pattern.replaceAll(/:\w+/g, 'unknown');
      for (const away of [false, true]) {
        counted.setAway(away);
        const answer = await send({ method: method === '*' ? 'POST' : method, path, query: [['space', 'pro']] });
        faults.push(...[...headerFaults(answer, { https: true }), ...leaks(answer, [])].map((fault) => `${route}: ${fault}`));
      }
    }
    counted.setAway(false);
    expect(faults).toEqual([]);
  });

  it.each([
    ['a document', '/.well-known/openid-configuration', 200, 200],
    ['the metrics', '/metrics', 200, 200],
    ['a redirection', '/preferences?space=pro', 303, 303],
    ['a redirection of the library', `/auth?${authorization()}`, 303, 303],
    ['a page', '/forgotten-code?space=pro', 200, 200],
    ['an address of nobody', '/nowhere', 404, 404],
    ['a method of nobody', '/token', 405, 405],
    ['an error of the library', '/auth?client_id=nobody', 400, 503],
    ['a login page that is none', '/login/unknown', 400, 400],
    ['a token of nobody', '/linked-accounts', 401, 503],
  ])('%s (%s) is %d, and without a store %d', async (_what, path, status, withoutStore) => {
    const headers = { authorization: `Bearer ${metricsToken}` };
    for (const [away, expected] of [
      [false, status],
      [true, withoutStore],
    ] as const) {
      counted.setAway(away);
      const answer = await send({ method: 'GET', path, headers });
      counted.setAway(false);
      expect([answer.status, ...headerFaults(answer, { https: true })]).toEqual([expected]);
      for (const cookie of answer.headers.getSetCookie())
        expect(cookie).toMatch(/^(__Host-\S+; path=\/; |__Secure-\S+; path=\/\S+; )(.*; )?samesite=lax; secure; httponly$/);
    }
  });

  it('a style sheet, a script and an icon may be kept for good by anybody, what is not there by nobody', async () => {
    const { text } = await send({ method: 'GET', path: '/sign-out' });
    const files = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(files.map((path) => path.split('.').at(-1)).sort()).toEqual(['css', 'js', 'svg']);
    for (const path of files) {
      const answer = await send({ method: 'GET', path });
      expect([answer.status, ...headerFaults(answer, { https: true, cached: true })]).toEqual([200]);
    }
    const answer = await send({ method: 'GET', path: '/assets/passerelle.map' });
    expect([answer.status, ...headerFaults(answer, { https: true })]).toEqual([404]);
  });
});

function authorization(): string {
  return new URLSearchParams({
    client_id: 'outside-pro',
    redirect_uri: 'http://localhost:3009/callback',
    response_type: 'code',
    scope: 'openid',
    code_challenge: 'a'.repeat(43),
    code_challenge_method: 'S256',
  }).toString();
}
