/**
 * DPoP proofs (RFC 9449 section 4.3) for the endpoints of ours; the library's own check is private. No server nonce is asked for.
 */
import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, type JWK, jwtVerify } from 'jose';
import type Provider from 'oidc-provider';
import type { Parts } from './parts.ts';
import { replayKey } from './replay-key.ts';

export interface ProvedKey {
  /** RFC 7638 thumbprint. */
  readonly jkt: string;
  readonly jti: string;
}

export interface ProofOf {
  readonly method: string;
  /** The address that was called, without query and fragment. */
  readonly url: string;
  readonly now: Date;
  /** At a resource, the token that the proof goes with (`ath`). */
  readonly accessToken?: string;
}

const algorithms = ['ES256', 'PS256', 'EdDSA', 'Ed25519'];
/** Seconds that a proof may be old or young. */
const proofWindow = 300;

/** The key that the proof proves, or undefined for anything that is not a valid proof of this request. */
export async function verifyProof(proof: string, { method, url, now, accessToken }: ProofOf): Promise<ProvedKey | undefined> {
  const verified = await jwtVerify(proof, EmbeddedJWK, { algorithms, typ: 'dpop+jwt', currentDate: now }).catch(() => undefined);
  if (!verified) return undefined;
  const { htm, htu, ath, jti, iat } = verified.payload;
  if (htm !== method || typeof htu !== 'string' || !sameAddress(htu, url)) return undefined;
  if (typeof jti !== 'string' || jti === '' || typeof iat !== 'number' || Math.abs(now.getTime() / 1000 - iat) > proofWindow)
    return undefined;
  if (accessToken !== undefined && ath !== createHash('sha256').update(accessToken).digest('base64url')) return undefined;
  const jwk: JWK | undefined = verified.protectedHeader.jwk;
  return jwk && { jkt: await calculateJwkThumbprint(jwk), jti };
}

/** Whether the proof is used for the first time; remembered for as long as it could be sent again (T35). */
export function isFirstUse({ store, clock }: Parts, clientId: string, { jti }: ProvedKey): Promise<boolean> {
  return store.replay.firstUse(replayKey(clientId, jti), new Date(clock().getTime() + 2 * proofWindow * 1000));
}

/** The called address as the issuer's: the Host header is the sender's to choose, and a proof made for another server is not for this one. */
export function ownAddress({ issuer }: Provider, called: string): string {
  const { pathname } = new URL(called);
  return new URL(issuer).origin + pathname;
}

/** RFC 9449 section 4.3, 9: query and fragment do not count. */
function sameAddress(claimed: string, called: string): boolean {
  if (!URL.canParse(claimed)) return false;
  const [a, b] = [new URL(claimed), new URL(called)];
  return a.origin === b.origin && a.pathname === b.pathname;
}
