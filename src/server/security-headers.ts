/**
 * The headers of every answer. Set on the way in, so that answers to faults have them too. Referrer-Policy is `same-origin` and not
 * stricter: with `no-referrer` browsers post our own forms with `Origin: null`.
 */
import type { Context, Next } from 'koa';
import type { Configuration } from './config/configuration.ts';

export function createSecurityHeaders(configuration: Configuration) {
  const headers = {
    'Content-Security-Policy': contentSecurityPolicy(configuration),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-store',
    ...(configuration.issuer.startsWith('https:') && { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' }),
  };

  return async function setSecurityHeaders(ctx: Context, next: Next): Promise<void> {
    ctx.set(headers);
    await next();
  };
}

/** Browsers apply `form-action` to the redirects after a post as well: the addresses of the relying parties must be in it. */
function contentSecurityPolicy({ clients }: Configuration): string {
  const uris = clients.flatMap(({ metadata }) => [...(metadata.redirect_uris ?? []), ...(metadata.post_logout_redirect_uris ?? [])]);
  const origins = new Set(uris.map((uri) => new URL(uri)).map(({ origin, protocol }) => (origin === 'null' ? protocol : origin)));
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    `form-action 'self' ${[...origins].sort().join(' ')}`.trim(),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}
