/** The OpenAPI document: right by the linter, equal to the routes, and without a way to create a link or to switch. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import supertest from 'supertest';
import type { AdminDeps } from '../../src/server/admin/deps.ts';
import { problemCodes, problemStatus, problemType } from '../../src/server/admin/problems.ts';
import { adminOperations, adminRoutes } from '../../src/server/admin/routes.ts';
import { adminScopes } from '../../src/server/admin/scopes.ts';
import { type AdminWorld, openAdminWorld } from './admin-world.ts';

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly operationId: string; readonly security: readonly object[] }>>>
  >;
  readonly components: { readonly securitySchemes: { readonly clientCredentials: { readonly flows: object } } };
}

describe('/admin/v1/openapi.json', () => {
  let world: AdminWorld;
  let document: Document;
  beforeAll(async () => {
    world = await openAdminWorld('memory');
    const { body } = await supertest(world.resource)
      .get('/openapi.json')
      .expect(200)
      .expect('Content-Type', /^application\/json/);
    document = body;
  });
  afterAll(() => world.close());

  it('is served without a token, as OpenAPI 3.1', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: world.resource }] });
  });

  it('no error and no warning by the recommended rules of the linter', async () => {
    const source = JSON.stringify(document).replaceAll(world.demo.urls.issuer, 'https://passerelle.bank.test');
    const problems = await lintFromString({ source, config: await createConfig({ extends: ['recommended'] }) });
    expect(problems.map(({ ruleId, severity, message, location }) => [severity, ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  it('every route is in it, and everything in it is a route', () => {
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} /admin/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    // Of a path's layers the last refuses whatever no other takes.
    const routes = adminRoutes(depsOf(world))
      .stack.filter(({ methods }) => methods.length <= 2)
      .map(({ methods, path }) => `${methods.filter((method) => method !== 'HEAD').join()} ${path}`);
    expect(documented.sort()).toEqual(routes.sort());
    expect(new Set(documented).size).toBe(documented.length);
  });

  it('every operation names its scope, and every scope is that of an operation', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const named = operations.flatMap(({ security }) => security.flatMap((requirement) => Object.values(requirement).flat()));
    expect([...new Set(named)].sort()).toEqual([...adminScopes].sort());
    expect(operations.filter(({ security }) => security.length === 0).map(({ operationId }) => operationId)).toEqual([
      'getOpenApiDocument',
    ]);
    expect(document.components.securitySchemes.clientCredentials.flows).toMatchObject({
      clientCredentials: {
        tokenUrl: `${world.demo.urls.issuer}/token`,
        scopes: Object.fromEntries(adminScopes.map((scope) => [scope, expect.any(String)])),
      },
    });
  });

  it('docs/admin-api.md names every problem with its status, and every scope', async () => {
    const page = await readFile(new URL('../../docs/admin-api.md', import.meta.url), 'utf8');
    const rows = page.split('\n').flatMap((line) => {
      const [, names = '', status] = /^\| ((?:`[a-z-]+`(?:, )?)+) \| (\d{3}) \|/.exec(line) ?? [];
      return [...names.matchAll(/`([a-z-]+)`/g)].map(([, name]) => [`urn:passerelle:problem:${name}`, Number(status)]);
    });
    expect(rows.sort()).toEqual(problemCodes.map((code) => [problemType(code), problemStatus(code)]).sort());
    expect([...page.matchAll(/^\| `([a-z_]+:[a-z]+)` \|/gm)].map(([, scope]) => scope)).toEqual([...adminScopes]);
  });

  it('T40: no operation creates a link, approves one, or switches; those that write are these', () => {
    const writes = adminOperations(depsOf(world)).flatMap(({ method, path }) => (method === 'get' ? [] : [path]));
    expect(writes.sort()).toEqual([
      '/account-links/{link_id}/revoke',
      '/accounts/search',
      '/accounts/{account_id}/erase',
      '/accounts/{account_id}/reset-secret-code',
      '/deliveries/{delivery_id}/retry',
      '/policies/{policy_id}/resume',
      '/policies/{policy_id}/suspend',
    ]);
  });
});

function depsOf({ demo }: AdminWorld): AdminDeps {
  const { passerelle, directory } = demo.server;
  return { issuer: demo.urls.issuer, passerelle, directory, scopesOf: () => [], onEvent: () => undefined };
}
