/**
 * An authenticator service that says whatever a test wants: its metadata and keys are in order, its answers are the test's.
 * What it would say honestly is built here too, so that each forgery differs from that in one thing.
 */
import type { IncomingMessage } from 'node:http';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { listen } from '../../src/demo/listen.ts';

export const CHALLENGE = 'q0bS3oZk3m2yT4W1p9uQ7g';
export const DETAIL = { type: 'account_link', challenge: CHALLENGE, source_account: '••01', consent_version: '1' };

export interface Answer {
  readonly status?: number;
  readonly body: unknown;
  readonly contentType?: string;
}

export interface ForgingService {
  readonly issuer: string;
  /** Answers the next requests of a path. */
  readonly answers: Map<string, Answer>;
  /** How often each path was asked. */
  readonly asked: Map<string, number>;
  /** The forms that were posted to the token endpoint. */
  readonly forms: URLSearchParams[];
  /** The forms of the approvals that were asked for. */
  readonly started: URLSearchParams[];
  readonly keys: Keys;
  claims(): JWTPayload;
  sign(change?: JWTPayload): Promise<string>;
  /** The answer of the token endpoint from now on. */
  approve(idToken: string | undefined, details?: unknown): void;
  close(): Promise<void>;
}

export type Keys = Awaited<ReturnType<typeof createKeys>>;

export async function startForgingService(): Promise<ForgingService> {
  const listener = await listen(0);
  const issuer = `http://localhost:${listener.port}`;
  const keys = await createKeys();
  const answers = new Map<string, Answer>([
    ['/.well-known/openid-configuration', { body: metadata(issuer) }],
    ['/jwks', { body: { keys: keys.published } }],
    ['/backchannel', { body: { auth_req_id: 'asked', expires_in: 300, interval: 1 } }],
  ]);
  const asked = new Map<string, number>();
  const forms: URLSearchParams[] = [];
  const started: URLSearchParams[] = [];
  listener.serve(async (req, res) => {
    const path = new URL(req.url ?? '', issuer).pathname;
    asked.set(path, (asked.get(path) ?? 0) + 1);
    if (path === '/token') forms.push(await formOf(req));
    if (path === '/backchannel') started.push(await formOf(req));
    const { status = 200, body, contentType = 'application/json' } = answers.get(path) ?? { status: 404, body: {} };
    res.writeHead(status, { 'content-type': contentType }).end(typeof body === 'string' ? body : JSON.stringify(body));
  });

  function claims(): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    return { iss: issuer, aud: 'passerelle', sub: '70000001', challenge: CHALLENGE, iat: now, auth_time: now, exp: now + 300 };
  }

  return {
    issuer,
    answers,
    asked,
    forms,
    started,
    keys,
    claims,
    sign: (change = {}) =>
      new SignJWT({ ...claims(), ...change }).setProtectedHeader({ alg: 'ES256', kid: 'service' }).sign(keys.service.privateKey),
    approve(idToken, details = [DETAIL]) {
      const body = { access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token: idToken, authorization_details: details };
      answers.set('/token', { body });
    },
    close: () => listener.close(),
  };
}

async function createKeys() {
  const service = await generateKeyPair('ES256', { extractable: true });
  const rsa = await generateKeyPair('RS256', { extractable: true });
  const foreign = await generateKeyPair('ES256', { extractable: true });
  const published = [
    { ...(await exportJWK(service.publicKey)), kid: 'service', use: 'sig' },
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', use: 'sig' },
  ];
  return { service, rsa, foreign, published, publicPem: new TextEncoder().encode(await exportSPKI(service.publicKey)) };
}

function metadata(issuer: string) {
  return {
    issuer,
    jwks_uri: `${issuer}/jwks`,
    token_endpoint: `${issuer}/token`,
    backchannel_authentication_endpoint: `${issuer}/backchannel`,
    backchannel_token_delivery_modes_supported: ['poll'],
    // Whatever it offers, the client takes the one that it was configured with.
    id_token_signing_alg_values_supported: ['ES256', 'RS256', 'HS256', 'none'],
  };
}

async function formOf(req: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of req) text += String(chunk);
  return new URLSearchParams(text);
}
