/**
 * The pages of the demo: templates of `views/demo/`, escaped by default, one style sheet, and the headers that go with
 * them. No script at all: everything in the demo works with plain links and forms.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Router, { type RouterMiddleware } from '@koa/router';
import { Eta } from 'eta';
import type { Context, Middleware, Next } from 'koa';

const VIEWS = new URL('../../views/demo/', import.meta.url);

export interface Notice {
  readonly tone: 'error' | 'success';
  readonly title: string;
  readonly text: string;
}

export interface Pages {
  render(template: string, data: object): string;
  readonly routes: RouterMiddleware;
}

/** `colour` is the brand's; without one, the sheet's own. */
export function createPages(colour?: string): Pages {
  const eta = new Eta({ views: fileURLToPath(VIEWS), autoEscape: true, cache: true });
  const brand = colour === undefined ? '' : `:root { --brand: ${colour}; }\n`;
  const styleSheet = `${readFileSync(new URL('style.css', VIEWS), 'utf8')}${brand}`;
  const icon = readFileSync(new URL('favicon.svg', VIEWS), 'utf8');

  const router = new Router();
  router.get('/style.css', function serveStyleSheet(ctx) {
    answerAsset(ctx, 'text/css; charset=utf-8', styleSheet);
  });
  router.get('/favicon.svg', function serveIcon(ctx) {
    answerAsset(ctx, 'image/svg+xml', icon);
  });
  return { render: (template, data) => eta.render(template, data), routes: router.routes() };
}

/** `formTargets`: where posted forms may be redirected to, since browsers apply `form-action` to redirects too. */
export function pageHeadersFactory(formTargets: readonly string[]): Middleware {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
  return async function pageHeaders(ctx: Context, next: Next) {
    ctx.set({
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    });
    await next();
  };
}

/** JSON unless the client says that it would rather have a page, as browsers do. */
export function wantsPage(ctx: Context): boolean {
  return ctx.accepts('json', 'html') === 'html';
}

function answerAsset(ctx: Context, type: string, body: string): void {
  ctx.set('Cache-Control', 'public, max-age=300');
  ctx.type = type;
  ctx.body = body;
}
