/**
 * The demo with back offices: clients of the admin API, each with a key and scopes of its own. Every answer is held against the
 * schema that the OpenAPI document shows for it.
 */
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import supertest from 'supertest';
import type { Operation } from '../../src/server/admin/operation.ts';
import { adminOperations } from '../../src/server/admin/routes.ts';
import { type AdminScope, adminScopes } from '../../src/server/admin/scopes.ts';
import { problem } from '../../src/server/admin/wire.ts';
import { loadConfiguration } from '../../src/server/config/load.ts';
import { createLog } from '../../src/server/log.ts';
import { createServer, type PasserelleServer } from '../../src/server/server.ts';
import type { DemoOptions } from '../../src/start-demo.ts';
import { demoFile, demoVariables } from '../configuration/demo-variables.ts';
import type { StoreKind } from '../ground/stores.ts';
import { openWorld, type World } from '../world/world.ts';

type Members = Readonly<Record<string, string>>;

/** The members that tests ask for; the schemas say which answer has which. */
export interface AdminBody {
  readonly type?: string;
  readonly id?: string;
  readonly state?: string;
  readonly status?: string;
  readonly allowed?: boolean;
  readonly checks?: readonly object[];
  readonly revocation_reason?: string;
  readonly activating?: object;
  readonly account_id?: string;
  readonly secret_code?: string;
  readonly intact?: boolean;
  readonly oldest_at?: string;
  readonly next_cursor?: string;
  readonly account_links?: readonly Members[];
  readonly history?: readonly Members[];
  readonly uses?: readonly Members[];
  readonly policies?: readonly object[];
  readonly deliveries?: readonly Members[];
}

export interface AdminAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AdminBody;
  readonly text: string;
}

export interface AdminRequest {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface AdminWorld extends World {
  readonly operations: readonly Operation[];
  /** The resource of the admin API. */
  readonly resource: string;
  /** Of `back-office`, which may do everything. */
  readonly token: string;
  /** What the token endpoint answers a client by `client_credentials`. */
  tokenAnswer(
    client: string,
    fields?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly body: Readonly<Record<string, string>> }>;
  tokenOf(client: string, fields?: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<string>;
  /** Another server on the same store, whose configuration gives `back-office` these scopes, or does not know it. */
  restarted(scopes: readonly AdminScope[] | undefined): Promise<PasserelleServer>;
  /** A request below `/admin/v1`, with the token of `back-office` unless another is given. */
  ask(method: 'get' | 'post', path: string, request?: AdminRequest): Promise<AdminAnswer>;
}

export const actor = 'camille.adviser@bank.example';

export async function openAdminWorld(kind: StoreKind, policy: object = {}, options: Partial<DemoOptions> = {}): Promise<AdminWorld> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid: 'back-office' }] };
  const backOffice = (client_id: string, scopes: readonly string[], change: object = {}) => ({
    client_id,
    jwks,
    token_endpoint_auth_signing_alg: 'ES256',
    grant_types: ['client_credentials'],
    response_types: [],
    require_pushed_authorization_requests: false,
    scope: scopes.join(' '),
    ...change,
  });
  const overlay = {
    policies: [{ id: 'pro-particuliers', ...policy }],
    clients: [
      backOffice('back-office', adminScopes),
      backOffice('reader', ['account_links:read']),
      backOffice('bound-office', adminScopes, { dpop_bound_access_tokens: true }),
    ],
  };
  const world = await openWorld(kind, { overlay, ...options });
  const { issuer } = world.demo.urls;
  const { passerelle, directory } = world.demo.server;
  const operations = adminOperations({ issuer, passerelle, directory, scopesOf: () => [], onEvent: () => undefined });
  const resource = `${issuer}/admin/v1`;
  const http = supertest(issuer);

  const tokenAnswer: AdminWorld['tokenAnswer'] = async (client, fields = {}, headers = {}) => {
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', kid: 'back-office' })
      .setIssuer(client)
      .setSubject(client)
      .setAudience(issuer)
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(privateKey);
    const { status, body } = await http
      .post('/token')
      .set(headers)
      .type('form')
      .send({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
        resource,
        scope: adminScopes.join(' '),
        ...fields,
      });
    return { status, body };
  };

  const tokenOf: AdminWorld['tokenOf'] = async (client, fields, headers) => {
    const { status, body } = await tokenAnswer(client, fields, headers);
    if (status !== 200 || !body.access_token) throw new Error(`no token: ${JSON.stringify(body)}`);
    return body.access_token;
  };
  const token = await tokenOf('back-office');

  return {
    ...world,
    operations,
    resource,
    token,
    tokenAnswer,
    tokenOf,
    async restarted(scopes) {
      const configuration = loadConfiguration({
        files: [demoFile],
        variables: { ...demoVariables, ISSUER: issuer },
        overlay: scopes ? { clients: [backOffice('back-office', scopes)] } : {},
      });
      const key = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'another' };
      return createServer({
        configuration,
        secrets: { cookieKeys: ['a cookie key of a test, long enough'], jwks: { keys: [key] }, authenticatorKey: key },
        store: { ...world.demo.store, close: async () => undefined },
        log: createLog({ level: 'error' }),
      });
    },
    async ask(method, path, request = {}) {
      const asked = http[method](`/admin/v1${path}`).set({ authorization: `Bearer ${request.token ?? token}`, ...request.headers });
      const response = await (request.body === undefined ? asked : asked.send(request.body as object)).ok(() => true);
      holdAgainstSchema(operations, method, path, response.status, response.body, response.type);
      return { status: response.status, headers: response.headers, body: response.body, text: response.text };
    },
  };
}

/** Throws where the answer is not what the document says. */
function holdAgainstSchema(
  operations: readonly Operation[],
  method: string,
  path: string,
  status: number,
  body: unknown,
  type: string,
): void {
  if (status >= 400) {
    if (type !== 'application/problem+json') throw new Error(`a refusal of the type '${type}'`);
    problem.parse(body);
    return;
  }
  const [pathname = ''] = path.split('?');
  const operation = operations.find((each) => each.method === method && matches(each.path, pathname));
  if (!operation) throw new Error(`no operation ${method} ${pathname} in the document`);
  operation.answer.parse(body);
}

function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
}
