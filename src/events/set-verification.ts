/**
 * Whether a token is a security event token of an issuer that is known here, for us (RFC 8417; RFC 8935 section 2). The unverified `iss`
 * only picks the keys. Keys that cannot be fetched are a fault and no refusal: the transmitter is to try again.
 */
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { z } from 'zod';
import { defaultAlgorithms, type EventIssuer } from './event-issuer.ts';
import { type Refusal, type RefusalReason, refused } from './refusals.ts';

export interface SetVerificationDeps {
  readonly issuers: readonly EventIssuer[];
  readonly clock: () => Date;
  /** For key sets that are fetched. */
  readonly fetch: (input: string, init: RequestInit) => Promise<Response>;
}

export interface SecurityEventToken {
  readonly jti: string;
  readonly issuedAt: Date;
  /** `toe`: when what it tells happened (RFC 8417 section 2.2); as it stands in the token. */
  readonly occurred: unknown;
  /** `sub_id` (RFC 9493). */
  readonly subject: unknown;
  /** By event type, never none. */
  readonly events: ReadonlyMap<string, EventPayload>;
}

export type EventPayload = Readonly<Record<string, unknown>>;

export type Verified = { readonly ok: true; readonly issuer: EventIssuer; readonly set: SecurityEventToken } | Refusal;

/** Clocks of two systems may differ by this much. */
export const toleranceSeconds = 60;

/** A token is remembered for longer than it may be old: it cannot come again as a new one. */
export const rememberedSeconds = 400 * 24 * 60 * 60;
const oldestSeconds = rememberedSeconds - 2 * toleranceSeconds;

/** Not more often: a stranger's made-up `kid` must not drive us. Short, because a token by a key that is not known yet is refused for good. */
const refetchMs = 5_000;

const claimsSchema = z.object({
  jti: z.string().min(1).max(200),
  iat: z.number(),
  toe: z.unknown().optional(),
  sub_id: z.unknown().optional(),
  events: z.record(z.string(), z.record(z.string(), z.unknown())).refine((events) => Object.keys(events).length > 0),
  // An ID token has one, and a login must never pass for an event (RFC 8417 section 4.6).
  nonce: z.undefined().optional(),
  // Accounts are named by `sub_id` alone: two subjects in one token would be one too many (T38).
  sub: z.undefined().optional(),
});

export function createSetVerification({ issuers, clock, fetch }: SetVerificationDeps) {
  const known = new Map(issuers.map((issuer) => [issuer.issuer, { issuer, keys: keysOf(issuer, fetch) }]));

  return async function verifySet(token: string): Promise<Verified> {
    const unverified = decoded(token);
    if (!unverified) return refused('malformed');
    const entry = known.get(unverified.iss ?? '');
    if (!entry) return refused('unknown_issuer');
    const { issuer, keys } = entry;
    // Without it a key that was just rotated in would not be asked for.
    if (unverified.kid === undefined) return refused('unknown_key', issuer.issuer);
    try {
      const { payload } = await jwtVerify(token, keys, {
        typ: 'secevent+jwt',
        algorithms: [...(issuer.algorithms ?? defaultAlgorithms)],
        issuer: issuer.issuer,
        audience: issuer.audience,
        currentDate: clock(),
        clockTolerance: toleranceSeconds,
      });
      const set = readClaims(payload, clock());
      return typeof set === 'string' ? refused(set, issuer.issuer) : { ok: true, issuer, set };
    } catch (error) {
      const reason = reasonOf(error);
      if (!reason) throw error;
      return refused(reason, issuer.issuer);
    }
  };
}

/** Cached, and fetched again for a `kid` that is not among them. */
function keysOf({ keys }: EventIssuer, fetch: SetVerificationDeps['fetch']): JWTVerifyGetKey {
  if ('jwks' in keys) return createLocalJWKSet({ keys: [...keys.jwks.keys] });
  return createRemoteJWKSet(new URL(keys.jwksUri), { [customFetch]: fetch, cooldownDuration: refetchMs });
}

function decoded(token: string): { readonly iss: string | undefined; readonly kid: string | undefined } | undefined {
  try {
    const { iss } = decodeJwt(token);
    return { iss, kid: decodeProtectedHeader(token).kid };
  } catch {
    return undefined;
  }
}

function readClaims(payload: unknown, now: Date): SecurityEventToken | RefusalReason {
  const claims = claimsSchema.safeParse(payload).data;
  if (!claims) return 'invalid_claims';
  const age = now.getTime() / 1000 - claims.iat;
  if (age < -toleranceSeconds) return 'issued_in_future';
  if (age > oldestSeconds) return 'issued_long_ago';
  const { jti, iat, toe: occurred, sub_id: subject, events } = claims;
  return { jti, issuedAt: new Date(iat * 1000), occurred, subject, events: new Map(Object.entries(events)) };
}

/** None for what is no fault of the token: a key server that is away, a key set that is broken. */
function reasonOf(error: unknown): RefusalReason | undefined {
  if (error instanceof errors.JOSEAlgNotAllowed) return 'unacceptable_algorithm';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return 'unknown_key';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'invalid_signature';
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return reasonOfClaim(error.claim);
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid || error instanceof errors.JOSENotSupported)
    return 'malformed';
  return undefined;
}

function reasonOfClaim(claim: string): RefusalReason {
  if (claim === 'typ') return 'wrong_type';
  if (claim === 'aud') return 'wrong_audience';
  return claim === 'nbf' ? 'expired' : 'invalid_claims';
}
