/** When something behind the admin API fails: a problem that says nothing of the inside, a fault in the log, and no half-told success. */
import { createServer } from 'node:http';
import { expect, it } from '@jest/globals';
import Koa from 'koa';
import { errors } from 'oidc-provider';
import supertest from 'supertest';
import type { Policies } from '../../src/oidc/passerelle-types.ts';
import type { AdminDeps, AdminEvent } from '../../src/server/admin/deps.ts';
import { adminRoutes } from '../../src/server/admin/routes.ts';
import { adminScopes } from '../../src/server/admin/scopes.ts';
import { actor } from './admin-world.ts';

const never = () => Promise.reject(new Error('not for this test'));
const nothingElse = new Proxy({} as never, { get: () => never });

/** Admits everybody; its policies are the test's. */
function apiWith(policies: Partial<Policies>) {
  const told: AdminEvent[] = [];
  const deps: AdminDeps = {
    issuer: 'https://op.example',
    passerelle: {
      authorize: async () => ({ ok: true, clientId: 'back-office', scopes: new Set(adminScopes) }),
      links: nothingElse,
      deliveries: nothingElse,
      policies: { list: never, suspend: never, resume: never, ...policies },
    },
    directory: nothingElse,
    scopesOf: () => adminScopes,
    onEvent: (event) => told.push(event),
  };
  const app = new Koa().use(adminRoutes(deps).routes());
  return { http: supertest(createServer(app.callback())), told };
}

it('T61: a store that does not answer is 503 and never a success or a 404', async () => {
  const { http, told } = apiWith({ suspend: () => Promise.reject(new errors.OIDCProviderError(503, 'temporarily_unavailable')) });
  const { body } = await http
    .post('/admin/v1/policies/a/suspend')
    .send({ actor })
    .expect(503)
    .expect('Content-Type', /problem\+json/);
  expect(body).toMatchObject({ type: 'urn:passerelle:problem:temporarily-unavailable' });
  expect(told).toEqual([{ event: 'fault', operation: 'suspendPolicy', error: expect.any(Error) }]);
});

it('T54: any other fault is 500, and what it says stays in the log', async () => {
  const { http, told } = apiWith({ list: () => Promise.reject(new Error('mongodb://user:password@host')) });
  const { body } = await http.get('/admin/v1/policies').expect(500);
  expect(body).toEqual({ type: 'urn:passerelle:problem:internal-error', title: 'Something went wrong', status: 500 });
  expect(told).toEqual([{ event: 'fault', operation: 'listPolicies', error: new Error('mongodb://user:password@host') }]);
});

it('search and reset without built-in accounts: 404, because the bank’s own directory has its own desk', async () => {
  const { http, told } = apiWith({});
  for (const [path, body] of [
    ['search', { space: 'pro', identifier: '70000001' }],
    ['somebody/reset-secret-code', { actor }],
  ] as const) {
    const answer = await http.post(`/admin/v1/accounts/${path}`).send(body).expect(404);
    expect(answer.body.type).toBe('urn:passerelle:problem:no-built-in-directory');
  }
  expect(told.map(({ event }) => event)).toEqual(['admin.refused', 'admin.refused']);
});
