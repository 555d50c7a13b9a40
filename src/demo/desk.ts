/**
 * "Poste conseiller", the adviser's desk of the demo: an ordinary program of the bank. It speaks the provider's admin API and security
 * event tokens, and knows nothing else of it.
 */
import type { JWK } from 'jose';
import Koa, { type Context, type Next } from 'koa';
import { createDeskActions } from './desk-actions.ts';
import { createDeskAdmin } from './desk-admin.ts';
import { createDeskEvents } from './desk-events.ts';
import { noticeOfProblem } from './desk-notices.ts';
import type { DeskSpace } from './desk-page.ts';
import { type ProblemCode, refused } from './desk-problem.ts';
import { createDeskRecords } from './desk-records.ts';
import { answerProblem, createDeskRoutes } from './desk-routes.ts';
import { publicSet } from './keys.ts';
import { listen } from './listen.ts';
import { createPages, pageHeadersFactory, wantsPage } from './pages.ts';
import { createSpaceProvider, isUnreachable } from './space-provider.ts';
import { speechFor } from './words.ts';

export interface DeskOptions {
  /** 0 takes any free port; the answer's `url` tells which. */
  readonly port: number;
  /** Loopback unless given. */
  readonly host?: string | undefined;
  readonly issuer: string;
  readonly clientId: string;
  /** The client's ES256 key with its `kid`, for `private_key_jwt`. */
  readonly privateKeyJwk: JWK;
  /** What security events are signed with: ES256, with its `kid`. */
  readonly eventKeyJwk: JWK;
  readonly spaces: readonly DeskSpace[];
  /** Who has an account, as far as the demo knows its customers; nobody is known unless given. */
  readonly personOf?: ((space: string, identifier: string) => string | undefined) | undefined;
  readonly fetch?: typeof fetch | undefined;
  readonly now?: (() => number) | undefined;
  readonly logger?: { warn(message: string, fields: Record<string, unknown>): unknown } | undefined;
}

export interface Desk {
  /** The address of the page, and the issuer of its security events. */
  readonly url: string;
  close(): Promise<void>;
}

export async function startDesk(options: DeskOptions): Promise<Desk> {
  const listener = await listen(options.port, options.host);
  const url = `http://localhost:${listener.port}`;
  listener.serve(createDeskApp(options, url).callback());
  return { url, close: () => listener.close() };
}

function createDeskApp(options: DeskOptions, url: string): Koa {
  const { issuer, eventKeyJwk, spaces, personOf = () => undefined, logger, now = () => Date.now() } = options;
  const provider = createSpaceProvider(options);
  const admin = createDeskAdmin({ provider, now });
  const pushEvent = createDeskEvents({ issuer, transmitter: url, privateKeyJwk: eventKeyJwk, fetch: provider.fetch, now });
  const actions = createDeskActions({ admin, pushEvent });
  const records = createDeskRecords({ admin, spaces: spaces.map(({ id }) => id) });
  const pages = createPages();

  function refuse(ctx: Context, code: ProblemCode): void {
    const refusal = refused(code);
    if (!wantsPage(ctx)) {
      answerProblem(ctx, refusal);
      return;
    }
    ctx.status = refusal.problem.status;
    ctx.type = 'html';
    const { language, words } = speechFor(ctx);
    const text = noticeOfProblem(words, refusal.problem);
    ctx.body = pages.render('message', { language, home: words.space.home, name: words.desk.title, ...text });
  }

  async function answerFaults(ctx: Context, next: Next): Promise<void> {
    try {
      await next();
    } catch (error) {
      const unreachable = isUnreachable(error);
      logger?.warn('desk.fault', { unreachable, reason: error instanceof Error ? error.message : 'unknown' });
      refuse(ctx, unreachable ? 'provider-unreachable' : 'fault');
    }
  }

  /** Other ports of `localhost` are the same site: no page of theirs may act as the adviser. */
  async function refuseForeignForms(ctx: Context, next: Next): Promise<void> {
    const origin = ctx.get('Origin');
    if (ctx.method === 'POST' && origin !== '' && origin !== url) refuse(ctx, 'foreign-origin');
    else await next();
  }

  async function serveKeys(ctx: Context, next: Next): Promise<void> {
    if (ctx.method !== 'GET' || ctx.path !== '/jwks') {
      await next();
      return;
    }
    ctx.body = publicSet(eventKeyJwk);
    ctx.type = 'application/jwk-set+json';
  }

  const app = new Koa();
  app.use(pageHeadersFactory([]));
  app.use(answerFaults);
  app.use(refuseForeignForms);
  app.use(serveKeys);
  app.use(createDeskRoutes({ admin, actions, records, spaces, personOf, pages }).routes());
  app.use(pages.routes);
  return app;
}
