/**
 * The server as it runs, on a store, a directory and authenticator apps that a test lets fail at any call. In memory unless told: there a call
 * can hang, or come late, as long as need be. Its worker rests, so that every call is a request's.
 */
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { adminScopes } from '../../src/server/admin/scopes.ts';
import { loadConfiguration } from '../../src/server/config/load.ts';
import { createBuiltInDirectory } from '../../src/server/directory/built-in-directory.ts';
import { createLog } from '../../src/server/log.ts';
import { createServer, type PasserelleServer, type ServerStore } from '../../src/server/server.ts';
import type { StoreKind } from '../ground/stores.ts';
import { type Browser, openBrowser } from '../world/browser.ts';
import { createFaultyPorts, type FaultyPorts } from '../world/faulty-ports.ts';
import { createWillingApprover } from '../world/node-approver.ts';
import { linesInto } from '../world/node-server.ts';
import { createNodeSetup } from '../world/node-setup.ts';
import { createOutside, type Outside } from '../world/outside.ts';
import { storeOf } from '../world/world.ts';

export interface OutageWorld extends Outside {
  readonly origin: string;
  readonly faults: FaultyPorts;
  /** Past every fault. */
  readonly demo: { readonly store: ServerStore };
  readonly server: PasserelleServer;
  /** The lines logged so far, faults alone. */
  readonly lines: readonly string[];
  openBrowser(): Browser;
  /** When that many seconds have passed; then back to the present. */
  later<T>(seconds: number, work: () => Promise<T>): Promise<T>;
  /** Whether authenticator apps approve what they are asked, or go on waiting. */
  readonly phone: { approves: boolean };
  /** A bearer of every scope of the admin API. */
  readonly operatorToken: string;
  /** A security event token of the bank's about an account. */
  securityEvent(type: string, accountId: string): Promise<string>;
  close(): Promise<void>;
}

interface OutageWorldOptions {
  readonly builtIn: boolean;
  readonly kind?: StoreKind;
  /** Milliseconds. In memory every honest answer is there before any timer. */
  readonly answerWithin?: number;
}

/** Cheap hashes: the strength of secret codes is proved where they are hashed. */
const hashCost = { memory: 64, passes: 1, parallelism: 1 };
const bank = 'https://bank.example';
const outside = 'http://localhost:1';

export async function openOutageWorld({ builtIn, kind = 'memory', answerWithin = 20 }: OutageWorldOptions): Promise<OutageWorld> {
  const http = createHttpServer();
  const origin = await listen(http);
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid: 'bank' }] };
  const { secrets } = await createNodeSetup({ relyingParty: outside, bankKeys: keys, clientKeys: keys, approverTakes: 0 });
  let ahead = 0;
  const clock = () => new Date(Date.now() + ahead);
  const inner = await storeOf(kind, clock);
  const faults = createFaultyPorts();
  const lines: string[] = [];
  const willing = createWillingApprover({ clock, takes: 0, given: inner.replay });
  const phone = { approves: true };
  const approver = faults.approver({
    start: async (request) => ({ ...(await willing.start(request)), intervalSeconds: 0.001 }),
    poll: async (authReqId) => (phone.approves ? willing.poll(authReqId) : { outcome: 'pending' }),
  });
  const server = createServer({
    configuration: loadConfiguration({
      files: [fileURLToPath(new URL('../world/nodes.yaml', import.meta.url))],
      variables: {
        ISSUER: origin,
        RELYING_PARTY_URL: outside,
        RELYING_PARTY_HOST: new URL(outside).host,
        BANK: bank,
        BANK_JWKS: JSON.stringify(keys),
        CLIENT_JWKS: JSON.stringify(keys),
      },
      consentTexts: fileURLToPath(new URL('../../config/consent', import.meta.url)),
      overlay: { clients: [backOffice(keys)], policies: [{ id: 'pro-particuliers', activations_per_hour: 1000 }] },
    }),
    secrets,
    store: faults.store(inner),
    log: createLog({ level: 'error', stream: linesInto(lines) }),
    clock,
    hashCost,
    answerWithin,
    approvers: { pro: approver, particuliers: approver },
    ...(!builtIn && { directory: faults.directory(createBuiltInDirectory(inner.accounts)) }),
  });
  http.on('request', server.handler);

  const signed = (claims: Record<string, unknown>, type?: string) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'bank', ...(type !== undefined && { typ: type }) })
      .setAudience(origin)
      .setIssuedAt()
      .setExpirationTime(type === undefined ? '1m' : '1h')
      .setJti(crypto.randomUUID())
      .setIssuer(type === undefined ? 'back-office' : bank)
      .sign(privateKey);

  return {
    ...createOutside({ issuer: origin, outside }),
    origin,
    faults,
    demo: { store: inner },
    server,
    lines,
    async later(seconds, work) {
      ahead = seconds * 1000;
      try {
        return await work();
      } finally {
        ahead = 0;
      }
    },
    phone,
    openBrowser: () => openBrowser(origin),
    operatorToken: await tokenOf(origin, await signed({ sub: 'back-office' })),
    securityEvent: (type, accountId) =>
      signed({ sub_id: { format: 'iss_sub', iss: origin, sub: accountId }, events: { [type]: {} } }, 'secevent+jwt'),
    async close() {
      http.closeAllConnections();
      await new Promise((closed) => http.close(closed));
      await server.close();
    },
  };
}

async function listen(http: Server): Promise<string> {
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  // A listening HTTP server has an address of this kind.
  return `http://localhost:${(http.address() as AddressInfo).port}`;
}

function backOffice(jwks: object) {
  return {
    client_id: 'back-office',
    jwks,
    token_endpoint_auth_signing_alg: 'ES256',
    grant_types: ['client_credentials'],
    response_types: [],
    require_pushed_authorization_requests: false,
    scope: adminScopes.join(' '),
  };
}

async function tokenOf(origin: string, assertion: string): Promise<string> {
  const response = await fetch(`${origin}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      resource: `${origin}/admin/v1`,
      scope: adminScopes.join(' '),
    }),
  });
  const { access_token } = (await response.json()) as { access_token?: string };
  if (access_token === undefined) throw new Error(`no token for the back office: ${response.status}`);
  return access_token;
}
