/** DPoP proofs (RFC 9449 section 4.2), good ones and every kind of bad one. */
import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose';

export interface ProofKey {
  readonly jkt: string;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
  /** A good proof of a request, with what the test changes about it; a changed member that is undefined is left out. */
  proof(method: string, url: string, change?: ProofChange): Promise<string>;
}

export interface ProofChange {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly accessToken?: string;
}

export async function createProofKey(alg: 'ES256' | 'PS256' | 'EdDSA' | 'ES384' = 'ES256'): Promise<ProofKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const [publicJwk, privateJwk] = [await exportJWK(publicKey), await exportJWK(privateKey)];
  return {
    jkt: await calculateJwkThumbprint(publicJwk),
    publicJwk,
    privateJwk,
    async proof(method, url, { claims, header, accessToken } = {}) {
      return new SignJWT(claimsOf(method, url, { ...(accessToken !== undefined && { ath: athOf(accessToken) }), ...claims }))
        .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk: publicJwk, ...header })
        .sign(privateKey);
    },
  };
}

/** `alg` none. */
export function unsignedProof(method: string, url: string, jwk: JWK): string {
  const [, payload] = new UnsecuredJWT(claimsOf(method, url, {})).encode().split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'dpop+jwt', jwk })).toString('base64url');
  return `${header}.${payload}.`;
}

/** Signed with a secret that is in the header. */
export async function symmetricProof(method: string, url: string): Promise<string> {
  const secret = Buffer.from('a secret of thirty-two characters');
  const symmetricJwk: JWK = { kty: 'oct', k: secret.toString('base64url') };
  return new SignJWT(claimsOf(method, url, {})).setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk: symmetricJwk }).sign(secret);
}

export function athOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest('base64url');
}

/** What is undefined is left out by JSON. */
function claimsOf(htm: string, htu: string, change: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { htm, htu, jti: randomUUID(), iat: Math.floor(Date.now() / 1000), ...change };
}
