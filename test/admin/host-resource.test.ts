/** `passerelle.authorize` at a resource of a host's own, on a bare node server: whose token, for whom, and whether it is still worth anything. */
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { AccessWanted } from '../../src/oidc/passerelle-types.ts';
import { createProofKey } from '../grant/proofs.ts';
import { describeOnStores } from '../ground/stores.ts';
import { accountOf, linkedCustomer } from '../world/customers.ts';
import { switchFrom } from '../world/people.ts';
import { type AdminWorld, actor, openAdminWorld } from './admin-world.ts';

describeOnStores("a host's own resource", (kind) => {
  let world: AdminWorld;
  beforeAll(async () => {
    world = await openAdminWorld(kind);
  });
  afterAll(() => world.close());

  /** A server of the host's: it answers what it was told. */
  function resourceWanting(wanted: AccessWanted) {
    const host = createServer((req, res) => {
      world.demo.server.passerelle.authorize({ req, res }, wanted).then(
        (decision) => {
          if (!decision.ok) res.setHeader('WWW-Authenticate', [...decision.challenges]);
          const { ok, ...rest } = decision;
          res.writeHead(ok ? 200 : decision.status, { 'content-type': 'application/json' });
          res.end(JSON.stringify(ok ? { ...rest, scopes: [...decision.scopes] } : { error: decision.error }));
        },
        () => res.writeHead(500).end(),
      );
    });
    return supertest(host);
  }

  const api = () => `${world.demo.urls.particuliers}/api`;
  const ask = (wanted: AccessWanted, token: string, headers: Record<string, string> = {}) =>
    resourceWanting(wanted)
      .get('/api/balance?of=mine')
      .set({ authorization: `Bearer ${token}`, ...headers })
      .ok(() => true);

  it('T21: a linked login’s token is accepted for its audience and scope, and dead at the next request after a revocation', async () => {
    const customer = await linkedCustomer(world);
    const opened = await switchFrom(world, world.openBrowser(), 'pro', customer.pro, { resource: api(), scope: 'balance', nonce: '' });
    const { tokens } = await world.exchange('outside-particuliers', opened);
    const wanted = { of: 'customer', audience: api(), scope: 'balance' } as const;
    const { accountId } = await accountOf(world, 'particuliers', customer.particuliers);
    expect((await ask(wanted, tokens.access_token)).body).toEqual({ clientId: 'outside-particuliers', accountId, scopes: ['balance'] });

    expect((await ask({ ...wanted, scope: 'cards' }, tokens.access_token)).status).toBe(403);
    for (const other of [
      { ...wanted, audience: `${api()}/` },
      { of: 'customer', scope: 'balance' },
      { ...wanted, of: 'client' },
    ] as const) {
      const { status, body, headers } = await ask(other, tokens.access_token);
      expect([status, body.error]).toEqual([401, 'invalid_token']);
      expect(headers['www-authenticate']).toContain('Bearer scope="balance", error="invalid_token"');
    }
    await world.ask('post', `/account-links/${customer.linkId}/revoke`, { body: { actor } });
    expect((await ask(wanted, tokens.access_token)).status).toBe(401);
  });

  it('T24: a client’s own token opens what wants a client’s, and nothing that wants a customer’s', async () => {
    const wanted = { audience: world.resource, scope: 'accounts:read' } as const;
    expect((await ask({ ...wanted, of: 'client' }, world.token)).body).toMatchObject({ clientId: 'back-office' });
    expect((await ask({ ...wanted, of: 'client' }, world.token)).body).not.toHaveProperty('accountId');
    expect((await ask({ ...wanted, of: 'customer' }, world.token)).status).toBe(401);
  });

  it('T35: a bound token is proved for the address that was called, as the issuer’s origin knows it', async () => {
    const key = await createProofKey();
    const { issuer } = world.demo.urls;
    const token = await world.tokenOf('bound-office', {}, { dpop: await key.proof('POST', `${issuer}/token`) });
    const wanted = { of: 'client', audience: world.resource, scope: 'accounts:read' } as const;
    const proved = async (url: string) =>
      (await ask(wanted, token, { authorization: `DPoP ${token}`, dpop: await key.proof('GET', url, { accessToken: token }) })).status;
    expect(await proved(`${issuer}/api/balance`)).toBe(200);
    expect(await proved(`${issuer}/api`)).toBe(401);
    expect(await proved('http://elsewhere.example/api/balance')).toBe(401);
  });
});
