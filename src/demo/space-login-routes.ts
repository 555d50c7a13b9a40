/**
 * Logging in to a space: `/login` starts an authorization with what the caller asked for, `/callback` ends it, as a login
 * or as the approval of an operation. A refused operation never changes who is signed in.
 */
import Router from '@koa/router';
import type { Context } from 'koa';
import { checkApproval, type Ledger } from './operations.ts';
import type { SpaceFlow } from './space-flow.ts';
import type { Outcome, SignedIn, SpaceSession, SpaceSessions, Transaction } from './space-sessions.ts';
import { askedLanguage } from './words.ts';

const PASSED_ON = ['linked_from', 'acr_values', 'max_age', 'prompt', 'ui_locales', 'login_hint'] as const;

export interface LoginRoutesOptions {
  readonly issuer: string;
  readonly redirectUri: string;
  readonly strongAcr: string;
  readonly flow: SpaceFlow;
  readonly sessions: SpaceSessions;
  readonly ledger: Ledger;
  readonly refuse: (ctx: Context, status: number, error: string) => void;
  readonly recordOutcome: (session: SpaceSession, outcome: Outcome) => void;
}

export function createLoginRoutes(options: LoginRoutesOptions): Router {
  const { issuer, redirectUri, strongAcr, flow, sessions, ledger, refuse, recordOutcome } = options;
  const router = new Router();

  router.get('/login', async function startLogin(ctx) {
    const query = new URLSearchParams(ctx.querystring);
    const iss = query.getAll('iss');
    if (iss.length > 1 || (iss.length === 1 && iss[0] !== issuer)) {
      refuse(ctx, 400, 'invalid_issuer');
      return;
    }
    const session = sessions.findOrStart(ctx);
    session.asked = askedLanguage(ctx.query.ui_locales) ?? session.asked;
    const started = await flow.start(session, passedOn(query));
    if (!started.ok) recordOutcome(session, started.outcome);
    seeOther(ctx, started.ok ? started.url.href : '/');
  });

  router.get('/callback', async function finishAuthorization(ctx) {
    const session = sessions.find(ctx);
    if (!session) {
      refuse(ctx, 400, 'unknown_state');
      return;
    }
    const finished = await flow.finish(session, new URL(`${redirectUri}?${ctx.querystring}`));
    if (!finished.ok) {
      recordOutcome(session, finished.outcome);
      if (finished.outcome.error === 'unknown_state') refuse(ctx, 400, 'unknown_state');
      else seeOther(ctx, '/');
      return;
    }
    const outcome = conclude(session, finished.transaction, finished.signedIn);
    recordOutcome(session, outcome);
    if (outcome.error === undefined) {
      session.signedIn = finished.signedIn;
      sessions.renew(ctx, session);
    }
    seeOther(ctx, '/');
  });

  function conclude(session: SpaceSession, { operation, startedAt }: Transaction, signedIn: SignedIn): Outcome {
    if (!operation) return { during: 'login', error: undefined, description: undefined, startedAt };
    const refusal = checkApproval(operation, signedIn, session.signedIn?.claims.sub, strongAcr);
    if (refusal) return { during: 'operation', error: refusal, description: 'the operation was not executed' };
    ledger.execute(operation);
    return { during: 'operation', error: undefined, description: undefined };
  }

  return router;
}

export function seeOther(ctx: Context, location: string): void {
  ctx.redirect(location);
  ctx.status = 303;
}

/** Verbatim, as often as it was given: what is wrong with a parameter is for the provider to say. */
function passedOn(query: URLSearchParams): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const name of PASSED_ON) {
    for (const value of query.getAll(name)) parameters.append(name, value);
  }
  return parameters;
}
