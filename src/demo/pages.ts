/**
 * The pages of the demo: templates of `views/demo/`, escaped by default, one style sheet, and the headers that go with
 * them. Everything in the demo works with plain links and forms; the one script only closes the drop-down on Escape.
 */
import { createHash } from 'node:crypto';
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

/** How a program looks: the same as at the provider, which is told by configuration. */
export interface Look {
  readonly colour: string;
  readonly darkColour: string;
  /** One that the style sheet draws. */
  readonly pattern: string;
  readonly logo?: { readonly type: string; readonly content: Buffer } | undefined;
}

/** Without a look, the sheet's own. */
export function createPages(look?: Look): Pages {
  const eta = new Eta({ views: fileURLToPath(VIEWS), autoEscape: true, cache: true });
  const router = new Router();

  /** Kept for good under a name that changes with its content. */
  function asset(name: string, type: string, content: string | Buffer): string {
    const path = `/assets/${createHash('sha256').update(content).digest('base64url').slice(0, 12)}-${name}`;
    router.get(path, function serveAsset(ctx) {
      ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
      ctx.type = type;
      ctx.body = content;
    });
    return path;
  }

  const assets = {
    styles: asset('style.css', 'text/css; charset=utf-8', `${read('style.css')}${look ? rootOf(look) : ''}`),
    script: asset('drop-down.js', 'text/javascript; charset=utf-8', read('drop-down.js')),
    icon: asset('favicon.svg', 'image/svg+xml', read('favicon.svg')),
    logo: look?.logo && asset('logo', look.logo.type, look.logo.content),
  };
  return { render: (template, data) => eta.render(template, { ...data, assets }), routes: router.routes() };
}

function rootOf({ colour, darkColour, pattern }: Look): string {
  return `:root { --colour: ${colour}; --colour-dark: ${darkColour}; --pattern: var(--${pattern}); --pattern-height: 10px; }\n`;
}

function read(file: string): string {
  return readFileSync(new URL(file, VIEWS), 'utf8');
}

/** `formTargets`: where posted forms may be redirected to, since browsers apply `form-action` to redirects too. */
export function pageHeadersFactory(formTargets: readonly string[]): Middleware {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
  return async function pageHeaders(ctx: Context, next: Next) {
    ctx.set({
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
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
