/**
 * The sessions of one space, in memory, each behind an opaque cookie of the space's own name: cookies on `localhost` are
 * shared by all ports. A session holds who is signed in, the authorizations under way, how the last one ended, and why the provider
 * ended the last login.
 */
import { randomBytes } from 'node:crypto';
import type { Context } from 'koa';
import type { IDToken } from 'openid-client';
import type { PendingOperation } from './operations.ts';

const LIFE_MS = 2 * 60 * 60 * 1000;
const OPEN_TRANSACTIONS = 20;

export interface SignedIn {
  readonly claims: IDToken;
  readonly idToken: string;
  /** What the customer approved with this login (RFC 9396), if anything. */
  readonly authorizationDetails?: unknown;
  readonly accessToken: string;
  /** Of the access token, in milliseconds; for ever where the provider did not say. */
  readonly expiresAt: number;
  readonly refreshToken: string | undefined;
}

/** One authorization request under way; several may be, one in each tab. */
export interface Transaction {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly maxAge: number | undefined;
  readonly operation: PendingOperation | undefined;
  /** In milliseconds. */
  readonly startedAt: number;
}

export interface Outcome {
  readonly during: 'login' | 'operation';
  readonly error: string | undefined;
  readonly description: string | undefined;
  /** Of the authorization, where it has succeeded. */
  readonly startedAt?: number;
}

/** A login that the provider ended. */
export interface Ended {
  /** As the provider's logout token named it; most say nothing. */
  readonly reason: string | undefined;
  /** The outcome that the session had then: a later one is newer news. */
  readonly outcome: Outcome | undefined;
}

export interface SpaceSession {
  signedIn: SignedIn | undefined;
  outcome: Outcome | undefined;
  /** The language that the last login asked for. */
  asked?: string | undefined;
  /** Until the next login. */
  ended: Ended | undefined;
  readonly transactions: Map<string, Transaction>;
}

export type SpaceSessions = ReturnType<typeof createSpaceSessions>;

export function createSpaceSessions({ cookieName, now }: { cookieName: string; now: () => number }) {
  const sessions = new Map<string, { readonly session: SpaceSession; readonly expiresAt: number }>();

  function find(ctx: Context): SpaceSession | undefined {
    const stored = sessions.get(ctx.cookies.get(cookieName) ?? '');
    return stored && stored.expiresAt > now() ? stored.session : undefined;
  }

  function findOrStart(ctx: Context): SpaceSession {
    return find(ctx) ?? put(ctx, { signedIn: undefined, outcome: undefined, ended: undefined, transactions: new Map() });
  }

  /** A new id at every login, so that a planted cookie is worth nothing afterwards. */
  function renew(ctx: Context, session: SpaceSession): void {
    sessions.delete(ctx.cookies.get(cookieName) ?? '');
    session.ended = undefined;
    put(ctx, session);
  }

  function end(ctx: Context): void {
    sessions.delete(ctx.cookies.get(cookieName) ?? '');
    ctx.cookies.set(cookieName, null, { path: '/', httpOnly: true, sameSite: 'lax' });
  }

  /** Takes the login, and whatever was started in its name, out of every session that matches. */
  function signOutWhere(matches: (signedIn: SignedIn) => boolean, reason: string | undefined): void {
    for (const { session } of sessions.values()) {
      if (!session.signedIn || !matches(session.signedIn)) continue;
      session.signedIn = undefined;
      session.ended = { reason, outcome: session.outcome };
      for (const [state, { operation }] of session.transactions) {
        if (operation) session.transactions.delete(state);
      }
    }
  }

  function put(ctx: Context, session: SpaceSession): SpaceSession {
    forgetExpired();
    const id = randomBytes(32).toString('base64url');
    sessions.set(id, { session, expiresAt: now() + LIFE_MS });
    ctx.cookies.set(cookieName, id, { path: '/', httpOnly: true, sameSite: 'lax', overwrite: true });
    return session;
  }

  function forgetExpired(): void {
    for (const [id, { expiresAt }] of sessions) {
      if (expiresAt <= now()) sessions.delete(id);
    }
  }

  return { find, findOrStart, renew, end, signOutWhere };
}

export function openTransaction(session: SpaceSession, transaction: Transaction): void {
  session.transactions.set(transaction.state, transaction);
  const oldest = session.transactions.keys().next();
  if (session.transactions.size > OPEN_TRANSACTIONS && !oldest.done) session.transactions.delete(oldest.value);
}

/** Answers a transaction once: a callback played again finds nothing. */
export function closeTransaction(session: SpaceSession, state: string): Transaction | undefined {
  const transaction = session.transactions.get(state);
  session.transactions.delete(state);
  return transaction;
}
