/**
 * What a space does for somebody signed in: tells who they are, asks the provider on their behalf, takes operations.
 * An operation is never executed here: it starts an authorization, whose answer (`space-login-routes.ts`) executes it.
 */
import Router from '@koa/router';
import type { Context, Next } from 'koa';
import * as client from 'openid-client';
import type { AskCounterpart } from './counterpart.ts';
import { readForm } from './form.ts';
import { detailsOf, type Ledger, readTransfer, type Transfer } from './operations.ts';
import type { SpaceFlow } from './space-flow.ts';
import { seeOther } from './space-login-routes.ts';
import { refusalOf, type SpaceProvider } from './space-provider.ts';
import type { Outcome, SignedIn, SpaceSession, SpaceSessions } from './space-sessions.ts';
import type { SpaceTokens } from './space-tokens.ts';

export interface AccountRoutesOptions {
  readonly provider: SpaceProvider;
  readonly strongAcr: string;
  readonly flow: SpaceFlow;
  readonly tokens: SpaceTokens;
  /** Only where this space shows something of the other one. */
  readonly askCounterpart: AskCounterpart | undefined;
  readonly sessions: SpaceSessions;
  readonly ledger: Ledger;
  readonly now: () => number;
  readonly refuse: (ctx: Context, status: number, error: string) => void;
  readonly recordOutcome: (session: SpaceSession, outcome: Outcome) => void;
}

interface Account {
  readonly session: SpaceSession;
  readonly signedIn: SignedIn;
}

export function createAccountRoutes(options: AccountRoutesOptions): Router {
  const { provider, strongAcr, flow, tokens, askCounterpart, sessions, ledger, now, refuse, recordOutcome } = options;
  const router = new Router();

  router.get('/session', function showSession(ctx) {
    const session = sessions.find(ctx);
    ctx.body = {
      signed_in: session?.signedIn !== undefined,
      id_token_claims: session?.signedIn?.claims ?? null,
      error: session?.outcome?.error ?? null,
      error_description: session?.outcome?.description ?? null,
      ...(session?.ended && { ended: { reason: session.ended.reason ?? null } }),
    };
  });

  router.get(
    '/userinfo',
    signedInOnly(async function askUserinfo(ctx, { signedIn }) {
      const configuration = await provider.configuration();
      await answerAsProvider(ctx, () => client.fetchUserInfo(configuration, signedIn.accessToken, signedIn.claims.sub));
    }),
  );

  router.post(
    '/refresh',
    signedInOnly(async function refreshTokens(ctx, { session, signedIn }) {
      await answerAsProvider(ctx, async () => {
        const refreshed = await tokens.refresh(session, signedIn);
        if (!refreshed) {
          ctx.status = 400;
          return { error: 'no_refresh_token' };
        }
        return refreshed.answer;
      });
    }),
  );

  router.get(
    '/operations',
    signedInOnly(async function listOperations(ctx, { signedIn }) {
      ctx.body = ledger.list(signedIn.claims.sub);
    }),
  );

  router.post(
    '/operations',
    signedInOnly(async function requestOperation(ctx, { session, signedIn }) {
      const transfer = readTransfer(await readForm(ctx));
      if (!transfer) {
        refuse(ctx, 400, 'invalid_operation');
        return;
      }
      const operation = { ...transfer, sub: signedIn.claims.sub, startedAt: Math.floor(now() / 1000) };
      const started = await flow.start(session, approvalParameters(strongAcr, transfer, session.asked), operation);
      if (!started.ok) recordOutcome(session, started.outcome);
      seeOther(ctx, started.ok ? started.url.href : '/');
    }),
  );

  router.get(
    '/counterpart',
    signedInOnly(async function showCounterpart(ctx, { session, signedIn }) {
      const answer = await askCounterpart?.(session, signedIn);
      if (answer?.ok) {
        ctx.body = { balance: answer.balance, token: answer.token };
        return;
      }
      ctx.status = answer?.status ?? 404;
      ctx.body = answer ? { error: answer.error, error_description: answer.description } : { error: 'not_found' };
    }),
  );

  function signedInOnly(handle: (ctx: Context, account: Account) => Promise<void>) {
    return async function requireSession(ctx: Context, _next: Next): Promise<void> {
      const session = sessions.find(ctx);
      if (session?.signedIn) {
        await handle(ctx, { session, signedIn: session.signedIn });
      } else {
        ctx.status = 401;
        ctx.body = { error: 'no_session' };
      }
    };
  }

  return router;
}

/** The operation itself, and both ways of asking for strength: `acr_values` for the provider's pages, the essential claim for its promise. */
function approvalParameters(strongAcr: string, transfer: Transfer, asked: string | undefined): URLSearchParams {
  return new URLSearchParams({
    prompt: 'login',
    ...(asked !== undefined && { ui_locales: asked }),
    acr_values: strongAcr,
    authorization_details: detailsOf(transfer),
    claims: JSON.stringify({ id_token: { acr: { essential: true, value: strongAcr } } }),
  });
}

async function answerAsProvider(ctx: Context, ask: () => Promise<unknown>): Promise<void> {
  try {
    ctx.body = await ask();
  } catch (error) {
    const refusal = await refusalOf(error);
    if (!refusal) throw error;
    ctx.status = refusal.status;
    ctx.body = refusal.body;
  }
}
