/**
 * For resource servers: whether a request carries an access token that is good for it. The token is opaque; its issuer is asked at every
 * request (RFC 7662) and a positive answer is never kept, so that what was revoked is refused at the next request.
 * This folder knows the wire alone: it is what a relying party installs, and imports nothing of the provider.
 */
import type { IntrospectionResponse } from 'openid-client';
import { meetsAcr, meetsMaxAge } from './assurance.ts';
import { type ClientAuthentication, createIntrospection } from './introspection.ts';
import { type Operation, operationsOf, sameOperation } from './operation.ts';
import { createProofMemory, type ProofMemory } from './proof-memory.ts';
import { type Refusal, refusal, type Scheme } from './refusal.ts';
import { type CheckedRequest, presentedToken } from './request.ts';
import { createSenderCheck } from './sender.ts';

export interface TokenCheckOptions {
  /** What `iss` must be; discovered unless `introspectionEndpoint` is given. `http:` on the machine itself only. */
  readonly issuer: string;
  readonly introspectionEndpoint?: string | undefined;
  readonly clientId: string;
  readonly clientAuthentication: ClientAuthentication;
  /** What `aud` must be, exactly and alone. */
  readonly audience: string;
  readonly clock: () => Date;
  readonly fetch?: typeof fetch | undefined;
  /** DPoP proofs seen; of this process unless given. Several nodes of one resource server share one. */
  readonly proofs?: ProofMemory | undefined;
}

export interface Requirements {
  /** All of them, separated by spaces. */
  readonly scope?: string;
  /** The least level of the login. */
  readonly acr?: string;
  /** Seconds since the customer authenticated; nothing that a linked login meets. */
  readonly maxAge?: number;
  /** What the customer must have approved, value by value. Executing it once is the caller's affair. */
  readonly operation?: Operation;
}

export type Checked = { readonly ok: true; readonly token: IntrospectionResponse } | Refusal;
/** Throws `IntrospectionFailed` when nobody can say whether the token is good: a 503, and never a refusal. */
export type TokenCheck = (request: CheckedRequest, requirements?: Requirements) => Promise<Checked>;

export function createTokenCheck(options: TokenCheckOptions): TokenCheck {
  const { issuer, audience, clock } = options;
  const introspect = createIntrospection(options);
  const senderRefusal = createSenderCheck({ clock, proofs: options.proofs ?? createProofMemory({ clock }) });

  return async function checkToken(request, requirements = {}) {
    const { scope, acr, maxAge, operation } = requirements;

    // 1. The token: in the Authorization header, and nowhere else.
    const presented = presentedToken(request);
    if (!presented.ok) return refusal(presented.code, { scope });
    const { scheme, value } = presented;

    // 2. Its issuer's word, as of now. `aud` is ours alone: a token for several ears can be used by each of them on the others.
    const token = await introspect(value);
    if (!isLiveAccessToken(token, clock()) || token.iss !== issuer || !isAudience(token.aud, audience))
      return refusal('invalid_token', { scheme, scope });

    // 3. Whoever sends it is whom it was given to.
    const notSender = await senderRefusal(request, presented, token);
    if (notSender) return refusal(notSender, { scheme: schemeOf(token), scope });

    // 4. What it allows.
    const granted = new Set(token.scope?.split(' '));
    if (scope?.split(' ').some((one) => !granted.has(one))) return refusal('insufficient_scope', { scheme, scope });

    // 5. How, and how long ago, the customer authenticated.
    if (!meetsAcr(token.acr, acr) || !meetsMaxAge(token.acr, token.auth_time, maxAge, clock()))
      return refusal('insufficient_user_authentication', { scheme, scope, acr, maxAge });

    // 6. The one operation that was approved: what was approved for one is good for nothing else.
    const approved = operationsOf(token);
    if (operation && !(approved.length === 1 && sameOperation(approved[0], operation)))
      return refusal('insufficient_user_authentication', { scheme, scope, acr, maxAge });
    if (!operation && approved.length > 0) return refusal('invalid_token', { scheme, scope });
    return { ok: true, token };
  };
}

/** A refresh token introspects as active too, but has no token type. */
function isLiveAccessToken({ active, token_type: tokenType, exp }: IntrospectionResponse, now: Date): boolean {
  const known = typeof tokenType === 'string' && ['bearer', 'dpop'].includes(tokenType.toLowerCase());
  return active && known && (exp === undefined || exp > now.getTime() / 1000);
}

function isAudience(aud: IntrospectionResponse['aud'], audience: string): boolean {
  return Array.isArray(aud) ? aud.length === 1 && aud[0] === audience : aud === audience;
}

function schemeOf({ cnf }: IntrospectionResponse): Scheme {
  return cnf === undefined ? 'Bearer' : 'DPoP';
}
