/**
 * A web space of the demo: an ordinary OpenID Connect relying party, as any bank's site could be. It knows its provider
 * by the wire alone, and of account links only the parameter `linked_from` and the claims that it receives.
 */
import type { JWK } from 'jose';
import Koa, { type Context, type Next } from 'koa';
import { type BalanceApiOptions, createBalanceApi } from './balance-api.ts';
import { type CounterpartOptions, createCounterpart, type Panel, panelOf } from './counterpart.ts';
import { createLinkedSpaces, type LinkedSpace } from './linked-spaces.ts';
import { listen } from './listen.ts';
import { createLedger } from './operations.ts';
import { createPages, type Look, pageHeadersFactory, wantsPage } from './pages.ts';
import { createAccountRoutes } from './space-account-routes.ts';
import { createSpaceFlow } from './space-flow.ts';
import { homeView, type SpaceIdentity } from './space-home.ts';
import { createLoginRoutes } from './space-login-routes.ts';
import { createLogoutRoutes } from './space-logout-routes.ts';
import { refusalText } from './space-messages.ts';
import { createSpaceProvider, isUnreachable } from './space-provider.ts';
import { createSpaceSessions, type Outcome, type SignedIn, type SpaceSession } from './space-sessions.ts';
import { createSpaceTokens } from './space-tokens.ts';
import { type Speech, said, speechFor } from './words.ts';

export type { OtherSpace } from './space-home.ts';

export interface SpaceOptions extends SpaceIdentity {
  readonly clientId: string;
  /** The client's ES256 key with its `kid`, for `private_key_jwt`. */
  readonly privateKeyJwk: JWK;
  /** What an operation must be approved with. */
  readonly operationAcr: string;
  /** What the page shows of the customer's account in the other space. */
  readonly counterpart?: CounterpartOptions | undefined;
  /** The space's own resource server. */
  readonly balanceApi?: BalanceApiOptions | undefined;
  readonly look?: Look | undefined;
  readonly fetch?: typeof fetch | undefined;
  readonly now?: (() => number) | undefined;
  readonly logger?: SpaceLogger | undefined;
}

export interface SpaceLogger {
  warn(message: string, fields: Record<string, unknown>): unknown;
}

export interface Space {
  readonly url: string;
  close(): Promise<void>;
}

/** `port` 0 takes any free port; `host` is loopback unless given. */
export async function startSpace(options: SpaceOptions & { readonly port: number; readonly host?: string | undefined }): Promise<Space> {
  const listener = await listen(options.port, options.host);
  const url = `http://localhost:${listener.port}`;
  listener.serve(createSpaceApp(options, url).callback());
  return { url, close: () => listener.close() };
}

export function createSpaceApp(options: SpaceOptions, url: string): Koa {
  const { issuer, clientId, operationAcr: strongAcr, logger, now = () => Date.now() } = options;
  const redirectUri = `${url}/callback`;
  const sessions = createSpaceSessions({ cookieName: `${clientId}.sid`, now });
  const ledger = createLedger({ now });
  const provider = createSpaceProvider(options);
  const flow = createSpaceFlow({ provider, redirectUri, now });
  const tokens = createSpaceTokens({ flow, now });
  const askLinkedSpaces = createLinkedSpaces(provider, tokens);
  const { counterpart } = options;
  const askCounterpart = counterpart && createCounterpart(provider, tokens, counterpart);
  const pages = createPages(options.look);

  function refuse(ctx: Context, status: number, error: string): void {
    ctx.status = status;
    const speech = speechFor(ctx, sessions.find(ctx)?.asked);
    const text = refusalText(speech.words, error);
    if (wantsPage(ctx)) {
      ctx.type = 'html';
      const { language, words } = speech;
      ctx.body = pages.render('message', { language, home: words.space.home, name: said(options.name, speech), ...text });
    } else {
      ctx.body = { error, error_description: text.text };
    }
  }

  function recordOutcome(session: SpaceSession, outcome: Outcome): void {
    session.outcome = outcome;
    if (outcome.error !== undefined)
      logger?.warn('space.authorization_ended', { space: options.space, during: outcome.during, error: outcome.error });
  }

  async function answerFaults(ctx: Context, next: Next): Promise<void> {
    try {
      await next();
    } catch (error) {
      const unreachable = isUnreachable(error);
      logger?.warn('space.fault', { space: options.space, unreachable, reason: error instanceof Error ? error.message : 'unknown' });
      refuse(ctx, unreachable ? 502 : 500, unreachable ? 'provider_unreachable' : 'server_error');
    }
  }

  /** Other ports of `localhost` are the same site, so that SameSite cookies do not keep their forms away. */
  async function refuseForeignForms(ctx: Context, next: Next): Promise<void> {
    const origin = ctx.get('Origin');
    if (ctx.method === 'POST' && origin !== '' && origin !== url) refuse(ctx, 403, 'foreign_origin');
    else await next();
  }

  async function showHome(ctx: Context, next: Next): Promise<void> {
    if (ctx.method !== 'GET' || ctx.path !== '/') {
      await next();
      return;
    }
    const session = sessions.find(ctx);
    const signedIn = session?.signedIn;
    const speech = speechFor(ctx, session?.asked);
    const linkedSpaces = session && signedIn && (await askLinkedSpaces(session, signedIn, speech.language));
    const panel = session && signedIn && (await panelFor(session, signedIn, speech, linkedSpaces));
    const operations = signedIn ? ledger.list(signedIn.claims.sub) : [];
    ctx.type = 'html';
    ctx.body = pages.render('space', homeView(options, session, { speech, linkedSpaces, panel, operations }));
  }

  async function panelFor(
    session: SpaceSession,
    signedIn: SignedIn,
    speech: Speech,
    spaces: readonly LinkedSpace[] | undefined,
  ): Promise<Panel | undefined> {
    if (!counterpart || !askCounterpart) return undefined;
    const status = spaces?.find(({ space }) => space === counterpart.space)?.status;
    // Where there is no link the grant would only be refused.
    if (status !== undefined && status !== 'active') return { title: said(counterpart.title, speech), text: speech.words.space.panelOff };
    // What drew the drop-down may have refreshed the session.
    return panelOf(counterpart, speech, () => askCounterpart(session, session.signedIn ?? signedIn));
  }

  const app = new Koa();
  app.use(pageHeadersFactory([new URL(issuer).origin]));
  app.use(answerFaults);
  app.use(refuseForeignForms);
  app.use(showHome);
  app.use(createLoginRoutes({ issuer, redirectUri, strongAcr, flow, sessions, ledger, refuse, recordOutcome }).routes());
  app.use(
    createAccountRoutes({ provider, strongAcr, flow, tokens, askCounterpart, sessions, ledger, now, refuse, recordOutcome }).routes(),
  );
  app.use(createLogoutRoutes({ provider, sessions, postLogoutRedirectUri: `${url}/` }).routes());
  if (options.balanceApi) app.use(createBalanceApi(options.balanceApi, { issuer, origin: url, now, fetch: options.fetch }).routes());
  app.use(pages.routes);
  return app;
}
