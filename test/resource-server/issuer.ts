/** An issuer that says of tokens what the test wants, behind a `fetch` of its own; and DPoP proofs as a client makes them. */
import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createTokenCheck, type TokenCheck } from '../../src/resource-server/token-check.ts';

export const issuer = 'https://issuer.example';
export const audience = 'https://rs.example/api';
export const url = 'https://rs.example/api/balance';
export const now = new Date('2026-05-04T10:00:00Z');
export const seconds = now.getTime() / 1000;

export const goodToken = {
  active: true,
  iss: issuer,
  aud: audience,
  scope: 'balance other',
  token_type: 'Bearer',
  sub: 'account',
  exp: seconds + 60,
  acr: 'urn:passerelle:acr:code',
  auth_time: seconds - 100,
};

export interface Issuer {
  readonly check: TokenCheck;
  /** What introspection answers from now on; a status for one that is down. */
  says: Readonly<Record<string, unknown>> | number | 'nothing';
  /** What it was asked. */
  readonly asked: { readonly headers: Headers; readonly form: URLSearchParams }[];
  /** Moves the check's clock. */
  ahead: number;
}

export function createIssuer(options: Partial<Parameters<typeof createTokenCheck>[0]> = {}): Issuer {
  const state: Issuer = {
    says: goodToken,
    asked: [],
    ahead: 0,
    check: createTokenCheck({
      issuer,
      introspectionEndpoint: `${issuer}/introspect`,
      clientId: 'rs',
      clientAuthentication: { method: 'client_secret_basic', clientSecret: 'secret' },
      audience,
      clock: () => new Date(now.getTime() + state.ahead * 1000),
      fetch: async (_url, init) => {
        state.asked.push({ headers: new Headers(init?.headers), form: new URLSearchParams(String(init?.body)) });
        if (state.says === 'nothing') throw new TypeError('fetch failed');
        if (typeof state.says === 'number') return new Response('down', { status: state.says });
        return Response.json(state.says);
      },
      ...options,
    }),
  };
  return state;
}

export async function createProver() {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return {
    jkt: await calculateJwkThumbprint(jwk),
    proof(
      claims: Readonly<Record<string, unknown>> = {},
      header: Readonly<Record<string, unknown>> = {},
      token = 'token',
    ): Promise<string> {
      const ath = createHash('sha256').update(token).digest('base64url');
      return new SignJWT({ htm: 'GET', htu: url, ath, jti: randomUUID(), iat: seconds, ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
        .sign(privateKey);
    },
  };
}

export function request(authorization?: string | undefined, headers: Readonly<Record<string, string>> = {}) {
  return { method: 'GET', url, headers: { ...(authorization !== undefined && { authorization }), ...headers } };
}
