/**
 * A page that waits for the phone. Its script asks the page's own address, with `Accept: application/json`, whether it still waits for
 * the same request, and loads the page when it does not. Such an answer asks the authenticator service as the page does, finishes
 * nothing and redirects nowhere: a resume works once, and only as the browser's own navigation.
 */
import type { Context } from 'koa';
import type { PageFrame } from './frame.ts';
import type { PageHead } from './render.ts';
import type { Views } from './view-data.ts';

/** Browsers ask for pages by `text/html`. */
export function asksQuietly(ctx: Context): boolean {
  return ctx.accepts('html', 'json') === 'json';
}

/** `request`: the words by which the customer knows what the page waits for; none when it would say something else by now. */
export function answerQuietly(ctx: Context, request: string | undefined): void {
  ctx.set('Cache-Control', 'no-store');
  ctx.body = { waiting_for: request ?? null };
}

export function renderWaiting(parts: Pick<PageFrame, 'render'>, ctx: Context, head: PageHead, view: Views['approval']): void {
  // For what its script asks, on these pages and no others: everywhere else `default-src 'none'` covers requests of scripts.
  const policy = ctx.response.get('Content-Security-Policy');
  if (policy) ctx.set('Content-Security-Policy', `${policy}; connect-src 'self'`);
  parts.render(ctx, head, 'approval', view);
}
