/**
 * Sender constraint (RFC 9449 section 7): a token bound to a key is good with the DPoP scheme and a proof of this very request, once; a
 * token that is not bound is good as Bearer only. A binding of another kind (mutual TLS) cannot be checked here and is refused.
 */
import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, type JWTPayload, jwtVerify } from 'jose';
import type { IntrospectionResponse } from 'openid-client';
import type { ProofMemory } from './proof-memory.ts';
import type { Scheme } from './refusal.ts';
import type { CheckedRequest } from './request.ts';

export type SenderRefusal = 'invalid_token' | 'invalid_dpop_proof';

const proofAlgorithms = ['ES256', 'PS256', 'EdDSA', 'Ed25519'];
/** Seconds that a proof may be old, and that clocks may differ by. */
const proofAge = 60;
const skew = 5;

export function createSenderCheck({ clock, proofs }: { clock: () => Date; proofs: ProofMemory }) {
  return async function senderRefusal(
    request: CheckedRequest,
    { scheme, value }: { readonly scheme: Scheme; readonly value: string },
    { cnf }: IntrospectionResponse,
  ): Promise<SenderRefusal | undefined> {
    if (cnf === undefined) return scheme === 'Bearer' ? undefined : 'invalid_token';
    if (scheme !== 'DPoP' || typeof cnf.jkt !== 'string' || Object.keys(cnf).length > 1) return 'invalid_token';
    const { dpop } = request.headers;
    const proved = typeof dpop === 'string' ? await verified(dpop, clock()) : undefined;
    if (!proved || !isOf(request, value, proved.payload)) return 'invalid_dpop_proof';
    if (proved.jkt !== cnf.jkt) return 'invalid_token';
    const key = JSON.stringify([proved.jkt, proved.payload.jti]);
    return (await proofs.firstUse(key, new Date(clock().getTime() + (proofAge + 2 * skew) * 1000))) ? undefined : 'invalid_dpop_proof';
  };
}

async function verified(proof: string, now: Date): Promise<{ readonly payload: JWTPayload; readonly jkt: string } | undefined> {
  const answer = await jwtVerify(proof, EmbeddedJWK, {
    algorithms: proofAlgorithms,
    typ: 'dpop+jwt',
    requiredClaims: ['jti', 'htm', 'htu', 'ath', 'iat'],
    maxTokenAge: proofAge,
    clockTolerance: skew,
    currentDate: now,
  }).catch(() => undefined);
  const jwk = answer?.protectedHeader.jwk;
  return answer && jwk && { payload: answer.payload, jkt: await calculateJwkThumbprint(jwk) };
}

function isOf({ method, url }: CheckedRequest, token: string, { htm, htu, ath, jti }: JWTPayload): boolean {
  return (
    htm === method &&
    typeof htu === 'string' &&
    sameAddress(htu, url) &&
    ath === createHash('sha256').update(token).digest('base64url') &&
    typeof jti === 'string' &&
    jti !== ''
  );
}

/** RFC 9449 section 4.3, 9: query and fragment do not count. */
function sameAddress(claimed: string, called: string): boolean {
  if (!URL.canParse(claimed) || !URL.canParse(called)) return false;
  const [a, b] = [new URL(claimed), new URL(called)];
  return a.origin === b.origin && a.pathname === b.pathname;
}
