/**
 * What nobody answers: an unknown address is 404, a known one with another method 405 with `Allow` (RFC 9110 section 15.5.6), and OPTIONS
 * says what there is. As a page (or JSON) of ours, by way of the extension's answer to refusals.
 */
import type { RouterContext } from '@koa/router';
import type { Next } from 'koa';
import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';
import { createLibraryMethods } from './library-methods.ts';

export function createRefusalOfUnknown(provider: Provider, options: Parameters<typeof createLibraryMethods>[1]) {
  const libraryMethods = createLibraryMethods(provider, options);

  return async function refuseUnknown(ctx: RouterContext, next: Next): Promise<void> {
    await next();
    if (ctx.status !== 404 || ctx.body != null || ctx.headerSent) return;
    // Every router that the request has passed leaves the routes of its address.
    const ours = (ctx.matched ?? []).flatMap(({ methods }) => methods);
    const allowed = [...new Set([...ours, ...libraryMethods(ctx.path)])].sort();
    if (allowed.length === 0) throw new errors.OIDCProviderError(404, 'not_found');
    ctx.set('Allow', [...allowed, 'OPTIONS'].join(', '));
    if (ctx.method !== 'OPTIONS') throw new errors.OIDCProviderError(405, 'method_not_allowed');
    ctx.status = 204;
  };
}
