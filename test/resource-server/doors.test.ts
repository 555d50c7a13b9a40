/** The doors of the resource-server helper, and a client that understands what they answer: openid-client. */
import type { createServer } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import Koa from 'koa';
import * as client from 'openid-client';
import { type Listener, listen } from '../../src/demo/listen.ts';
import { withToken as fetchWithToken } from '../../src/resource-server/fetch.ts';
import { requireToken } from '../../src/resource-server/koa.ts';
import { withToken as nodeWithToken } from '../../src/resource-server/node.ts';
import type { TokenCheck } from '../../src/resource-server/token-check.ts';
import { createIssuer, createProver, goodToken } from './issuer.ts';

const strong = 'urn:passerelle:acr:strong';
const requirements = { scope: 'balance', acr: strong, maxAge: 300 };

type Ask = (headers: Readonly<Record<string, string>>) => Promise<Response>;

const open: Listener[] = [];
afterEach(() => Promise.all(open.splice(0).map((listener) => listener.close())));

async function served(handler: Parameters<typeof createServer>[1]): Promise<Ask> {
  const listener = await listen(0);
  open.push(listener);
  listener.serve(handler ?? (() => undefined));
  return (headers) => fetch(`http://localhost:${listener.port}/api/balance?month=5`, { headers });
}

const doors: readonly (readonly [string, (check: TokenCheck) => Promise<Ask>])[] = [
  [
    'Koa',
    (check) => {
      const app = new Koa();
      app.use(requireToken(check, requirements));
      app.use((ctx) => {
        ctx.body = { sub: ctx.state.token.sub };
      });
      return served(app.callback());
    },
  ],
  [
    'node:http',
    async (check) =>
      served(
        nodeWithToken(
          check,
          () => requirements,
          { origin: 'https://rs.example' },
          (_request, response, { sub }) => {
            response.end(JSON.stringify({ sub }));
          },
        ),
      ),
  ],
  [
    'Fetch',
    async (check) => {
      const handler = fetchWithToken(check, requirements, (_request, { sub }) => Response.json({ sub }));
      return (headers) => handler(new Request('https://rs.example/api/balance?month=5', { headers }));
    },
  ],
];

describe.each(doors)('the door for %s', (_name, hang) => {
  it('lets a good token in', async () => {
    const ground = createIssuer();
    ground.says = { ...goodToken, acr: strong };
    const answer = await (await hang(ground.check))({ authorization: 'Bearer token' });
    expect([answer.status, await answer.json()]).toEqual([200, { sub: 'account' }]);
  });

  it('without a token: 401 and a challenge for each scheme', async () => {
    const answer = await (await hang(createIssuer().check))({});
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer scope="balance", DPoP scope="balance", algs="ES256 PS256 EdDSA Ed25519"');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toMatchObject({ error: 'invalid_token' });
  });

  it('with introspection down: 503 with Retry-After, and no challenge that would make a client drop its token', async () => {
    const ground = createIssuer();
    ground.says = 'nothing';
    const answer = await (await hang(ground.check))({ authorization: 'Bearer token' });
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('www-authenticate')]).toEqual([503, '5', null]);
    expect(await answer.json()).toMatchObject({ error: 'temporarily_unavailable' });
  });

  it('T27: insufficient_user_authentication (RFC 9470) is understood by openid-client, with acr_values and max_age', async () => {
    const ask = await hang(createIssuer().check);
    const configuration = new client.Configuration({ issuer: 'https://issuer.example' }, 'space');
    configuration[client.customFetch] = (_url, { headers }) => ask(headers);
    const refused = await client
      .fetchProtectedResource(configuration, 'token', new URL('https://rs.example/api/balance'), 'GET')
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(client.WWWAuthenticateChallengeError);
    expect(refused).toMatchObject({
      status: 401,
      cause: [
        {
          scheme: 'bearer',
          parameters: { error: 'insufficient_user_authentication', acr_values: strong, max_age: '300', scope: 'balance' },
        },
      ],
    });
  });
});

describe('behind a proxy', () => {
  it('T35: htu is compared with the address that clients call, whatever the request target looks like', async () => {
    const prover = await createProver();
    const ground = createIssuer();
    ground.says = { ...goodToken, acr: strong, cnf: { jkt: prover.jkt } };
    const app = new Koa();
    app.use(requireToken(ground.check, { scope: 'balance' }, { origin: 'https://rs.example' }));
    app.use((ctx) => {
      ctx.body = {};
    });
    const ask = await served(app.callback());
    expect((await ask({ authorization: 'DPoP token', dpop: await prover.proof() })).status).toBe(200);
    const elsewhere = await prover.proof({ htu: 'http://localhost/api/balance' });
    expect((await ask({ authorization: 'DPoP token', dpop: elsewhere })).status).toBe(401);
  });
});
