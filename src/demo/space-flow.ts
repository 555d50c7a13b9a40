/**
 * The authorization code flow of a space: PAR (RFC 9126), PKCE S256, state, nonce, `iss` (RFC 9207), all checked by
 * openid-client. It starts requests and finishes answers; what a login means for the session is the routes' affair.
 */
import * as client from 'openid-client';
import type { PendingOperation } from './operations.ts';
import { isUnreachable, refusalOf, type SpaceProvider } from './space-provider.ts';
import { closeTransaction, type Outcome, openTransaction, type SignedIn, type SpaceSession, type Transaction } from './space-sessions.ts';

/** `linked_accounts`: what the drop-down is drawn from. */
const SCOPE = 'openid profile linked_accounts';

export type Started = { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly outcome: Outcome };

export type Finished =
  | { readonly ok: true; readonly signedIn: SignedIn; readonly transaction: Transaction }
  | { readonly ok: false; readonly outcome: Outcome };

export type SpaceFlow = ReturnType<typeof createSpaceFlow>;

export function createSpaceFlow({ provider, redirectUri, now }: { provider: SpaceProvider; redirectUri: string; now: () => number }) {
  async function start(session: SpaceSession, own: URLSearchParams, operation?: PendingOperation): Promise<Started> {
    const configuration = await provider.configuration();
    const transaction: Transaction = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      codeVerifier: client.randomPKCECodeVerifier(),
      maxAge: maxAgeOf(own),
      operation,
      startedAt: now(),
    };
    const parameters = new URLSearchParams([
      ...own,
      ['response_type', 'code'],
      ['scope', SCOPE],
      ['redirect_uri', redirectUri],
      ['state', transaction.state],
      ['nonce', transaction.nonce],
      ['code_challenge', await client.calculatePKCECodeChallenge(transaction.codeVerifier)],
      ['code_challenge_method', 'S256'],
    ]);
    try {
      const url = await client.buildAuthorizationUrlWithPAR(configuration, parameters);
      openTransaction(session, transaction);
      return { ok: true, url };
    } catch (error) {
      return { ok: false, outcome: await outcomeOf(error, transaction) };
    }
  }

  async function finish(session: SpaceSession, answer: URL): Promise<Finished> {
    const transaction = closeTransaction(session, answer.searchParams.get('state') ?? '');
    if (!transaction)
      return { ok: false, outcome: { during: 'login', error: 'unknown_state', description: 'no such request is under way here' } };
    try {
      const tokens = await client.authorizationCodeGrant(await provider.configuration(), answer, {
        expectedState: transaction.state,
        expectedNonce: transaction.nonce,
        pkceCodeVerifier: transaction.codeVerifier,
        idTokenExpected: true,
        ...(transaction.maxAge === undefined ? {} : { maxAge: transaction.maxAge }),
      });
      return { ok: true, signedIn: signedInFrom(tokens, now()), transaction };
    } catch (error) {
      return { ok: false, outcome: await outcomeOf(error, transaction) };
    }
  }

  /** Undefined when there is no refresh token. A refused refresh throws what openid-client threw. */
  async function refresh(signedIn: SignedIn) {
    if (signedIn.refreshToken === undefined) return undefined;
    const answer = await client.refreshTokenGrant(await provider.configuration(), signedIn.refreshToken);
    return { answer, signedIn: signedInFrom(answer, now(), signedIn) };
  }

  return { start, finish, refresh };
}

function maxAgeOf(parameters: URLSearchParams): number | undefined {
  const [value, ...others] = parameters.getAll('max_age');
  return value !== undefined && others.length === 0 && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

async function outcomeOf(error: unknown, { operation }: Transaction): Promise<Outcome> {
  const during = operation ? 'operation' : 'login';
  const refusal = await refusalOf(error);
  if (refusal) return { during, error: refusal.error, description: refusal.description };
  // An answer that fails a check (another issuer, another nonce) is the sender's fault; everything else is a fault of ours.
  if (error instanceof client.ClientError && !isUnreachable(error))
    return { during, error: 'invalid_response', description: error.message };
  throw error;
}

type Tokens = Awaited<ReturnType<typeof client.refreshTokenGrant>>;

function signedInFrom(tokens: Tokens, now: number, before?: SignedIn): SignedIn {
  const claims = tokens.claims() ?? before?.claims;
  const idToken = tokens.id_token ?? before?.idToken;
  if (!claims || idToken === undefined) throw new Error('a login without an ID token');
  // OpenID Connect Core 12.2: a refreshed ID token is about the same account.
  if (before && claims.sub !== before.claims.sub) throw new Error('a refreshed ID token about another account');
  return {
    claims,
    idToken,
    authorizationDetails: tokens.authorization_details,
    accessToken: tokens.access_token,
    expiresAt: tokens.expires_in === undefined ? Number.POSITIVE_INFINITY : now + tokens.expires_in * 1000,
    refreshToken: tokens.refresh_token ?? before?.refreshToken,
  };
}
